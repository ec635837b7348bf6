"""What every operation does around its work: read the event, log one line, answer bugs with 500, throttles with 503."""

from collections.abc import Callable, Mapping
from functools import cache
from time import perf_counter
from typing import Any

from aws_lambda_powertools.logging import Logger

from handlers.gateway.events import LambdaContext, Received, receive
from handlers.gateway.problems import INTERNAL_ERROR, SERVICE_BUSY, Problem
from handlers.gateway.responses import Answer, ProxyResponse, render, status_of
from handlers.gateway.throttles import RETRY_AFTER, busy_code

Operation = Callable[[Received], Answer]


def serve(
    operation_id: str, event: Mapping[str, Any], operation: Operation, context: LambdaContext | None = None
) -> ProxyResponse:
    """`context` is Lambda's; an operation that creates something passes it on, for it knows when the function ends."""
    started = perf_counter()
    received = receive(event, context)
    answer = _answer(operation_id, received, operation)
    _logger().info(
        "answered",
        extra={
            "operation": operation_id,
            "request_id": received.request_id,
            "status": status_of(answer),
            "duration_ms": round((perf_counter() - started) * 1000, 3),
            **_problem_fields(answer),
        },
    )
    return render(answer, received.request_id)


def _answer(operation_id: str, received: Received, operation: Operation) -> Answer:
    try:
        return operation(received)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever the bug, the caller gets the contract's 500
        code = busy_code(error)
        if code:
            detail = "The service has too much to do. Wait for Retry-After seconds and try again."
            return Problem(SERVICE_BUSY, detail, retry_after=RETRY_AFTER, cause=code)
        _logger().exception("failed", extra={"operation": operation_id, "request_id": received.request_id})
        return Problem(INTERNAL_ERROR, "The service failed. Quote the requestId when you report it.")


def _problem_fields(answer: Answer) -> dict[str, str | None]:
    return {"problem": answer.kind.slug, "cause": answer.cause} if isinstance(answer, Problem) else {}


@cache
def _logger() -> Logger:
    """Bodies, texts and keys are never logged: they are the client's."""
    return Logger()
