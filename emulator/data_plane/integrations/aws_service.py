"""AWS: any service as the endpoint, by arn:aws:apigateway:{region}:{service}:path/… or …:action/….

A path is called as it is. An action becomes a request in the service's own protocol: its name is always a parameter of
the URL, which is all that Query services need; JSON services also get it in a header. The credentials that an
integration names are not assumed: nothing here checks what a role may do.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from emulator.data_plane.calls import Call, Integration, Reply, Services
from emulator.data_plane.context import Situation
from emulator.data_plane.errors import CompileError
from emulator.data_plane.integrations.http import exchange, own_headers
from emulator.data_plane.integrations.lambda_custom import compile_lambda_custom
from emulator.data_plane.integrations.lambda_uri import parse_lambda_uri
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.integrations.outgoing import (
    ILLEGAL_FOR_AWS,
    Outgoing,
    compile_outgoing,
    illegal_header,
    prepare,
    seconds_of,
)
from emulator.data_plane.integrations.responses import IntegrationResponse, compile_responses, respond_to
from emulator.data_plane.refusals import Refusal, misconfigured
from emulator.data_plane.request_headers import trace_of
from emulator.data_plane.vtl.templates import Scope
from emulator.service_models import service_model
from emulator.snapshot import Wire

_URI = re.compile(r"arn:[\w-]+:apigateway:(?P<region>[^:]+):(?P<service>[^:]+):(?P<rest>.+)", re.DOTALL)
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")
# Where a stage variable decides more than a part of a path.
_LATE = re.compile(r"(?:action/[^&]*)?\$\{stageVariables\.")
_HEADER = "integration.request.header."
# API Gateway speaks the Query protocol with these, which is the older one of each.
_BY_QUERY = frozenset({"monitoring", "sqs", "ssm"})


@dataclass(frozen=True, slots=True)
class AwsServiceIntegration:
    """`service` is the endpoint's name, such as states, runtime.sagemaker or my-bucket.s3."""

    service: str
    region: str
    outgoing: Outgoing
    responses: tuple[IntegrationResponse, ...]
    timeout: float  # seconds

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        scope = Scope(Situation(call.arrival, call), call.arrival.received.body)
        trace = ("X-Amzn-Trace-Id", trace_of(call.arrival))
        request = prepare(self.outgoing, scope, (*own_headers(call.arrival), trace))
        if isinstance(request, Refusal):
            return request
        sending = services.aws.send(self.service, self.region, request, seconds=self.timeout)
        answered = await exchange(sending, request, call, services)
        if isinstance(answered, Refusal):
            return answered
        response, report = answered
        request_id = next((value for name, value in response.headers if name.lower() == "x-amzn-requestid"), "")
        report = replace(report, request_id=request_id)
        outcome = respond_to(self.responses, str(response.status), response, scope)
        if isinstance(outcome, Refusal):
            return replace(outcome, report=report)
        return replace(outcome, headers=(*outcome.headers, trace), report=report)


@dataclass(frozen=True, slots=True)
class StagedIntegration:
    """What a stage variable stands for decides what is called, so that each call compiles it."""

    wire: Wire
    place: str

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        variables = call.arrival.settings.variables
        uri = _STAGE_VARIABLE.sub(lambda found: variables.get(found[1], ""), self.wire["uri"])
        try:
            return await compile_aws({**self.wire, "uri": uri}, self.place).integrate(call, services)
        except CompileError as error:
            return misconfigured(str(error))


def compile_aws(wire: Wire, place: str) -> Integration:
    uri = str(wire.get("uri") or "")
    if parse_lambda_uri(uri) is not None:
        return compile_lambda_custom(wire, place)
    named = _URI.fullmatch(uri)
    if named is None:
        return MisconfiguredIntegration(f"The URI of {place} is no ARN of an AWS service.")
    if _LATE.match(named["rest"]):
        return StagedIntegration(wire, place)
    illegal = illegal_header(wire, ILLEGAL_FOR_AWS)
    if illegal is not None:
        return MisconfiguredIntegration(f"{place} may not map the header {illegal}.")
    return _compile_service(wire, place, named)


def _compile_service(wire: Wire, place: str, named: re.Match[str]) -> Integration:
    service, region = named["service"], named["region"]
    endpoint = f"https://{service}.{region}.amazonaws.com/"
    kind, _, rest = named["rest"].partition("/")
    match kind:
        case "path":
            return _compile(wire, place, service, region, endpoint + rest.lstrip("/"))
        case "action":
            action = rest.partition("&")[0]
            return _compile(_with_target(wire, service, action), place, service, region, f"{endpoint}?Action={rest}")
    return MisconfiguredIntegration(f"The URI of {place} has neither a path nor an action.")


def _compile(wire: Wire, place: str, service: str, region: str, url: str) -> AwsServiceIntegration:
    return AwsServiceIntegration(
        service=service,
        region=region,
        outgoing=compile_outgoing(wire, place, uri=url),
        responses=compile_responses(wire.get("integrationResponses"), place),
        timeout=seconds_of(wire),
    )


def _with_target(wire: Wire, service: str, action: str) -> Wire:
    """With the headers that a JSON service knows an action by, where the integration maps none of its own."""
    model = service_model(service)
    if model is None or service in _BY_QUERY or "targetPrefix" not in model.metadata:
        return wire
    own = {
        "X-Amz-Target": f"{model.metadata['targetPrefix']}.{action}",
        "Content-Type": f"application/x-amz-json-{model.metadata.get('jsonVersion', '1.0')}",
    }
    mapped: Mapping[str, str] = wire.get("requestParameters") or {}
    names = {key.removeprefix(_HEADER).lower() for key in mapped if key.startswith(_HEADER)}
    added = {_HEADER + name: f"'{value}'" for name, value in own.items() if name.lower() not in names}
    return {**wire, "requestParameters": {**mapped, **added}}
