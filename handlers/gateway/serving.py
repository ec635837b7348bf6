"""What every operation does around its own work: read the event, log one line, answer 500 to a bug."""

from collections.abc import Callable, Mapping
from functools import cache
from time import perf_counter
from typing import Any

from aws_lambda_powertools.logging import Logger

from handlers.gateway.events import Received, receive
from handlers.gateway.problems import INTERNAL_ERROR, Problem
from handlers.gateway.responses import Json, ProxyResponse, render, status_of

Operation = Callable[[Received], Json | Problem]


def serve(operation_id: str, event: Mapping[str, Any], operation: Operation) -> ProxyResponse:
    started = perf_counter()
    received = receive(event)
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


def _answer(operation_id: str, received: Received, operation: Operation) -> Json | Problem:
    try:
        return operation(received)
    except Exception:  # noqa: BLE001 - the last resort: whatever the bug, the caller gets the contract's 500
        _logger().exception("failed", extra={"operation": operation_id, "request_id": received.request_id})
        return Problem(INTERNAL_ERROR, "The service failed. Quote the requestId when you report it.")


def _problem_fields(answer: Json | Problem) -> dict[str, str | None]:
    return {"problem": answer.kind.slug, "cause": answer.cause} if isinstance(answer, Problem) else {}


@cache
def _logger() -> Logger:
    """Bodies, texts and keys are never logged: they are the client's."""
    return Logger()
