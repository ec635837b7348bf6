"""AWS to a Lambda function, without proxy: templates make the event, and the answer of the function's result."""

import json
from base64 import b64decode
from dataclasses import dataclass, replace

from emulator.data_plane.calls import Call, Reply, Services
from emulator.data_plane.context import Situation
from emulator.data_plane.endpoints import EndpointResponse
from emulator.data_plane.integrations.lambda_invocation import Ran, invoke, permitted_function, rejected
from emulator.data_plane.integrations.lambda_uri import LambdaUri, parse_lambda_uri
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.integrations.outgoing import (
    ILLEGAL_FOR_AWS,
    UNREADABLE,
    illegal_header,
    seconds_of,
    transform_body,
)
from emulator.data_plane.integrations.request_mapping import RequestMapping, compile_request_mapping, map_request
from emulator.data_plane.integrations.request_templates import RequestTemplates, compile_request_templates
from emulator.data_plane.integrations.responses import IntegrationResponse, compile_responses, respond_to
from emulator.data_plane.media_types import JSON
from emulator.data_plane.refusals import IntegrationReport, Refusal
from emulator.data_plane.request_headers import trace_of
from emulator.data_plane.vtl.templates import Scope
from emulator.functions import invocation
from emulator.snapshot import Wire

# AWS's quota for what of a client context reaches a function.
_MAX_CLIENT_CONTEXT_BYTES = 3583


@dataclass(frozen=True, slots=True)
class LambdaCustomIntegration:
    """Of the mapped parameters only two mean anything: the headers X-Amz-Invocation-Type and X-Amz-Client-Context."""

    function: LambdaUri
    mapping: RequestMapping
    templates: RequestTemplates
    handling: str | None
    responses: tuple[IntegrationResponse, ...]
    timeout: float  # seconds
    has_credentials: bool

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        scope = Scope(Situation(call.arrival, call), call.arrival.received.body)
        event = transform_body(self.templates, self.handling, scope)
        if isinstance(event, Refusal):
            return event
        if event and not _is_json(event):
            return UNREADABLE
        headers = {name.lower(): value for name, value in map_request(self.mapping, scope).headers}
        function_arn = permitted_function(call, self.function, services, has_credentials=self.has_credentials)
        if isinstance(function_arn, Refusal):
            return function_arn
        if headers.get("x-amz-invocation-type") == "Event":
            return self._conclude_accepted(services.functions.invoke_later(function_arn, event or b"{}"), scope)
        client_context = _client_context(headers.get("x-amz-client-context"))
        ran = await invoke(call, services, function_arn, event, self.timeout, client_context)
        return ran if isinstance(ran, Refusal) else self._conclude(ran, scope)

    def _conclude(self, ran: Ran, scope: Scope) -> Reply | Refusal:
        failure = ran.invocation.function_error
        error = "" if failure is None else f"Lambda function error: {failure}"
        report = IntegrationReport(200, ran.latency, 200, ran.invocation.request_id, error)
        return self._answer(_as_response(ran.invocation), _error_message(ran.invocation), report, scope)

    def _conclude_accepted(self, accepted: str | invocation.Refusal, scope: Scope) -> Reply | Refusal:
        if isinstance(accepted, invocation.Refusal):
            return rejected(accepted, 0.0)
        response = EndpointResponse(202, (("x-amzn-RequestId", accepted),), b"")
        return self._answer(response, "", IntegrationReport(202, 0.0, 202, accepted), scope)

    def _answer(
        self, response: EndpointResponse, error_message: str, report: IntegrationReport, scope: Scope
    ) -> Reply | Refusal:
        outcome = respond_to(
            self.responses, error_message, response, scope, _custom_error(error_message, response.body)
        )
        if isinstance(outcome, Refusal):
            return replace(outcome, report=report)
        trace = ("X-Amzn-Trace-Id", trace_of(scope.situation.arrival))
        return replace(outcome, headers=(*outcome.headers, trace), report=report)


def compile_lambda_custom(wire: Wire, place: str) -> LambdaCustomIntegration | MisconfiguredIntegration:
    function = parse_lambda_uri(wire.get("uri") or "")
    if function is None:
        return MisconfiguredIntegration(f"The URI of {place} does not name a Lambda function's invocations.")
    illegal = illegal_header(wire, ILLEGAL_FOR_AWS)
    if illegal is not None:
        return MisconfiguredIntegration(f"{place} may not map the header {illegal}.")
    return LambdaCustomIntegration(
        function=function,
        mapping=compile_request_mapping(wire.get("requestParameters")),
        templates=compile_request_templates(wire, place),
        handling=wire.get("contentHandling"),
        responses=compile_responses(wire.get("integrationResponses"), place),
        timeout=seconds_of(wire),
        has_credentials=bool(wire.get("credentials")),
    )


def _as_response(ran: invocation.Invocation) -> EndpointResponse:
    """As Lambda's Invoke operation answers over HTTP."""
    failed = (("X-Amz-Function-Error", ran.function_error),) if ran.function_error else ()
    headers = (
        ("Content-Type", JSON),
        ("x-amzn-RequestId", ran.request_id),
        ("X-Amz-Executed-Version", ran.executed_version),
    )
    return EndpointResponse(200, headers + failed, ran.payload)


def _error_message(ran: invocation.Invocation) -> str:
    """What selection patterns see: empty for a function that has not failed."""
    if ran.function_error is None:
        return ""
    try:
        document = json.loads(ran.payload)
    except (ValueError, RecursionError):
        return ""
    message = document.get("errorMessage") if isinstance(document, dict) else None
    return message if isinstance(message, str) else ""


def _custom_error(error_message: str, body: bytes) -> bytes | None:
    """The body that headers are mapped from if a function's error message is an object, written as JSON.

    As documented for custom errors, API Gateway reads that object for them, and for nothing else.
    """
    if not error_message.startswith("{"):
        return None
    try:
        return json.dumps({**json.loads(body), "errorMessage": json.loads(error_message)}).encode()
    except (ValueError, RecursionError):
        return None


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _client_context(encoded: str | None) -> str | None:
    """As JSON on one line; what is no JSON object in base64 is left out."""
    if encoded is None or len(encoded) > _MAX_CLIENT_CONTEXT_BYTES:
        return None
    try:
        return json.dumps(json.loads(b64decode(encoded, validate=True)))
    except (ValueError, RecursionError):
        return None
