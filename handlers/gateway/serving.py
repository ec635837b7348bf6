"""What every operation does around its work: read the event, count the answer, log one line and write the metrics.

Bugs are answered with 500, what AWS throttles with 503.
"""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from handlers.accounting.counting import account_for
from handlers.gateway.contract import contract
from handlers.gateway.deprecation import deprecation_headers
from handlers.gateway.events import LambdaContext, Received, receive
from handlers.gateway.problems import INTERNAL_ERROR, SERVICE_BUSY, Problem
from handlers.gateway.responses import Answer, ProxyResponse, render, status_of
from handlers.gateway.throttles import RETRY_AFTER, busy_code
from handlers.runs.clock import utc_now
from handlers.telemetry.logs import logger
from handlers.telemetry.observing import observed
from handlers.usage.counting import Answered

Operation = Callable[[Received], Answer]


def serve(
    operation_id: str, event: Mapping[str, Any], operation: Operation, context: LambdaContext | None = None
) -> ProxyResponse:
    """`context` is Lambda's; an operation that creates something passes it on, for it knows when the function ends."""
    started = perf_counter()
    received = receive(event, context)
    with observed(operation_id, request_id=received.request_id, tenant=received.caller):
        answer = _answer(received, operation)
        milliseconds = round((perf_counter() - started) * 1000, 3)
        _count(operation_id, received, answer, milliseconds)
        fields = {"status": status_of(answer), "duration_ms": milliseconds, **_problem_fields(answer)}
        logger().info("answered", extra=fields)
        response = render(answer, received.request_id)
        return {**response, "headers": {**response["headers"], **deprecation_headers(contract(), operation_id)}}


def _answer(received: Received, operation: Operation) -> Answer:
    try:
        return operation(received)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever the bug, the caller gets the contract's 500
        code = busy_code(error)
        if code:
            detail = "The service has too much to do. Wait for Retry-After seconds and try again."
            return Problem(SERVICE_BUSY, detail, retry_after=RETRY_AFTER, cause=code)
        logger().exception("failed")
        return Problem(INTERNAL_ERROR, "The service failed. Quote the requestId when you report it.")


def _count(operation_id: str, received: Received, answer: Answer, milliseconds: float) -> None:
    """Whoever asks without an identity, where an operation takes that, is no team."""
    if received.caller:
        calls = received.meter.counted()
        counted = Answered(received.tenant, operation_id, utc_now(), status_of(answer), milliseconds, calls)
        account_for(counted, received.meter)


def _problem_fields(answer: Answer) -> dict[str, str | None]:
    return {"problem": answer.kind.slug, "cause": answer.cause} if isinstance(answer, Problem) else {}
