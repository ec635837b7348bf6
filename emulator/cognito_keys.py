"""Cognito's user pools of moto, in this process: tokens are read with the key that moto signs them with."""

import json
from typing import Any

from emulator.data_plane.access.user_pools import Claims

_ALGORITHMS = ["RS256"]


class MotoUserPools:
    """Implements `UserPools`. moto has one key for all pools: whose a token is, its issuer says."""

    def read_token(self, pool_arn: str, token: str) -> Claims | None:
        # Until there is a user pool, nobody needs what these take to load.
        from joserfc import jws  # noqa: PLC0415 - see above
        from joserfc.errors import JoseError  # noqa: PLC0415 - see above

        pool = _find_pool(pool_arn)
        if pool is None:
            return None
        try:
            signed = jws.deserialize_compact(token, pool.json_web_key, algorithms=_ALGORITHMS)
            claims = json.loads(signed.payload or b"")
        except (JoseError, ValueError):
            return None
        issuer = f"https://cognito-idp.{pool.region}.amazonaws.com/{pool.id}"
        return claims if isinstance(claims, dict) and claims.get("iss") == issuer else None


def _find_pool(pool_arn: str) -> Any:
    """None for a pool that there is not. The ARN is arn:aws:cognito-idp:{region}:{account}:userpool/{id}."""
    from moto.cognitoidp.models import cognitoidp_backends  # noqa: PLC0415 - as above

    account_id, region = (pool_arn.split(":") + [""] * 5)[4:2:-1]
    if account_id not in cognitoidp_backends:
        return None
    backend = dict(cognitoidp_backends[account_id]).get(region)
    return None if backend is None else backend.user_pools.get(pool_arn.rpartition("/")[2])
