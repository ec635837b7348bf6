"""A line of the access log, as the report reads it. infrastructure/access_log.py has the fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from reports.operations import Kind, Operation, Operations

NO_TEAM = "(no team)"
ABSENT = "-"
TIME = "%d/%b/%Y:%H:%M:%S %z"
NO_OPERATION = "no such operation"
BUDGET = "budget"
NO_ANSWER = "no answer"
OTHER = "other"
# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
REFUSALS = {
    "UNAUTHORIZED": "no or bad token",
    "EXPIRED_TOKEN": "no or bad token",
    "INVALID_API_KEY": "no or bad token",
    "INVALID_SIGNATURE": "no or bad token",
    "ACCESS_DENIED": "missing scope",
    "THROTTLED": "rate",
    "QUOTA_EXCEEDED": "quota",
    "BAD_REQUEST_BODY": "invalid request",
    "BAD_REQUEST_PARAMETERS": "invalid request",
    "UNSUPPORTED_MEDIA_TYPE": "invalid request",
    "REQUEST_TOO_LARGE": "invalid request",
    "MISSING_AUTHENTICATION_TOKEN": NO_OPERATION,
    "RESOURCE_NOT_FOUND": NO_OPERATION,
    "WAF_FILTERED": "firewall",
    "AUTHORIZER_FAILURE": "authorizer failed",
    "AUTHORIZER_CONFIGURATION_ERROR": "authorizer failed",
}
# In the order of a table.
REASONS = (*dict.fromkeys(REFUSALS.values()), BUDGET, NO_ANSWER, OTHER)
# The longest that the gateway waits, for a line that does not say how long it took.
LONGEST_MS = 30_000


class Outcome(StrEnum):
    """ANSWERED by a function or a server; UNANSWERED: handed to it, and no answer came through, so nobody here can tell
    whether it counted the request; REFUSED, or answered well, by the gateway alone.
    """

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    BY_GATEWAY = "by gateway"


@dataclass(frozen=True, slots=True)
class Line:
    """It began at `begun` and was over by `ended`: the log has whole seconds, and how many milliseconds it took.

    `reason` is one of REASONS, or empty.
    """

    begun: datetime
    ended: datetime
    team: str
    operation: Operation
    outcome: Outcome
    reason: str
    status: int
    milliseconds: int


def read_line(text: str, operations: Operations) -> Line | None:
    """None for what is no line of an access log."""
    try:
        fields = json.loads(text)
        begun = _moment(fields["requestTime"])
        status, milliseconds = int(fields["status"]), _number(fields, "responseLatency")
        operation = operations.of(fields["httpMethod"], fields["resourcePath"])
    except (ValueError, KeyError, TypeError):
        return None
    took = LONGEST_MS if milliseconds is None else milliseconds
    outcome, reason = _outcome(fields, operation.kind, status)
    team = fields.get("team", ABSENT)
    return Line(
        begun=begun,
        ended=begun + timedelta(seconds=1, milliseconds=took),
        team=NO_TEAM if team == ABSENT else team,
        operation=operation,
        outcome=outcome,
        reason=reason,
        status=status,
        milliseconds=took,
    )


def _outcome(fields: Mapping[str, Any], kind: Kind, status: int) -> tuple[Outcome, str]:
    error = fields.get("errorType", ABSENT)
    if error in REFUSALS:
        return Outcome.REFUSED, REFUSALS[error]
    if kind in (Kind.GATEWAY, Kind.NONE) and error == ABSENT:
        # The methods that the contract does not have answer so, by themselves (contract/added_methods.py).
        return (Outcome.REFUSED, NO_OPERATION) if status == 405 else (Outcome.BY_GATEWAY, "")
    if kind in (Kind.GATEWAY, Kind.NONE):
        return Outcome.REFUSED, OTHER
    if error == ABSENT and _number(fields, "integrationStatus") is not None:
        # Nothing but a budget that is used up has functions answer so.
        return Outcome.ANSWERED, BUDGET if kind is Kind.FUNCTION and status == 429 else ""
    return (Outcome.UNANSWERED, NO_ANSWER) if status >= 500 else (Outcome.REFUSED, OTHER)


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime:
    """Many lines are of one second."""
    return datetime.strptime(text, TIME)


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    text = str(fields.get(name, ABSENT))
    return int(text) if text.isdecimal() else None
