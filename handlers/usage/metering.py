"""Models behind a meter: what a call can use is reserved before it, and settled with what the model said it used.

Where it is known before it to a token, that is spent.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Bound, Embedder, EmbeddingModel, Embeddings, Reader, ReadingModel
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized, Usage
from handlers.usage.budget import BudgetState, Exhausted, Ledger, LedgerBusyError, Reservation
from handlers.usage.meter import Meter, MeteredCall, Misjudged, Unsettled

Result = TypeVar("Result", Embeddings, Summarized, Answered)
NOTHING = Usage(0, 0)
CROWDED = Refusal(
    Reason.BUSY,
    "The team has too many calls of models on their way. Wait for Retry-After seconds and try again.",
    retry_after=1,
    cause="LedgerBusyError",
    usage=NOTHING,
)


@dataclass(frozen=True, slots=True)
class TeamMetering:
    """A `Metering` on a team's budget."""

    team: str
    ledger: Ledger
    meter: Meter
    now: Callable[[], datetime]

    def embedder(self, model: EmbeddingModel) -> Embedder:
        return _MeteredEmbedder(model, self)

    def reader(self, model: ReadingModel) -> Reader:
        return _MeteredReader(model, self)

    def call(self, model: str, bound: Bound, call: Callable[[], Result | Refusal]) -> Result | Refusal:
        now = self.now()
        try:
            taken = self._take(bound, now)
        except LedgerBusyError:
            return CROWDED
        if isinstance(taken, Exhausted):
            self.meter.refusals += 1
            return _over_budget(bound.tokens, taken, now)
        if isinstance(taken, BudgetState):
            self.meter.budget = taken
        result, usage = self._measured(model, call)
        if usage is not None:
            used = usage.input_tokens + usage.output_tokens + usage.untold
            if isinstance(taken, Reservation):
                self._settle(taken, used)
            elif used != bound.tokens:
                self._correct(model, bound.tokens, used)
        return result

    def _take(self, bound: Bound, now: datetime) -> Reservation | BudgetState | Exhausted:
        take = self.ledger.spend if bound.is_exact else self.ledger.reserve
        return take(self.team, bound.tokens, now)

    def _measured(self, model: str, call: Callable[[], Result | Refusal]) -> tuple[Result | Refusal, Usage | None]:
        """A call that ends in a bug is an error of which nobody can tell what it used."""
        started = perf_counter()
        result: Result | Refusal | None = None
        usage: Usage | None = None
        try:
            result = call()
            usage = _usage(result)
        finally:
            milliseconds = (perf_counter() - started) * 1000
            self.meter.calls.append(MeteredCall(model, usage, milliseconds, _is_error(result)))
        return result, usage

    def _settle(self, reservation: Reservation, used: int) -> None:
        try:
            self.meter.budget = self.ledger.settle(reservation, used, self.now())
        except Exception as error:  # noqa: BLE001 - the model has answered: the caller gets what the team has paid for
            self.meter.unsettled.append(Unsettled(reservation, used, error))

    def _correct(self, model: str, spent: int, used: int) -> None:
        """What was spent in vain stays spent; what was not yet is, as far as there is room for it."""
        error: Exception | None = None
        try:
            if used > spent:
                self._spend_up_to(used - spent)
        except Exception as failed:  # noqa: BLE001 - as above
            error = failed
        self.meter.misjudged.append(Misjudged(self.team, model, spent, used, error))

    def _spend_up_to(self, tokens: int) -> None:
        state = self.ledger.spend(self.team, tokens, self.now())
        if isinstance(state, Exhausted):
            state = self.ledger.spend(self.team, state.left, self.now())
        if isinstance(state, BudgetState):
            self.meter.budget = state


@dataclass(frozen=True, slots=True)
class _MeteredEmbedder:
    model: EmbeddingModel
    metering: TeamMetering

    @property
    def name(self) -> str:
        return self.model.name

    def embed(self, texts: Sequence[str]) -> Embeddings | Refusal:
        return self.metering.call(self.name, self.model.bound(texts), lambda: self.model.embed(texts))


@dataclass(frozen=True, slots=True)
class _MeteredReader:
    model: ReadingModel
    metering: TeamMetering

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        return self.metering.call(self.model.name, self.model.bound(order), lambda: self.model.summarize(order))

    def answer(self, order: Answer) -> Answered | Refusal:
        return self.metering.call(self.model.name, self.model.bound(order), lambda: self.model.answer(order))


def _is_error(result: Embeddings | Summarized | Answered | Refusal | None) -> bool:
    """What is wrong with the input is no error of the model."""
    if isinstance(result, Refusal):
        return result.reason is not Reason.REFUSED_INPUT
    return result is None


def _usage(result: Embeddings | Summarized | Answered | Refusal) -> Usage | None:
    return Usage(result.tokens, 0, result.untold) if isinstance(result, Embeddings) else result.usage


def _over_budget(bound: int, exhausted: Exhausted, now: datetime) -> Refusal:
    resets_at = exhausted.resets_at
    detail = (
        f"The call can use {bound} tokens, and {exhausted.left} are left of the team's budget for this month."
        f" It is whole again on {resets_at:%Y-%m-%d} (UTC)."
    )
    seconds = max(1, math.ceil((resets_at - now).total_seconds()))
    return Refusal(Reason.BUDGET, detail, seconds, "budget", NOTHING, resets_at)
