"""The tasks of a part, one after the other and each for itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from handlers.batches.items import PENDING, Item, problem_item, result_item
from handlers.batches.parts import Part
from handlers.tasks.documents import order_of, result_document
from handlers.tasks.ports import Models
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.run import run

# What may be over when the same is asked again later.
PASSING = frozenset({Reason.BUSY, Reason.UNAVAILABLE, Reason.TIMEOUT})
OUT_OF_TIME = Refusal(Reason.TIMEOUT, "There was no time left for the task. Send it again.", cause="no time left")


@dataclass(frozen=True, slots=True)
class Invalid:
    """A task that is none, and the document that says why."""

    problem: Mapping[str, Any]


class Terms(Protocol):
    """What a task must be, and in what words one is told that it failed: those of `POST /ai-service`."""

    def accept(self, task: Any) -> Mapping[str, Any] | Invalid: ...

    def refused(self, refusal: Refusal) -> Mapping[str, Any]: ...

    def failed(self, error: Exception) -> Mapping[str, Any]:
        """For a bug: the task's own, which does not end the others."""


@dataclass(frozen=True, slots=True)
class Patience:
    """`is_last_try`: nobody will run the part again. `has_time` says whether one more task may be begun."""

    is_last_try: bool
    has_time: Callable[[], bool]


def run_part(
    part: Part, before: Sequence[Item], models: Models, terms: Terms, patience: Patience
) -> tuple[list[Item], Refusal | None]:
    """An item for each task. `before` are the items of an earlier try, none at first: what they hold is done.

    A refusal that may pass ends the try, and is returned with what was done so far; in the last try it is the task's
    problem instead. Each try runs one task at least.
    """
    items = list(before) or [PENDING] * len(part.tasks)
    pending = [place for place, item in enumerate(items) if item is PENDING]
    for tried, place in enumerate(pending):
        index = part.first + place
        outcome = OUT_OF_TIME if tried and not patience.has_time() else _run(index, part.tasks[place], models, terms)
        if isinstance(outcome, Item):
            items[place] = outcome
        elif outcome.reason in PASSING and not patience.is_last_try:
            return items, outcome
        else:
            items[place] = problem_item(index, terms.refused(outcome))
    return items, None


def _run(index: int, task: Any, models: Models, terms: Terms) -> Item | Refusal:
    accepted = terms.accept(task)
    if isinstance(accepted, Invalid):
        return problem_item(index, accepted.problem)
    try:
        result = run(order_of(accepted), models)
        return result if isinstance(result, Refusal) else result_item(index, result_document(result))
    except Exception as error:  # noqa: BLE001 - the last resort: a bug that one task finds leaves the others alone
        return problem_item(index, terms.failed(error))
