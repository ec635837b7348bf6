"""What is counted of each request, and of each step of a run, once it has been answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call of a model, as the model itself counts tokens."""

    model: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A request of a team that reached its operation. `calls` are of the models that it called, in their order."""

    team: str
    operation: str  # the operationId
    at: datetime
    status: int
    milliseconds: float
    calls: Sequence[ModelCall] = ()


@dataclass(frozen=True, slots=True)
class Worked:
    """What a step of a run has used, for the operation that began the run: no request of its own."""

    team: str
    operation: str
    at: datetime
    calls: Sequence[ModelCall]


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What a team used on a day (`2026-11-23`, UTC) by an operation and a model.

    A request counts in the row of the first model that it called, with no model called in that of None; each further
    model has its tokens in a row of its own. `latencies` are counts by bucket (`latency.py`).
    """

    day: str
    operation: str
    model: str | None
    requests: int
    errors: int
    input_tokens: int
    output_tokens: int
    latencies: Mapping[int, int]


class UsageLog(Protocol):
    def count(self, counted: Answered | Worked) -> None: ...

    def rows(self, team: str, month: str) -> Sequence[UsageRow]:
        """Of a month (`2026-11`), by day, operation and model."""
