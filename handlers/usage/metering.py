"""Models behind a meter: what a call can use is reserved before it, and settled with what the model said it used."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Embedder, EmbeddingModel, Embeddings, Reader, ReadingModel
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized, Usage
from handlers.usage.budget import Exhausted, Ledger, LedgerBusyError, Reservation
from handlers.usage.meter import Meter, MeteredCall, Unsettled

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

    def call(self, model: str, bound: int, call: Callable[[], Result | Refusal]) -> Result | Refusal:
        now = self.now()
        try:
            reserved = self.ledger.reserve(self.team, bound, now)
        except LedgerBusyError:
            return CROWDED
        if isinstance(reserved, Exhausted):
            self.meter.refusals += 1
            return _over_budget(bound, reserved, now)
        result, usage = self._measured(model, call)
        if usage is not None:
            self._settle(reserved, usage)
        return result

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

    def _settle(self, reservation: Reservation, usage: Usage) -> None:
        used = usage.input_tokens + usage.output_tokens + usage.untold
        try:
            self.meter.budget = self.ledger.settle(reservation, used, self.now())
        except Exception as error:  # noqa: BLE001 - the model has answered: the caller gets what the team has paid for
            self.meter.unsettled.append(Unsettled(reservation, used, error))


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
