"""App clients as AWS makes them: with secrets of its form, and refused where they could never have a token.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

import secrets
import string
from collections.abc import Mapping
from typing import Any

from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUserPoolClient
from moto.core.exceptions import JsonRESTError

from emulator.cognito.moto_pools import custom_scopes
from emulator.cognito.validity import is_access_token_validity

_SECRET_CHARACTERS = string.ascii_lowercase + string.digits
_SECRET_LENGTH = 51
_STANDARD_SCOPES = frozenset({"phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"})
_OF_USERS = frozenset({"code", "implicit"})

_create_any = CognitoIdpBackend.create_user_pool_client
_update_any = CognitoIdpBackend.update_user_pool_client


def check_app_clients() -> None:
    backend: Any = CognitoIdpBackend
    backend.create_user_pool_client = _create
    backend.update_user_pool_client = _update


def _create(
    backend: CognitoIdpBackend, user_pool_id: str, generate_secret: bool, settings: dict[str, Any]
) -> CognitoIdpUserPoolClient:
    pool = backend.describe_user_pool(user_pool_id)
    _check(settings, has_secret=generate_secret, known_scopes=frozenset(custom_scopes(pool)))
    client = _create_any(backend, user_pool_id, generate_secret, settings)
    client.secret = "".join(secrets.choice(_SECRET_CHARACTERS) for _ in range(_SECRET_LENGTH))
    return client


def _update(
    backend: CognitoIdpBackend, user_pool_id: str, client_id: str, settings: dict[str, Any]
) -> CognitoIdpUserPoolClient:
    pool = backend.describe_user_pool(user_pool_id)
    client = backend.describe_user_pool_client(user_pool_id, client_id)
    _check(
        {**client.extended_config, **settings},
        has_secret=client.generate_secret,
        known_scopes=frozenset(custom_scopes(pool)),
    )
    return _update_any(backend, user_pool_id, client_id, settings)


def _check(settings: Mapping[str, Any], *, has_secret: bool, known_scopes: frozenset[str]) -> None:
    """Raises what moto answers as an error of Cognito's."""
    flows = frozenset(settings.get("AllowedOAuthFlows") or ())
    scopes = frozenset(settings.get("AllowedOAuthScopes") or ())
    if not is_access_token_validity(settings):
        raise InvalidParameterException("Invalid range for token validity.")
    if settings.get("AllowedOAuthFlowsUserPoolClient") and not (flows and scopes):
        raise InvalidParameterException(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
    if "client_credentials" in flows:
        if not has_secret:
            raise InvalidParameterException(
                "client_credentials flow can not be selected if client does not have a client secret."
            )
        if flows & _OF_USERS:
            raise InvalidParameterException(
                "client_credentials flow can not be selected along with code flow or implicit flow."
            )
    unknown = sorted(scopes - _STANDARD_SCOPES - known_scopes)
    if unknown:
        raise JsonRESTError("ScopeDoesNotExistException", f"Scope does not exist: {', '.join(unknown)}")
