"""The one line that a step logs: what it was about and how it went, never a text."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from handlers.telemetry.logs import logger

_FIELDS = {"runId": "run_id", "documentId": "document_id", "part": "part", "tenant": "tenant"}


def stepped(step: str, event: Mapping[str, Any], outcome: str, started: float, **facts: object) -> None:
    """`started` is of `perf_counter`. `facts` are numbers and words of the project's own."""
    fields = {field: event[name] for name, field in _FIELDS.items() if event.get(name) is not None}
    milliseconds = round((perf_counter() - started) * 1000, 3)
    logger().info("stepped", extra={"step": step, "outcome": outcome, "duration_ms": milliseconds, **fields, **facts})
