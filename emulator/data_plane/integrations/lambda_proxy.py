"""AWS_PROXY to a Lambda function: the call as an event, the function's result as the answer."""

from dataclasses import dataclass, replace

from emulator.data_plane.calls import Call, Reply, Services
from emulator.data_plane.integrations.lambda_event import make_event
from emulator.data_plane.integrations.lambda_invocation import Ran, invoke, permitted_function
from emulator.data_plane.integrations.lambda_log import function_error
from emulator.data_plane.integrations.lambda_result import read_result
from emulator.data_plane.integrations.lambda_stream import LambdaStreamIntegration
from emulator.data_plane.integrations.lambda_uri import LambdaUri, parse_lambda_uri
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.integrations.outgoing import ILLEGAL_FOR_AWS, illegal_header, seconds_of
from emulator.data_plane.refusals import GatewayResponseType, IntegrationReport, Refusal, bad_gateway
from emulator.data_plane.request_headers import trace_of
from emulator.snapshot import Wire


@dataclass(frozen=True, slots=True)
class LambdaProxyIntegration:
    function: LambdaUri
    timeout: float  # seconds
    has_credentials: bool

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        function_arn = permitted_function(call, self.function, services, has_credentials=self.has_credentials)
        if isinstance(function_arn, Refusal):
            return function_arn
        ran = await invoke(call, services, function_arn, make_event(call), self.timeout)
        return ran if isinstance(ran, Refusal) else _conclude(ran, call)


def compile_lambda_proxy(
    wire: Wire, place: str
) -> LambdaProxyIntegration | LambdaStreamIntegration | MisconfiguredIntegration:
    function = parse_lambda_uri(wire.get("uri") or "")
    if function is None:
        return MisconfiguredIntegration(f"The URI of {place} does not name a Lambda function's invocations.")
    if (wire.get("httpMethod") or "POST") != "POST":
        # Recorded; AWS deploys it none the less.
        return MisconfiguredIntegration(
            f"{place} does not POST to its function.", GatewayResponseType.INTEGRATION_FAILURE
        )
    # All other mappings are ignored.
    illegal = illegal_header(wire, ILLEGAL_FOR_AWS)
    if illegal is not None:
        return MisconfiguredIntegration(f"{place} may not map the header {illegal}.")
    streams = function.streams or wire.get("responseTransferMode") == "STREAM"
    integration = LambdaStreamIntegration if streams else LambdaProxyIntegration
    return integration(function, seconds_of(wire), bool(wire.get("credentials")))


def _conclude(ran: Ran, call: Call) -> Reply | Refusal:
    error, request_id = ran.invocation.function_error, ran.invocation.request_id
    if error is not None:
        report = IntegrationReport(200, ran.latency, request_id=request_id, error=f"Lambda function error: {error}")
        return replace(bad_gateway(""), reason=function_error(ran.invocation), report=report)
    outcome = read_result(ran.invocation.payload, call)
    report = IntegrationReport(200, ran.latency, outcome.status, request_id)
    if isinstance(outcome, Refusal):
        return replace(outcome, report=report)
    return replace(outcome, headers=(*outcome.headers, ("X-Amzn-Trace-Id", trace_of(call.arrival))), report=report)
