"""Invoking the function behind an integration, and what the client gets where that gives no result."""

from dataclasses import dataclass

from emulator.data_plane.calls import Call, Services
from emulator.data_plane.integrations.lambda_log import say_invoked, say_invoking
from emulator.data_plane.integrations.lambda_uri import LambdaUri
from emulator.data_plane.lambda_permission import INVALID_PERMISSIONS, may_invoke_for_method
from emulator.data_plane.patience import within
from emulator.data_plane.refusals import INTERNAL_SERVER_ERROR, GatewayResponseType, IntegrationReport, Refusal
from emulator.data_plane.request_headers import trace_of
from emulator.functions import invocation


@dataclass(frozen=True, slots=True)
class Ran:
    """A function has run, well or not."""

    invocation: invocation.Invocation
    latency: float  # milliseconds


def permitted_function(call: Call, function: LambdaUri, services: Services, *, has_credentials: bool) -> str | Refusal:
    """The ARN of the function to invoke. With a role of its own, an integration does not ask the function's policy."""
    function_arn = function.resolve(call.arrival.settings.variables)
    if has_credentials or may_invoke_for_method(call, function_arn, function.region, services):
        return function_arn
    return INVALID_PERMISSIONS


async def invoke(
    call: Call,
    services: Services,
    function_arn: str,
    payload: bytes,
    patience: float,
    client_context: str | None = None,
) -> Ran | Refusal:
    """Waits `patience` seconds. The function may run on: API Gateway only stops waiting for it."""
    say_invoking(call, function_arn, payload)
    began = services.now()
    invoking = services.functions.invoke(
        function_arn, payload or b"{}", trace_id=trace_of(call.arrival), client_context=client_context
    )
    outcome = await within(patience, invoking)
    latency = max(0.0, services.now() - began) * 1000
    say_invoked(call, outcome, latency)
    match outcome:
        case None:
            return timed_out(latency)
        case invocation.Refusal():
            return rejected(outcome, latency)
    return Ran(outcome, latency)


def timed_out(latency: float) -> Refusal:
    """The answer of every integration whose endpoint takes too long."""
    message = "Endpoint request timed out"
    return Refusal(
        GatewayResponseType.INTEGRATION_TIMEOUT,
        message,
        reason="Execution failed due to a timeout error",
        report=IntegrationReport(504, latency, error=message),
    )


def rejected(refusal: invocation.Refusal, latency: float) -> Refusal:
    """Lambda has not run the function, be it missing, busy, or the event over Lambda's own limit: 500 for all."""
    report = IntegrationReport(refusal.status, latency, error=f"{refusal.code}: {refusal.message}")
    busy = refusal.status == 429
    kind = GatewayResponseType.INTEGRATION_FAILURE if busy else GatewayResponseType.API_CONFIGURATION_ERROR
    return Refusal(kind, INTERNAL_SERVER_ERROR, status=500, reason=f"Lambda refused: {refusal.code}", report=report)
