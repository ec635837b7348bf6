"""How a model says no."""

from dataclasses import dataclass
from enum import Enum, auto


class Reason(Enum):
    REFUSED_INPUT = auto()
    MALFORMED_OUTPUT = auto()
    BUSY = auto()
    UNAVAILABLE = auto()
    TIMEOUT = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a model gave no result. `detail` is for the caller, `cause` for the log; `retry_after` is in seconds."""

    reason: Reason
    detail: str
    retry_after: int | None = None
    cause: str | None = None
