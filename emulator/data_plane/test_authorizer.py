"""TestInvokeAuthorizer: an authorizer asked about a request that nobody has sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from emulator.data_plane.access.cognito_authorizer import CognitoAuthorizer
from emulator.data_plane.access.compilation import compile_authorizer
from emulator.data_plane.access.lambda_authorizer import LambdaAuthorizer
from emulator.data_plane.calls import Arrival, Authorizer, Call, CompiledMethod, Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.parameters import parse_query
from emulator.data_plane.refusals import DEFAULTS, Refusal
from emulator.data_plane.test_invocation import Asked, Owner, latency_ms, make_arrival, written_log
from emulator.snapshot import Snapshot

# As seen in the events that authorizers get from it.
_STAGE = "ESTestInvoke-stage"
_METHOD = "GET"


@dataclass(frozen=True, slots=True)
class Said:
    """`client_status` is what a client would have got, 0 for one that is let in."""

    client_status: int
    principal_id: str = ""
    policy: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriedAuthorizer:
    said: Said
    log: str
    latency_ms: int


async def invoke_authorizer(
    definition: Snapshot, authorizer_id: str, asked: Asked, services: Services, owner: Owner
) -> TriedAuthorizer:
    api = compile_api(replace(definition, resources=()))
    authorizer = _compile(definition, authorizer_id)
    asked = replace(asked, http_method=_METHOD, path=asked.path or "/")
    arrival = make_arrival(api, _STAGE, asked, services, owner)
    said = await _ask(authorizer, _call(arrival, authorizer), services)
    return TriedAuthorizer(said, written_log(arrival), latency_ms(arrival, services))


def _compile(definition: Snapshot, authorizer_id: str) -> Authorizer:
    is_pool = definition.authorizers[authorizer_id].get("type") == "COGNITO_USER_POOLS"
    method = {"authorizationType": "COGNITO_USER_POOLS" if is_pool else "CUSTOM", "authorizerId": authorizer_id}
    compiled = compile_authorizer(method, definition.authorizers, None)
    assert compiled is not None  # of a method that asks for one
    return compiled


def _call(arrival: Arrival, authorizer: Authorizer) -> Call:
    method = CompiledMethod(
        http_method=_METHOD,
        resource_id="test-invoke-resource-id",
        resource_path=arrival.received.path,
        authorization_type="CUSTOM",
        authorizer=authorizer,
        api_key_required=False,
        parameters=(),
        body_validators={},
        integration=MisconfiguredIntegration("An authorizer's test has no integration."),
    )
    return Call(arrival, method, {}, parse_query(arrival.received.query))


async def _ask(authorizer: Authorizer, call: Call, services: Services) -> Said:
    match authorizer:
        case LambdaAuthorizer():
            return await _ask_function(authorizer, call, services)
        case CognitoAuthorizer():
            outcome = await authorizer.authorize(call, services)
            if isinstance(outcome, Call) and outcome.authorization is not None:
                return Said(0, claims=outcome.authorization.event["claims"])
        case _:
            outcome = await authorizer.authorize(call, services)
    return _refused(outcome) if isinstance(outcome, Refusal) else Said(0)


async def _ask_function(authorizer: LambdaAuthorizer, call: Call, services: Services) -> Said:
    identity = authorizer.identify(call)
    if isinstance(identity, Refusal):
        return _refused(identity)
    asked = await authorizer.ask(call, identity, services)
    if isinstance(asked, Refusal):
        return _refused(asked)
    policy = json.dumps(asked.result.document.get("policyDocument"), separators=(",", ":"))
    return Said(0, asked.result.principal_id, policy, asked.result.context)


def _refused(refusal: Refusal) -> Said:
    return Said(refusal.status or DEFAULTS[refusal.type].status)
