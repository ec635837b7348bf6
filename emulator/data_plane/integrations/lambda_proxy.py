"""AWS_PROXY to a Lambda function: the call as an event, the function's result as the answer."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from emulator.data_plane.calls import Call, Reply, Services
from emulator.data_plane.identifiers import TRACE_BYTES, trace_id
from emulator.data_plane.integrations.lambda_event import make_event
from emulator.data_plane.integrations.lambda_result import read_result
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.parameters import parse_parameter
from emulator.data_plane.refusals import (
    INTERNAL_SERVER_ERROR,
    GatewayResponseType,
    IntegrationReport,
    Refusal,
    bad_gateway,
)
from emulator.functions import invocation
from emulator.snapshot import Wire

_FUNCTION = re.compile(r"arn:[\w-]+:apigateway:[^:]*:lambda:path/2015-03-31/functions/(?P<arn>.+)/invocations")
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")
_DEFAULT_TIMEOUT = 29_000
# A mapping to one of these is refused, although AWS_PROXY ignores all other mappings.
_ILLEGAL_HEADERS = frozenset(
    {"authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"}
)


@dataclass(frozen=True, slots=True)
class LambdaProxyIntegration:
    """`function_arn` may hold ${stageVariables.name}, replaced by the stage's value in each call."""

    function_arn: str
    timeout: float  # seconds

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        arrival = call.arrival
        trace = trace_id(
            arrival.headers.get("x-amzn-trace-id"),
            services.random_bytes(TRACE_BYTES),
            arrival.started,
            sampled=arrival.settings.tracing,
        )
        function = _STAGE_VARIABLE.sub(lambda found: arrival.settings.variables.get(found[1], ""), self.function_arn)
        event = make_event(call, trace)
        began = services.now()
        result = await _invoke(function, event, trace, self.timeout, services)
        latency = max(0.0, services.now() - began) * 1000
        return _trace(_conclude(result, call, latency), trace)


def compile_lambda_proxy(wire: Wire, place: str) -> LambdaProxyIntegration | MisconfiguredIntegration:
    function = _FUNCTION.fullmatch(wire.get("uri") or "")
    if function is None:
        return MisconfiguredIntegration(f"The URI of {place} does not name a Lambda function's invocations.")
    mapped: Mapping[str, str] = wire.get("requestParameters") or {}
    for key in mapped:
        parameter = parse_parameter(key)
        if parameter.location == "header" and parameter.name.lower() in _ILLEGAL_HEADERS:
            return MisconfiguredIntegration(f"{place} may not map the header {parameter.name}.")
    return LambdaProxyIntegration(function["arn"], (wire.get("timeoutInMillis") or _DEFAULT_TIMEOUT) / 1000)


async def _invoke(
    function: str, event: bytes, trace: str, patience: float, services: Services
) -> invocation.Invocation | invocation.Refusal | None:
    """None once `patience` seconds are over. The function runs on: API Gateway only stops waiting for it."""
    running = asyncio.ensure_future(services.functions.invoke(function, event, trace_id=trace))
    services.running.add(running)
    running.add_done_callback(services.running.discard)
    done, _ = await asyncio.wait((running,), timeout=patience)
    return running.result() if done else None


def _conclude(result: invocation.Invocation | invocation.Refusal | None, call: Call, latency: float) -> Reply | Refusal:
    match result:
        case None:
            return Refusal(
                GatewayResponseType.INTEGRATION_TIMEOUT,
                "Endpoint request timed out",
                reason="Execution failed due to a timeout error",
                report=IntegrationReport(504, latency, error="Endpoint request timed out"),
            )
        case invocation.Refusal():
            return _rejected(result, latency)
        case invocation.Invocation(function_error=None):
            outcome = read_result(result.payload, call)
            report = IntegrationReport(200, latency, outcome.status, result.request_id)
            return replace(outcome, report=report)
    error = f"Lambda function error: {result.function_error}"
    report = IntegrationReport(200, latency, request_id=result.request_id, error=error)
    return replace(bad_gateway("Lambda execution failed due to a function error."), report=report)


def _rejected(refusal: invocation.Refusal, latency: float) -> Refusal:
    """Lambda has not run the function: 500, or 413 where the event is over Lambda's own limit."""
    report = IntegrationReport(refusal.status, latency, error=f"{refusal.code}: {refusal.message}")
    match refusal.status:
        case 413:
            kind, message, status = GatewayResponseType.REQUEST_TOO_LARGE, "Request Too Long", 413
        case 429:
            kind, message, status = GatewayResponseType.INTEGRATION_FAILURE, INTERNAL_SERVER_ERROR, 500
        case _:
            kind, message, status = GatewayResponseType.API_CONFIGURATION_ERROR, INTERNAL_SERVER_ERROR, 500
    return Refusal(kind, message, status=status, reason=f"Lambda refused: {refusal.code}", report=report)


def _trace(outcome: Reply | Refusal, trace: str) -> Reply | Refusal:
    if isinstance(outcome, Reply):
        return replace(outcome, headers=(*outcome.headers, ("X-Amzn-Trace-Id", trace)))
    return outcome
