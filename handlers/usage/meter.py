"""What one request, or one step of a run, asked of models."""

from dataclasses import dataclass, field

from handlers.tasks.results import Usage
from handlers.usage.budget import BudgetState, Reservation
from handlers.usage.counting import ModelCall


@dataclass(frozen=True, slots=True)
class MeteredCall:
    """`usage` is None where nobody can tell: the model timed out, for instance."""

    model: str
    usage: Usage | None
    milliseconds: float
    is_error: bool

    def counted(self) -> ModelCall:
        """With what the model has said alone: what was only reserved is in the budget, and in no count."""
        usage = self.usage or Usage(0, 0)
        return ModelCall(self.model, usage.input_tokens, usage.output_tokens)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A call whose settlement failed: its reservation counts whole."""

    reservation: Reservation
    used: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Misjudged:
    """A call that used more or less than it had spent, by a bound that was to be exact: a bug of its model's.

    `error` is why the rest of what it used could not be spent after it.
    """

    team: str
    model: str
    spent: int
    used: int
    error: Exception | None = None


@dataclass(slots=True)
class Meter:
    """`refusals` is how often the budget had no room; `budget` is as the last call left it."""

    calls: list[MeteredCall] = field(default_factory=list)
    unsettled: list[Unsettled] = field(default_factory=list)
    misjudged: list[Misjudged] = field(default_factory=list)
    refusals: int = 0
    budget: BudgetState | None = None

    def counted(self) -> list[ModelCall]:
        return [call.counted() for call in self.calls]
