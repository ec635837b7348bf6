"""How a model says no."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from handlers.tasks.results import Usage


class Reason(Enum):
    REFUSED_INPUT = auto()
    MALFORMED_OUTPUT = auto()
    BUSY = auto()
    UNAVAILABLE = auto()
    TIMEOUT = auto()
    BUDGET = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a model gave no result. `detail` is for the caller, `cause` for the log; `retry_after` is in seconds.

    `usage` is what the call has used all the same; None where nobody can tell. `resets_at` is there with BUDGET alone:
    then the budget is whole again.
    """

    reason: Reason
    detail: str
    retry_after: int | None = None
    cause: str | None = None
    usage: Usage | None = None
    resets_at: datetime | None = None
