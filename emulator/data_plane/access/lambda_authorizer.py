"""CUSTOM: a function says who calls and what they may do. TOKEN and REQUEST authorizers."""

import json
from dataclasses import dataclass, replace

from emulator.data_plane import execution_log
from emulator.data_plane.access.authorization import Authorization, Grant
from emulator.data_plane.access.authorizer_events import request_event, token_event
from emulator.data_plane.access.authorizer_function import Asked, ask_function
from emulator.data_plane.access.denials import (
    authorizer_misconfigured,
    denied_by_authorizer,
    denied_to_anonymous,
    unauthorized,
)
from emulator.data_plane.access.identity_sources import IdentitySources, parse_identity_sources, read_identity
from emulator.data_plane.access.misconfigured import MisconfiguredAuthorizer
from emulator.data_plane.access.policies import Policy, Verdict
from emulator.data_plane.access.questions import question_of
from emulator.data_plane.access.resource_policies import combined
from emulator.data_plane.calls import Call, Services
from emulator.data_plane.errors import CompileError
from emulator.data_plane.integrations.lambda_uri import LambdaUri, parse_lambda_uri
from emulator.data_plane.lambda_permission import may_invoke_for_authorizer
from emulator.data_plane.patterns import Pattern, compile_pattern
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.data_plane.request_headers import trace_of
from emulator.snapshot import Wire

_DEFAULT_SOURCE = "method.request.header.Authorization"
_DEFAULT_TTL = 300
_MOST_ARN_CHARACTERS = 1600
_TOO_LONG = Refusal(GatewayResponseType.DEFAULT_4XX, "Request URI too long", status=414)


@dataclass(frozen=True, slots=True)
class LambdaAuthorizer:
    """A REQUEST authorizer may have no `sources`: then it is asked at every call."""

    authorizer_id: str
    is_token: bool
    function: LambdaUri
    has_credentials: bool
    sources: IdentitySources
    token_pattern: Pattern | None
    ttl: int  # seconds; 0 remembers nothing
    resource_policy: Policy | None

    async def authorize(self, call: Call, services: Services) -> Call | Refusal:
        """Whom the resource policy denies explicitly, the function is not asked about."""
        question = question_of(call)
        apis = Verdict.SILENT if self.resource_policy is None else self.resource_policy.judge(question)
        if apis is Verdict.DENY:
            return denied_to_anonymous(question.resource, explicitly=True)
        if len(question.resource) > _MOST_ARN_CHARACTERS:
            return _TOO_LONG
        grant = await self._find_or_ask(call, services)
        if isinstance(grant, Refusal):
            return grant
        verdict = combined(grant.judge(question), apis)
        if verdict is Verdict.ALLOW:
            return replace(call, authorization=grant.authorization)
        explicitly = verdict is Verdict.DENY
        return denied_by_authorizer(explicitly=explicitly, variables=grant.authorization.variables)

    def identify(self, call: Call) -> tuple[str, ...] | Refusal:
        identity = read_identity(self.sources, call)
        if identity is None or (self.token_pattern is not None and not self.token_pattern.matches(identity[0])):
            execution_log.authorizer_refused(call.arrival.journal, call.arrival.request_id)
            return unauthorized()
        return identity

    async def ask(self, call: Call, identity: tuple[str, ...], services: Services) -> Asked | Refusal:
        """Whatever has been said before. `identity` is what `identify` has found."""
        arrival = call.arrival
        execution_log.authorizer(arrival.journal, self.authorizer_id, arrival.request_id, ",".join(identity))
        event = token_event(call, identity[0]) if self.is_token else request_event(call)
        function_arn, region = self.function.resolve(arrival.settings.variables), self.function.region
        if not self.has_credentials and not may_invoke_for_authorizer(
            arrival, self.authorizer_id, function_arn, region, services
        ):
            return authorizer_misconfigured("Invalid permissions on Lambda function")
        asked = await ask_function(function_arn, event, trace_of(arrival), services)
        if isinstance(asked, Asked):
            if arrival.journal is not None:
                result = json.dumps(asked.result.document)
                execution_log.authorizer_policy(arrival.journal, result, asked.result.principal_id, cached=False)
        elif asked.type is GatewayResponseType.UNAUTHORIZED:
            execution_log.authorizer_refused(arrival.journal, arrival.request_id)
        return asked

    async def _find_or_ask(self, call: Call, services: Services) -> Grant | Refusal:
        identity = self.identify(call)
        if isinstance(identity, Refusal):
            return identity
        arrival, key = call.arrival, (self.authorizer_id, identity)
        remembers = self.ttl > 0 and identity != ()
        known = arrival.authorizer_cache.find(key, arrival.started) if remembers else None
        if known is not None:
            execution_log.authorizer_policy(arrival.journal, "", known.authorization.principal_id, cached=True)
            return known
        asked = await self.ask(call, identity, services)
        if isinstance(asked, Refusal):
            return asked
        if remembers:
            # From the next call on, nobody waits for the function.
            arrival.authorizer_cache.keep(key, _grant(replace(asked, latency=0)), services.now() + self.ttl)
        return _grant(asked)


def _grant(asked: Asked) -> Grant:
    result, latency = asked.result, str(asked.latency)
    variables = {
        **{f"authorizer.{name}": value for name, value in result.context.items()},
        "authorizer.principalId": result.principal_id,
        "authorizer.status": "200",
        "authorizer.latency": latency,
        "authorizer.integrationStatus": "200",
        "authorizer.integrationLatency": latency,
        "authorizer.requestId": asked.request_id,
        "authorize.status": "200",
        "authorize.latency": "0",
    }
    authorization = Authorization(
        principal_id=result.principal_id,
        event={"principalId": result.principal_id, "integrationLatency": asked.latency, **result.context},
        variables=variables,
        usage_identifier_key=result.usage_identifier_key,
    )
    return Grant(authorization, result.policy)


def compile_lambda_authorizer(
    wire: Wire, method: Wire, resource_policy: Policy | None
) -> LambdaAuthorizer | MisconfiguredAuthorizer:
    del method
    is_token, text = wire["type"] == "TOKEN", wire.get("identitySource") or ""
    function = parse_lambda_uri(wire.get("authorizerUri") or "")
    sources = parse_identity_sources(text or (_DEFAULT_SOURCE if is_token else ""))
    if function is None or sources is None:
        return MisconfiguredAuthorizer(f"The authorizer {wire['id']} has no function, or no mapping expressions.")
    expression = wire.get("identityValidationExpression") if is_token else None
    try:
        pattern = compile_pattern(expression) if expression else None
    except CompileError as error:
        return MisconfiguredAuthorizer(f"The authorizer {wire['id']} has no valid validation expression. {error}")
    ttl = wire.get("authorizerResultTtlInSeconds")
    return LambdaAuthorizer(
        authorizer_id=wire["id"],
        is_token=is_token,
        function=function,
        has_credentials=bool(wire.get("authorizerCredentials")),
        sources=sources,
        token_pattern=pattern,
        ttl=_DEFAULT_TTL if ttl is None else int(ttl),
        resource_policy=resource_policy,
    )
