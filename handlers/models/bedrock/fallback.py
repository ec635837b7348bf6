"""A second reading model for when the first is busy, out of reach or too slow.

Embedding models have none: vectors of two models point in directions that have nothing to do with each other, so an
index of the one is not to be searched with a vector of the other. A busy embedding model stays a busy model.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import TypeVar

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Reader
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized

PASSED_ON = frozenset({Reason.BUSY, Reason.UNAVAILABLE, Reason.TIMEOUT})
LEAST_SECONDS = 2.0  # with less time left no model writes an answer

Result = TypeVar("Result", Summarized, Answered)


@dataclass(frozen=True, slots=True)
class ReaderWithFallback:
    """A `Reader`. `second` makes one that answers within so many seconds; `seconds` are for both together.

    A result names the model that made it. What is wrong with the input is wrong with it for both: the second is not
    asked then.
    """

    first: Reader
    second: Callable[[float], Reader]
    seconds: float
    clock: Callable[[], float] = monotonic

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        return self._ask(lambda reader: reader.summarize(order))

    def answer(self, order: Answer) -> Answered | Refusal:
        return self._ask(lambda reader: reader.answer(order))

    def _ask(self, ask: Callable[[Reader], Result | Refusal]) -> Result | Refusal:
        """When both refuse, it is the first one's refusal: the caller's next try is for the first again."""
        started = self.clock()
        result = ask(self.first)
        if not isinstance(result, Refusal) or result.reason not in PASSED_ON:
            return result
        left = self.seconds - (self.clock() - started)
        if left < LEAST_SECONDS:
            return result
        other = ask(self.second(left))
        if isinstance(other, Refusal):
            return replace(result, cause=f"{result.cause}; then the fallback: {other.cause}")
        return other
