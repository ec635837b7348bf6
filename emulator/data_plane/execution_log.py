"""The lines of an execution log, in AWS's own words, as recorded. All of it does nothing for a call without a journal.

Who sends requests to endpoints says so: `endpoint_request` right before, `endpoint_response` right after. What comes
before and after an integration, refusals included, is said by the steps and the gateway.
"""

from collections.abc import Iterable, Mapping

from emulator.data_plane.calls import Call, Reply
from emulator.data_plane.endpoints import EndpointRequest, EndpointResponse
from emulator.data_plane.identifiers import trace_root
from emulator.data_plane.journal import Journal
from emulator.data_plane.messages import Headers
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.data_plane.request_headers import method_request_headers, trace_of
from emulator.snapshot import Throttle

_MAX_CHARACTERS = 1024
_SHOWN_OF_SECRET = 6
_SECRET_HEADERS = frozenset({"authorization", "x-api-key"})


def authorizer(journal: Journal | None, authorizer_id: str, request_id: str, identity: str) -> None:
    """An authorizer begins; `identity` is what its identity sources hold."""
    if journal is None:
        return
    journal.say(f"Starting authorizer: {authorizer_id} for request: {request_id}")
    journal.say(f"Incoming identity: {mask(identity)}")


def authorizer_policy(journal: Journal | None, result: str, principal_id: str, *, cached: bool) -> None:
    """An authorizer's `result` (JSON) is valid, or it is still known from another call."""
    if journal is None:
        return
    if not cached:
        journal.trace(f"Authorizer result body before parsing: {result}")
    journal.say(f"Using valid authorizer policy for principal: {mask(principal_id)}")
    journal.say("Successfully completed authorizer execution")


def authorizer_refused(journal: Journal | None, request_id: str) -> None:
    if journal is not None:
        journal.fail(f"Unauthorized request: {request_id}")


def checking_usage_plan(call: Call, key: str | None) -> None:
    """Whether the method asks for a key or not."""
    journal = call.arrival.journal
    if journal is None:
        return
    journal.say(
        f"Verifying Usage Plan for request: {call.arrival.request_id}. API Key: {mask(key or '')} "
        f"API Stage: {_stage(call)}"
    )


def key_refused(call: Call, key: str | None) -> None:
    if call.arrival.journal is not None:
        call.arrival.journal.fail(
            f"API Key {mask(key or '')} not authorized because method '{_method(call)}' requires API Key and API Key "
            f"is not associated with a Usage Plan for API Stage {_stage(call)}: "
            "No Usage Plan found for key and API Stage"
        )


def throttled(call: Call, limit: Throttle) -> None:
    if call.arrival.journal is not None:
        settings = call.arrival.settings
        call.arrival.journal.fail(
            f"Key throttle limit exceeded for RestApi {settings.api_id}, Stage {settings.stage_name}, "
            f"Resource {call.method.resource_id}, HttpMethod {call.arrival.http_method}. "
            f"Limit: {limit.rate:.2f} Burst: {limit.burst}"
        )


def usage_plan_passed(call: Call) -> None:
    """Throttles and quotas too, which may apply to a method without a key."""
    journal = call.arrival.journal
    if journal is not None:
        if not call.method.api_key_required:
            journal.say(
                f"API Key  authorized because method '{_method(call)}' does not require API Key. "
                "Request will not contribute to throttle or quota limits"
            )
        key = mask(call.client.key.value) if call.client else ""
        journal.say(f"Usage Plan check succeeded for API Key {key} and API Stage {_stage(call)}")


def execution(call: Call) -> None:
    """The caller may call; now the method itself begins."""
    journal = call.arrival.journal
    if journal is None:
        return
    received = call.arrival.received
    journal.say(f"Starting execution for request: {call.arrival.request_id}")
    journal.say(f"HTTP Method: {call.arrival.http_method}, Resource Path: {received.path or '/'}")
    journal.trace(f"Method request path: {_pairs(call.path_parameters.items())}")
    journal.trace(f"Method request query string: {_pairs(call.query)}")
    headers = received.headers if received.form == "test" else method_request_headers(call.arrival)
    journal.trace(f"Method request headers: {_headers(headers)}")
    journal.trace(f"Method request body before transformations: {_text(received.body)}")


def endpoint_request(journal: Journal | None, request: EndpointRequest) -> None:
    if journal is None:
        return
    journal.trace(f"Endpoint request URI: {request.uri}")
    journal.trace(f"Endpoint request headers: {_headers(request.headers)}")
    journal.trace(f"Endpoint request body after transformations: {_text(request.body)}")
    journal.say(f"Sending request to {request.uri}")


def endpoint_response(journal: Journal | None, response: EndpointResponse, latency_ms: float) -> None:
    """Of a stream, which is still to come, no body is told."""
    if journal is None:
        return
    journal.say(f"Received response. Status: {response.status}, Integration latency: {int(latency_ms)} ms")
    journal.trace(f"Endpoint response headers: {_headers(response.headers)}")
    journal.trace(f"Endpoint response body before transformations: {_text(response.body)}")


def ended(call: Call, outcome: Reply | Refusal, status: int) -> None:
    """The last lines of every call; a refusal that has said its reason itself has none to give."""
    journal = call.arrival.journal
    if journal is None:
        return
    if isinstance(outcome, Refusal):
        reason = _reason(call, outcome)
        if reason:
            journal.fail(reason)
    else:
        # The trace id comes first in what AWS writes.
        headers = sorted(outcome.headers, key=lambda pair: pair[0].lower() != "x-amzn-trace-id")
        journal.trace(f"Method response body after transformations: {_text(outcome.body)}")
        journal.trace(f"Method response headers: {_headers(tuple(headers))}")
        journal.say("Successfully completed execution")
    journal.say(f"Method completed with status: {status}")
    if call.arrival.received.form == "test":
        return
    if outcome.report is not None and outcome.report.request_id:
        journal.say(f"AWS Integration Endpoint RequestId : {outcome.report.request_id}")
    if call.arrival.settings.tracing:
        journal.say(f"X-ray Tracing ID : {trace_root(trace_of(call.arrival))}")


def mask(secret: str) -> str:
    """As AWS shows secrets: as long as they are, with their end alone in plain text."""
    shown = secret[-_SHOWN_OF_SECRET:] if len(secret) > 2 * _SHOWN_OF_SECRET else ""
    return "*" * (len(secret) - len(shown)) + shown


def truncated(line: str) -> str:
    """As AWS cuts what it logs."""
    return line if len(line) <= _MAX_CHARACTERS else f"{line[:_MAX_CHARACTERS]} [TRUNCATED]"


def _reason(call: Call, refusal: Refusal) -> str:
    if refusal.type == GatewayResponseType.BAD_REQUEST_BODY and refusal.validation_error:
        type_ = call.arrival.headers.get("content-type", "application/json")
        return f"Request body does not match model schema for content type {type_}: {refusal.validation_error}"
    return refusal.reason or refusal.validation_error


def _stage(call: Call) -> str:
    return f"{call.arrival.settings.api_id}/{call.arrival.settings.stage_name}"


def _method(call: Call) -> str:
    return f"{call.method.http_method} {call.method.resource_path}"


def _headers(headers: Headers) -> str:
    return _pairs((name, mask(value) if name.lower() in _SECRET_HEADERS else value) for name, value in headers)


def _pairs(pairs: Iterable[tuple[str, str]] | Mapping[str, str]) -> str:
    """As Java prints a map."""
    return "{" + ", ".join(f"{name}={value}" for name, value in dict(pairs).items()) + "}"


def _text(body: bytes) -> str:
    """No more of a body than a line can hold."""
    return body[: 4 * _MAX_CHARACTERS].decode("utf-8", "replace")[: _MAX_CHARACTERS + 1]
