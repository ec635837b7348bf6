"""COGNITO_USER_POOLS: a user pool's token says who calls, and a resource policy what they may do.

The rules are those of the developer guide, "Control access to REST APIs using Amazon Cognito user pools as an
authorizer": a method without scopes takes identity tokens, one with scopes takes access tokens that have one of them.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from emulator.data_plane import execution_log
from emulator.data_plane.access.authorization import Authorization, Grant
from emulator.data_plane.access.denials import unauthorized
from emulator.data_plane.access.identity_sources import IdentitySources, parse_identity_sources, read_identity
from emulator.data_plane.access.misconfigured import MisconfiguredAuthorizer
from emulator.data_plane.access.policies import Policy
from emulator.data_plane.access.resource_policies import require_allow
from emulator.data_plane.access.user_pools import Claims, UserPools
from emulator.data_plane.calls import Call, Services
from emulator.data_plane.errors import CompileError
from emulator.data_plane.patterns import Pattern, compile_pattern
from emulator.data_plane.refusals import Refusal
from emulator.snapshot import Wire

_DEFAULT_SOURCE = "method.request.header.Authorization"
_KEPT_SECONDS = 300
_EXPIRED = "The incoming token has expired"
_NO_POLICY = Policy(())
# AWS writes these as Java writes dates.
_MOMENTS = frozenset({"exp", "iat"})


@dataclass(frozen=True, slots=True)
class CognitoAuthorizer:
    """`audience` is the identity validation expression, which the token's `aud` must match."""

    authorizer_id: str
    pool_arns: tuple[str, ...]
    sources: IdentitySources
    scopes: frozenset[str]
    audience: Pattern | None
    resource_policy: Policy | None

    async def authorize(self, call: Call, services: Services) -> Call | Refusal:
        identity = read_identity(self.sources, call)
        grant = self._find_or_read(call, identity[0], services) if identity else unauthorized()
        if isinstance(grant, Refusal):
            execution_log.authorizer_refused(call.arrival.journal, call.arrival.request_id)
            return grant
        return require_allow(self.resource_policy, call) or replace(call, authorization=grant.authorization)

    def _find_or_read(self, call: Call, token: str, services: Services) -> Grant | Refusal:
        """Methods with other scopes share this authorizer, but not what it has said."""
        arrival, key = call.arrival, (self.authorizer_id, self.scopes, token)
        known = arrival.authorizer_cache.find(key, arrival.started)
        if known is not None:
            return known
        claims = self.read(token, services.user_pools, arrival.started)
        if isinstance(claims, Refusal):
            return claims
        grant = Grant(_authorization(claims), _NO_POLICY)
        arrival.authorizer_cache.keep(key, grant, min(float(claims["exp"]), arrival.started + _KEPT_SECONDS))
        return grant

    def read(self, token: str, user_pools: UserPools, now: float) -> Claims | Refusal:
        """The claims of a token that lets its bearer in, at `now` seconds since the epoch."""
        bare = token[7:] if token[:7].lower() == "bearer " else token
        readings = (user_pools.read_token(pool_arn, bare.strip()) for pool_arn in self.pool_arns)
        claims = next((claims for claims in readings if claims is not None), None)
        if claims is None or not isinstance(claims.get("exp"), (int, float)) or not self._is_meant_for(claims):
            return unauthorized()
        return unauthorized(_EXPIRED) if claims["exp"] <= now else claims

    def _is_meant_for(self, claims: Claims) -> bool:
        if self.audience is not None and not self.audience.matches(str(claims.get("aud", ""))):
            return False
        if not self.scopes:
            return claims.get("token_use") == "id"
        return claims.get("token_use") == "access" and not self.scopes.isdisjoint(str(claims.get("scope", "")).split())


def compile_cognito_authorizer(
    wire: Wire, method: Wire, resource_policy: Policy | None
) -> CognitoAuthorizer | MisconfiguredAuthorizer:
    sources = parse_identity_sources(wire.get("identitySource") or _DEFAULT_SOURCE)
    if sources is None:
        return MisconfiguredAuthorizer(f"The identity source of the authorizer {wire['id']} is no mapping expression.")
    expression = wire.get("identityValidationExpression")
    try:
        audience = compile_pattern(expression) if expression else None
    except CompileError as error:
        return MisconfiguredAuthorizer(f"The authorizer {wire['id']} has no valid validation expression. {error}")
    return CognitoAuthorizer(
        authorizer_id=wire["id"],
        pool_arns=tuple(wire.get("providerARNs") or ()),
        sources=sources,
        scopes=frozenset(method.get("authorizationScopes") or ()),
        audience=audience,
        resource_policy=resource_policy,
    )


def _authorization(claims: Claims) -> Authorization:
    texts = {name: _text(name, value) for name, value in claims.items()}
    return Authorization(
        principal_id=texts.get("sub", ""),
        event={"claims": texts},
        variables={
            **{f"authorizer.claims.{name}": value for name, value in texts.items()},
            "authorizer.principalId": texts.get("sub", ""),
            "authorizer.status": "200",
            "authorizer.latency": "0",
            "authenticate.status": "200",
            "authorize.status": "200",
        },
    )


def _text(name: str, value: Any) -> str:
    if name in _MOMENTS:
        return datetime.fromtimestamp(value, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value)
