"""What the execution log tells of an invocation: Lambda's Invoke operation as HTTP, which it is on AWS.

Nothing is sent or signed so: the headers that carry a signature there are asterisks here.
"""

import json
from datetime import UTC, datetime
from email.utils import format_datetime

from emulator.data_plane import execution_log
from emulator.data_plane.calls import Call
from emulator.data_plane.endpoints import EndpointRequest, EndpointResponse
from emulator.data_plane.request_headers import trace_of
from emulator.functions import invocation

_SIGNATURE = "*" * 330
_TOKEN = "*" * 1024


def say_invoking(call: Call, function_arn: str, payload: bytes) -> None:
    """For authorizers too."""
    journal, api_id = call.arrival.journal, call.arrival.settings.api_id
    if journal is None:
        return
    headers = (
        ("x-amzn-lambda-integration-tag", call.arrival.request_id),
        ("Authorization", _SIGNATURE),
        ("X-Amz-Date", datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")),
        ("x-amzn-apigateway-api-id", api_id),
        ("Accept", "application/json"),
        ("User-Agent", f"AmazonAPIGateway_{api_id}"),
        ("X-Amz-Security-Token", _TOKEN),
    )
    region = (function_arn.split(":") + [""] * 4)[3]
    uri = f"https://lambda.{region}.amazonaws.com/2015-03-31/functions/{function_arn}/invocations"
    execution_log.endpoint_request(journal, EndpointRequest("POST", uri, headers, payload))


def say_invoked(call: Call, outcome: invocation.Invocation | invocation.Refusal | None, latency_ms: float) -> None:
    """None for a function that has not answered in time."""
    if call.arrival.journal is None or outcome is None:
        return
    if isinstance(outcome, invocation.Refusal):
        body = json.dumps({"Type": "User", "message": outcome.message}).encode()
        response = EndpointResponse(outcome.status, (("x-amzn-ErrorType", outcome.code),), body)
    else:
        response = EndpointResponse(200, _headers(outcome, trace_of(call.arrival)), outcome.payload)
    execution_log.endpoint_response(call.arrival.journal, response, latency_ms)


def function_error(outcome: invocation.Invocation) -> str:
    """Why a call fails whose function has failed, as AWS says it."""
    try:
        document = json.loads(outcome.payload)
    except (ValueError, RecursionError):
        document = None
    message = document.get("errorMessage", "") if isinstance(document, dict) else ""
    return (
        f"Lambda execution failed with status 200 due to customer function error: {message}. "
        f"Lambda request id: {outcome.request_id}"
    )


def _headers(outcome: invocation.Invocation, trace: str) -> tuple[tuple[str, str], ...]:
    failed = (("X-Amz-Function-Error", outcome.function_error),) if outcome.function_error else ()
    return (
        ("Date", format_datetime(datetime.now(UTC), usegmt=True)),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(outcome.payload))),
        ("Connection", "keep-alive"),
        ("x-amzn-RequestId", outcome.request_id),
        *failed,
        ("x-amzn-Remapped-Content-Length", "0"),
        ("X-Amz-Executed-Version", outcome.executed_version),
        ("X-Amzn-Trace-Id", trace),
    )
