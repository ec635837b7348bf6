"""HTTP and HTTP_PROXY: any web application as the endpoint.

HTTP maps the request and the response; HTTP_PROXY passes both on, and maps no more than the request's parameters. A
connectionType of VPC_LINK changes nothing: there is no VPC here, and the URI is called as it is.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, replace

from emulator.data_plane import execution_log
from emulator.data_plane.calls import Arrival, Call, Reply, Services
from emulator.data_plane.content_handling import request_body, response_body
from emulator.data_plane.context import Situation
from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.data_plane.integrations.lambda_invocation import timed_out
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.integrations.outgoing import (
    ILLEGAL_FOR_HTTP,
    Outgoing,
    compile_outgoing,
    illegal_header,
    layer,
    make_request,
    prepare,
    seconds_of,
)
from emulator.data_plane.integrations.request_mapping import Mapped, map_request
from emulator.data_plane.integrations.responses import IntegrationResponse, compile_responses, respond_to
from emulator.data_plane.messages import Headers
from emulator.data_plane.refusals import GatewayResponseType, IntegrationReport, Refusal, misconfigured
from emulator.data_plane.request_headers import is_signature, method_request_headers, trace_of
from emulator.data_plane.response_headers import remap
from emulator.data_plane.vtl.templates import Scope
from emulator.snapshot import Wire

_TRACE = "X-Amzn-Trace-Id"
# Of the caller's headers, a proxied endpoint gets its own Host, no Via, and no coding, which has been undone by then.
_NOT_PROXIED = frozenset({"content-encoding", "host", "via"})


@dataclass(frozen=True, slots=True)
class HttpIntegration:
    outgoing: Outgoing
    responses: tuple[IntegrationResponse, ...]
    timeout: float  # seconds

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        scope = Scope(Situation(call.arrival, call), call.arrival.received.body)
        trace = (_TRACE, trace_of(call.arrival))
        request = prepare(self.outgoing, scope, (*own_headers(call.arrival), trace))
        if isinstance(request, Refusal):
            return request
        answered = await exchange(services.http.send(request, seconds=self.timeout), request, call, services)
        if isinstance(answered, Refusal):
            return answered
        response, report = answered
        outcome = respond_to(self.responses, str(response.status), response, scope)
        if isinstance(outcome, Refusal):
            return replace(outcome, report=report)
        return replace(outcome, headers=(*outcome.headers, trace), report=report)


@dataclass(frozen=True, slots=True)
class HttpProxyIntegration:
    outgoing: Outgoing
    timeout: float  # seconds
    streams: bool

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        request = _prepare_proxied(self.outgoing, call)
        if isinstance(request, Refusal):
            return request
        sending = services.http.send(request, seconds=self.timeout, streams=self.streams)
        answered = await exchange(sending, request, call, services)
        if isinstance(answered, Refusal):
            return answered
        response, report = answered
        body = b"" if response.stream else _passed_body(response, call.arrival)
        if isinstance(body, Refusal):
            return replace(body, report=report)
        return Reply(response.status, _passed_headers(response), body, report, response.stream)


def compile_http(wire: Wire, place: str) -> HttpIntegration | MisconfiguredIntegration:
    illegal = illegal_header(wire, ILLEGAL_FOR_HTTP)
    if illegal is not None:
        return MisconfiguredIntegration(f"{place} may not map the header {illegal}.")
    outgoing = compile_outgoing(wire, place, uri=wire.get("uri") or "")
    return HttpIntegration(outgoing, compile_responses(wire.get("integrationResponses"), place), seconds_of(wire))


def compile_http_proxy(wire: Wire, place: str) -> HttpProxyIntegration | MisconfiguredIntegration:
    illegal = illegal_header(wire, ILLEGAL_FOR_HTTP)
    if illegal is not None:
        return MisconfiguredIntegration(f"{place} may not map the header {illegal}.")
    outgoing = compile_outgoing({**wire, "requestTemplates": {}}, place, uri=wire.get("uri") or "")
    return HttpProxyIntegration(outgoing, seconds_of(wire), wire.get("responseTransferMode") == "STREAM")


def own_headers(arrival: Arrival) -> Headers:
    """What API Gateway says of itself, and asks for, where neither the caller nor a mapping says otherwise."""
    api_id = arrival.settings.api_id
    return (
        ("Accept", "application/json"),
        ("User-Agent", f"AmazonAPIGateway_{api_id}"),
        ("X-Amzn-Apigateway-Api-Id", api_id),
    )


def _prepare_proxied(outgoing: Outgoing, call: Call) -> EndpointRequest | Refusal:
    arrival = call.arrival
    body = request_body(
        arrival.received.body, arrival.headers.get("content-type", ""), arrival.api.binary_types, outgoing.handling
    )
    if isinstance(body, Refusal):
        return body
    scope = Scope(Situation(arrival, call), arrival.received.body)
    mapped = map_request(outgoing.mapping, scope)
    own = (*own_headers(arrival), (_TRACE, trace_of(arrival)))
    headers = layer(layer(own, _passed_on(arrival)), mapped.headers)
    names = {name for name, _ in mapped.query}
    query = [pair for pair in call.query if pair[0] not in names] + mapped.query
    sent = body if isinstance(body, bytes) else body.encode()
    return make_request(outgoing, scope, Mapped(mapped.path, query, mapped.headers), headers, sent)


def _passed_on(arrival: Arrival) -> Headers:
    return tuple(
        pair
        for pair in method_request_headers(arrival)
        if pair[0].lower() not in _NOT_PROXIED and not is_signature(*pair)
    )


async def exchange(
    sending: Awaitable[EndpointResponse | EndpointFailure], request: EndpointRequest, call: Call, services: Services
) -> tuple[EndpointResponse, IntegrationReport] | Refusal:
    """Awaits `sending`, and says in the journal what was asked and answered."""
    journal = call.arrival.journal
    execution_log.endpoint_request(journal, request)
    began = services.now()
    response = await sending
    latency = max(0.0, services.now() - began) * 1000
    if isinstance(response, EndpointFailure):
        return _failed(response, latency)
    execution_log.endpoint_response(journal, response, latency)
    return response, IntegrationReport(response.status, latency, response.status)


def _failed(failure: EndpointFailure, latency: float) -> Refusal:
    if failure.timed_out:
        return timed_out(latency)
    if failure.unusable:
        refusal = misconfigured(failure.reason)
        return replace(refusal, report=IntegrationReport(500, latency, error=refusal.message or ""))
    message = "Network error communicating with endpoint"
    report = IntegrationReport(504, latency, error=message)
    reason = f"Execution failed due to a network error communicating with endpoint: {failure.reason}"
    return Refusal(GatewayResponseType.INTEGRATION_FAILURE, message, reason=reason, report=report)


def _passed_headers(response: EndpointResponse) -> Headers:
    """All of them; those that API Gateway keeps for itself under another name, save the endpoint's own trace."""
    trace = [(_TRACE, value) for name, value in response.headers if name.lower() == _TRACE.lower()]
    return (*remap(response.headers), *trace)


def _passed_body(response: EndpointResponse, arrival: Arrival) -> bytes | Refusal:
    given = {name.lower(): value for name, value in response.headers}
    # What the endpoint has compressed for this very client is not text.
    if "content-encoding" in given:
        return response.body
    accept = arrival.headers.get("accept", "")
    body = response_body(response.body, given.get("content-type", ""), accept, arrival.api.binary_types, None)
    return body.encode() if isinstance(body, str) else body
