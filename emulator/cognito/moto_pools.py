"""moto's user pools, in this process: what others ask about them, and the key that moto signs their tokens with.

moto has one key for all pools. It is in moto's package for all to read: these tokens are good for nothing elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.cognito.client_credentials import AppClient, PoolView
from emulator.cognito.validity import access_token_seconds
from emulator.data_plane.access.user_pools import Claims

_ALGORITHM = "RS256"


class MotoUserPools:
    """Implements `UserPools`. Whose a token is, its issuer says."""

    def read_token(self, pool_arn: str, token: str) -> Claims | None:
        # Until there is a user pool, nobody needs what these take to load.
        from joserfc import jws  # noqa: PLC0415 - see above
        from joserfc.errors import JoseError  # noqa: PLC0415 - see above

        account_id, region = (pool_arn.split(":") + [""] * 5)[4:2:-1]
        pool = find_pool(account_id, region, pool_arn.rpartition("/")[2])
        if pool is None:
            return None
        try:
            signed = jws.deserialize_compact(token, pool.json_web_key, algorithms=[_ALGORITHM])
            claims = json.loads(signed.payload or b"")
        except (JoseError, ValueError):
            return None
        return claims if isinstance(claims, dict) and claims.get("iss") == issuer_of(pool) else None


def find_pool(account_id: str, region: str, pool_id: str) -> Any:
    """moto's user pool; None for one that there is not."""
    backend = _backends(account_id).get(region)
    return None if backend is None else backend.user_pools.get(pool_id)


def find_pool_of_domain(account_id: str, domain: str, region: str | None) -> Any:
    """Without a region, whichever has the domain."""
    for name, backend in _backends(account_id).items():
        found = backend.user_pool_domains.get(domain) if region in (None, name) else None
        pool = None if found is None else backend.user_pools.get(found.user_pool_id)
        if pool is not None:
            return pool
    return None


def domain_of(pool: Any) -> Any:
    """moto's domain of a user pool; None if it has none."""
    domains = tuple(pool.backend.user_pool_domains.values())
    return next((domain for domain in domains if domain.user_pool_id == pool.id), None)


def issuer_of(pool: Any) -> str:
    return f"https://cognito-idp.{pool.region}.amazonaws.com/{pool.id}"


def view_of(pool: Any, client_id: str) -> PoolView:
    client = pool.clients.get(client_id)
    scopes = frozenset(custom_scopes(pool))
    return PoolView(issuer_of(pool), scopes, None if client is None else _client_of(client))


def custom_scopes(pool: Any) -> Iterator[str]:
    for server in tuple(pool.resource_servers.values()):
        for scope in server.scopes or ():
            yield f"{server.identifier}/{scope['ScopeName']}"


def sign_token(pool: Any, claims: Mapping[str, Any]) -> str:
    from joserfc import jws  # noqa: PLC0415 - as above

    header = {"kid": _key_id(), "alg": _ALGORITHM}
    return jws.serialize_compact(header, json.dumps(claims, separators=(",", ":")), pool.json_web_key)


def public_keys() -> bytes:
    """The JSON Web Key Set of every pool."""
    from moto.cognitoidp.responses import CognitoIdpJsonWebKeyResponse  # noqa: PLC0415 - as above

    return bytes(CognitoIdpJsonWebKeyResponse.json_web_key)


def _key_id() -> str:
    return str(json.loads(public_keys())["keys"][0]["kid"])


def _backends(account_id: str) -> dict[str, Any]:
    """By region, those that anybody has used."""
    from moto.cognitoidp.models import cognitoidp_backends  # noqa: PLC0415 - as above

    return dict(cognitoidp_backends[account_id]) if account_id in cognitoidp_backends else {}


def _client_of(client: Any) -> AppClient:
    settings = client.extended_config
    return AppClient(
        id=client.id,
        secret=client.secret if client.generate_secret else None,
        uses_oauth=bool(settings.get("AllowedOAuthFlowsUserPoolClient")),
        flows=frozenset(settings.get("AllowedOAuthFlows") or ()),
        scopes=tuple(settings.get("AllowedOAuthScopes") or ()),
        access_token_seconds=access_token_seconds(settings),
    )
