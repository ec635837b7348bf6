"""Asynchronous invocations, as decisions: after an attempt, what becomes of the event, and what is told of its end.

Seconds in here are AWS's. Whoever waits decides how long they are.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulator.functions.failures import timestamp
from emulator.functions.function_version import EventSettings
from emulator.functions.invocation import Invocation, Refusal

# Before the second attempt and the third, after a function's error.
_RETRY_SECONDS = (60.0, 120.0)
# After a throttle or an error of Lambda's own: from a second up to five minutes, until the event is too old.
_BACKOFF_SECONDS = 1.0
_MAX_BACKOFF_SECONDS = 300.0

# Lambda's recursive loop detection: a function that has gone round so often is not invoked again.
MAX_HOPS = 16

_NOT_WORTH_A_RETRY = frozenset({404, 413})
_ZERO_RESERVED = "Function not invoked. Function is configured with zero reserved concurrent executions"
_MAX_ERROR_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class Event:
    """`runs` counts the attempts in which the function ran, `refusals` the latest ones in which it was not run.

    `hops` counts the functions of which each was told of the one before.
    """

    function_arn: str
    payload: bytes
    request_id: str
    runs: int = 0
    refusals: int = 0
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """`condition` as in invocation records: Success, RetriesExhausted, EventAgeExceeded or ZeroReservedConcurrency."""

    condition: str


def decide(event: Event, outcome: Invocation | Refusal, settings: EventSettings, age: float) -> Wait | Ended:
    """`event` counts this attempt."""
    if isinstance(outcome, Invocation):
        if outcome.function_error is None:
            return Ended("Success")
        if event.runs > settings.max_retries:
            return Ended("RetriesExhausted")
        wait = _RETRY_SECONDS[min(event.runs, len(_RETRY_SECONDS)) - 1]
    elif settings.turned_off:
        return Ended("ZeroReservedConcurrency")
    elif outcome.status in _NOT_WORTH_A_RETRY:
        return Ended("RetriesExhausted")
    else:
        wait = min(_BACKOFF_SECONDS * 2.0 ** min(event.refusals - 1, 16), _MAX_BACKOFF_SECONDS)
    return Wait(wait) if age + wait < settings.max_age_seconds else Ended("EventAgeExceeded")


def invocation_record(
    event: Event, outcome: Invocation | Refusal, settings: EventSettings, condition: str, now: datetime
) -> dict[str, Any]:
    """Developer guide, "Adding a destination": what a destination gets."""
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": timestamp(now),
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": settings.function_arn,
            "condition": condition,
            "approximateInvokeCount": event.runs,
        },
        "requestPayload": _document(event.payload),
    }
    if isinstance(outcome, Refusal):
        return record
    context = {"statusCode": 200, "executedVersion": outcome.executed_version}
    if outcome.function_error is not None:
        context["functionError"] = outcome.function_error
    return {**record, "responseContext": context, "responsePayload": _document(outcome.payload)}


def dead_letter_attributes(event: Event, outcome: Invocation | Refusal, condition: str) -> dict[str, tuple[str, str]]:
    """Types and values, by name: the message attributes of a dead letter, whose body is the event itself."""
    if isinstance(outcome, Refusal):
        code, message = outcome.status, outcome.message
        if condition == "ZeroReservedConcurrency":
            message = _ZERO_RESERVED
    else:
        document = _document(outcome.payload)
        code, message = 200, str(document.get("errorMessage") or "") if isinstance(document, Mapping) else ""
    attributes = {"RequestID": ("String", event.request_id), "ErrorCode": ("Number", str(code))}
    if message:
        attributes["ErrorMessage"] = ("String", message[:_MAX_ERROR_CHARACTERS])
    return attributes


def new_event(function_arn: str, payload: bytes, hops: int = 0) -> Event:
    return Event(function_arn, payload or b"{}", str(uuid.uuid4()), hops=hops)


def _document(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return payload.decode("utf-8", "replace")
