"""Lambda's Invoke and InvokeWithResponseStream over REST-JSON; the service's other operations are moto's."""

import base64
import json
import re
import uuid
from typing import Protocol
from urllib.parse import parse_qs, unquote

from emulator.functions import event_stream
from emulator.functions.invocation import Functions, Invocation, Refusal
from emulator.http_messages import HttpAnswer, HttpRequest

_PATH = re.compile(
    r"/(2015-03-31/functions/(?P<function>[^/]+)/invocations"
    r"|2021-11-15/functions/(?P<streaming>[^/]+)/response-streaming-invocations)/?"
)
_LOG_TAIL_BYTES = 4096
_CLIENT_CONTEXT_BYTES = 3583


class InvocableFunctions(Functions, Protocol):
    def check(self, function_arn: str) -> Refusal | None:
        """Why the function could not be invoked now."""


def function_of(request: HttpRequest, account_id: str) -> str | None:
    """The function that an Invoke request names, qualified; None for any other request.

    A bare name is one of the region that the request was signed for.
    """
    path = _PATH.fullmatch(request.raw_path) if request.method == "POST" else None
    if path is None or request.service not in ("lambda", None):
        return None
    name = unquote(path["function"] or path["streaming"])
    if ":function:" not in name and request.signed_for is not None:
        name = f"arn:aws:lambda:{request.signed_for.region}:{account_id}:function:{name}"
    qualifier = parse_qs(request.query).get("Qualifier")
    return f"{name}:{qualifier[0]}" if qualifier else name


async def answer_invoke(function_arn: str, request: HttpRequest, functions: InvocableFunctions) -> HttpAnswer:
    invalid = _invalid_json(request.body)
    if invalid is not None:
        return _refuse(invalid)
    if request.raw_path.startswith("/2021-11-15/"):
        return await _answer_with_stream(function_arn, request, functions)
    match request.header.get("x-amz-invocation-type", "RequestResponse"):
        case "RequestResponse":
            return await _answer_synchronously(function_arn, request, functions)
        case "Event":
            accepted = functions.invoke_later(function_arn, request.body)
            return _refuse(accepted) if isinstance(accepted, Refusal) else _empty(202, accepted)
        case "DryRun":
            refusal = functions.check(function_arn)
            return _refuse(refusal) if refusal else _empty(204, None)
        case other:
            message = f"Value '{other}' at 'invocationType' failed to satisfy constraint"
            return _refuse(Refusal(400, "InvalidParameterValueException", message))


async def _answer_synchronously(function_arn: str, request: HttpRequest, functions: InvocableFunctions) -> HttpAnswer:
    client_context = _client_context(request.header.get("x-amz-client-context"))
    if isinstance(client_context, Refusal):
        return _refuse(client_context)
    outcome = await functions.invoke(
        function_arn,
        request.body,
        trace_id=request.header.get("x-amzn-trace-id"),
        client_context=client_context,
    )
    if isinstance(outcome, Refusal):
        return _refuse(outcome)
    return _render(outcome, tail=request.header.get("x-amz-log-type") == "Tail")


async def _answer_with_stream(function_arn: str, request: HttpRequest, functions: InvocableFunctions) -> HttpAnswer:
    trace_id = request.header.get("x-amzn-trace-id")
    stream = await functions.invoke_with_stream(function_arn, request.body, trace_id=trace_id)
    if isinstance(stream, Refusal):
        return _refuse(stream)
    headers = (
        ("Content-Type", event_stream.CONTENT_TYPE),
        ("x-amzn-RequestId", stream.request_id),
        ("X-Amz-Executed-Version", stream.executed_version),
    )
    return HttpAnswer(200, headers, b"", event_stream.encode(stream))


def _render(invocation: Invocation, *, tail: bool) -> HttpAnswer:
    headers = [
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", invocation.request_id),
        ("X-Amz-Executed-Version", invocation.executed_version),
    ]
    if invocation.function_error is not None:
        headers.append(("X-Amz-Function-Error", invocation.function_error))
    if tail:
        log = invocation.log.encode()[-_LOG_TAIL_BYTES:]
        headers.append(("X-Amz-Log-Result", base64.b64encode(log).decode()))
    return HttpAnswer(200, tuple(headers), invocation.payload)


def _refuse(refusal: Refusal) -> HttpAnswer:
    document = {"Type": "User", "message": refusal.message}
    # A throttle has a reason and one spelling of its message, the other errors have both.
    document |= {"Reason": refusal.reason} if refusal.reason else {"Message": refusal.message}
    headers = (
        ("Content-Type", "application/json"),
        ("x-amzn-ErrorType", refusal.code),
        # moto's Step Functions tell of it in an error's cause.
        ("x-amzn-RequestId", str(uuid.uuid4())),
    )
    return HttpAnswer(refusal.status, headers, json.dumps(document).encode())


def _empty(status: int, request_id: str | None) -> HttpAnswer:
    return HttpAnswer(status, (("x-amzn-RequestId", request_id),) if request_id else (), b"")


def _invalid_json(payload: bytes) -> Refusal | None:
    try:
        json.loads(payload or b"{}")
    except (ValueError, RecursionError) as error:
        message = f"Could not parse request body into json: {error}"
        return Refusal(400, "InvalidRequestContentException", message)
    return None


def _client_context(encoded: str | None) -> str | Refusal | None:
    """As JSON on one line of ASCII, which a header can carry."""
    if encoded is None:
        return None
    try:
        if len(encoded) > _CLIENT_CONTEXT_BYTES:
            raise ValueError(f"it has more than {_CLIENT_CONTEXT_BYTES} bytes")
        return json.dumps(json.loads(base64.b64decode(encoded, validate=True)))
    except (ValueError, RecursionError) as error:
        return Refusal(400, "InvalidRequestContentException", f"Client context must be a valid JSON object: {error}")
