"""What Cognito's token endpoint grants to an app client: the rules, without HTTP, moto or a key.

They are those of https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html and RFC 6749. Nobody
signs in here: an authorization code or a refresh token is always one that there is not.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CLIENT_CREDENTIALS = "client_credentials"

# Of the grants that continue a user's session, the parameter that each needs.
_SESSION_GRANTS = {"authorization_code": "code", "refresh_token": "refresh_token"}


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """`parameters` are those of the form. `secret` is None where none was sent."""

    client_id: str
    secret: str | None = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AppClient:
    """`uses_oauth` is AllowedOAuthFlowsUserPoolClient, without which `flows` and `scopes` are not in force."""

    id: str
    secret: str | None = field(repr=False)
    uses_oauth: bool
    flows: frozenset[str]
    scopes: tuple[str, ...]
    access_token_seconds: int


@dataclass(frozen=True, slots=True)
class PoolView:
    """What a grant needs to know of a user pool. `custom_scopes` are its resource servers', as `identifier/name`."""

    issuer: str
    custom_scopes: frozenset[str]
    client: AppClient | None


@dataclass(frozen=True, slots=True)
class Granted:
    """The claims of an access token that is still to be signed."""

    claims: Mapping[str, Any]
    expires_in: int


@dataclass(frozen=True, slots=True)
class OAuthError:
    """One of RFC 6749's codes, section 5.2. AWS answers each with 400, and with nothing but the code."""

    code: str


def grant_token(request: TokenRequest, pool: PoolView, now: int, token_id: str) -> Granted | OAuthError:
    """`now` is in seconds since the epoch. `pool.client` is the client that the request names, if there is one."""
    grant_type = request.parameters.get("grant_type")
    if grant_type is None:
        return OAuthError("invalid_request")
    if grant_type != _CLIENT_CREDENTIALS and grant_type not in _SESSION_GRANTS:
        return OAuthError("unsupported_grant_type")
    client = pool.client
    if client is None or not _is_authentic(request, client):
        return OAuthError("invalid_client")
    if grant_type in _SESSION_GRANTS:
        return _refuse_session(_SESSION_GRANTS[grant_type], request, client)
    return _grant_to_client(request, pool, client, now, token_id)


def _is_authentic(request: TokenRequest, client: AppClient) -> bool:
    """A client without a secret says only who it is."""
    if client.secret is None or request.secret is None:
        return client.secret is None and request.secret is None
    return hmac.compare_digest(client.secret.encode(), request.secret.encode("utf-8", "replace"))


def _refuse_session(needed: str, request: TokenRequest, client: AppClient) -> OAuthError:
    if needed not in request.parameters:
        return OAuthError("invalid_request")
    return OAuthError("invalid_grant" if client.uses_oauth and "code" in client.flows else "unauthorized_client")


def _grant_to_client(
    request: TokenRequest, pool: PoolView, client: AppClient, now: int, token_id: str
) -> Granted | OAuthError:
    if not client.uses_oauth:
        # So AWS answers whoever forgot that setting: https://github.com/boto/boto3/issues/3916
        return OAuthError("invalid_grant")
    if _CLIENT_CREDENTIALS not in client.flows or client.secret is None:
        return OAuthError("unauthorized_client")
    scopes = _granted_scopes(request.parameters.get("scope"), pool, client)
    if not scopes:
        return OAuthError("invalid_scope")
    claims = {
        "sub": client.id,
        "token_use": "access",
        "scope": " ".join(scopes),
        "auth_time": now,
        "iss": pool.issuer,
        "exp": now + client.access_token_seconds,
        "iat": now,
        "version": 2,
        "jti": token_id,
        "client_id": client.id,
    }
    return Granted(claims, client.access_token_seconds)


def _granted_scopes(asked: str | None, pool: PoolView, client: AppClient) -> tuple[str, ...]:
    """All that the client may have if it asks for none in particular; none if it asks for one that it may not have.

    Scopes that are about a user, such as `openid`, are not for clients.
    """
    allowed = tuple(scope for scope in client.scopes if scope in pool.custom_scopes)
    wanted = tuple(dict.fromkeys((asked or "").split()))
    if not wanted:
        return allowed
    return wanted if set(wanted) <= set(allowed) else ()
