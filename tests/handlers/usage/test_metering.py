"""What is reserved for a call of a model, and what of it counts as used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Bound, Embedder, Embeddings
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized, Usage
from handlers.usage.budget import BudgetState, Exhausted, LedgerBusyError, Reservation
from handlers.usage.counting import ModelCall
from handlers.usage.meter import Meter, Misjudged
from handlers.usage.metering import TeamMetering
from tests.handlers.usage.memory import MemoryLedger

NOW = datetime(2026, 11, 30, 23, 59, 30, tzinfo=UTC)
BOUND = 100
SPENT = Summarized("model", Usage(30, 12), "In short.", ())


@dataclass(frozen=True, slots=True)
class Model:
    """For a reader and an embedder: it does what it is told to."""

    does: Callable[[], object]
    is_exact: bool = False
    name: str = "model"

    def bound(self, asked: Sequence[str] | Summarize | Answer) -> Bound:
        return Bound(BOUND, self.is_exact)

    def embed(self, texts: Sequence[str]) -> Embeddings | Refusal:
        said = self.does()
        assert isinstance(said, Embeddings | Refusal)
        return said

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        said = self.does()
        assert isinstance(said, Summarized | Refusal)
        return said

    def answer(self, order: Answer) -> Answered | Refusal:
        raise NotImplementedError


def summarize(does: Callable[[], object], ledger: MemoryLedger, meter: Meter | None = None) -> Summarized | Refusal:
    metering = TeamMetering("team", ledger, meter or Meter(), lambda: NOW)
    return metering.reader(Model(does)).summarize(Summarize("text", 1))


class Unsettling(MemoryLedger):
    """Of calls that have nothing to settle."""

    def settle(self, reservation: Reservation, used: int, now: datetime) -> BudgetState:
        raise NotImplementedError


def embed(does: Callable[[], object], ledger: MemoryLedger, meter: Meter | None = None) -> Embeddings | Refusal:
    """By a model of whose calls it is known beforehand what they use."""
    metering = TeamMetering("team", ledger, meter or Meter(), lambda: NOW)
    return metering.embedder(Model(does, is_exact=True)).embed(["text"])


def vectors(tokens: int) -> Embeddings:
    return Embeddings(np.zeros((1, 2)), tokens)


def used(ledger: MemoryLedger) -> tuple[int, int]:
    state = ledger.state("team", "2026-11", NOW)
    return state.used, state.reserved


def refusal(reason: Reason, usage: Usage | None) -> Refusal:
    return Refusal(reason, "No.", usage=usage)


def test_while_a_model_is_asked_the_most_that_it_can_use_is_reserved() -> None:
    ledger, seen = MemoryLedger(), list[tuple[int, int]]()

    def answer() -> Summarized:
        seen.append(used(ledger))
        return SPENT

    summarize(answer, ledger)

    assert seen == [(0, BOUND)]


def test_what_the_model_says_it_used_is_used_and_the_rest_is_free_again() -> None:
    ledger = MemoryLedger()

    result = summarize(lambda: SPENT, ledger)

    assert result == SPENT
    assert used(ledger) == (42, 0)


def test_tries_that_did_not_tell_count_with_what_they_may_have_used() -> None:
    ledger = MemoryLedger()

    summarize(lambda: Summarized("model", Usage(30, 12, untold=50), "In short.", ()), ledger)

    assert used(ledger) == (92, 0)


def test_vectors_count_with_their_tokens() -> None:
    ledger, meter = MemoryLedger(), Meter()
    embedder: Embedder = TeamMetering("team", ledger, meter, lambda: NOW).embedder(Model(lambda: vectors(7)))

    embedder.embed(["text"])

    assert used(ledger) == (7, 0)
    assert meter.counted() == [ModelCall("model", 7, 0)]
    assert embedder.name == "model"


@pytest.mark.parametrize("reason", [Reason.BUSY, Reason.REFUSED_INPUT])
def test_a_refusal_before_the_model_has_read_anything_is_free(reason: Reason) -> None:
    ledger = MemoryLedger()

    summarize(lambda: refusal(reason, Usage(0, 0)), ledger)

    assert used(ledger) == (0, 0)


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.UNAVAILABLE, Reason.MALFORMED_OUTPUT])
def test_where_nobody_can_tell_the_reservation_counts_whole(reason: Reason) -> None:
    ledger, meter = MemoryLedger(), Meter()

    summarize(lambda: refusal(reason, None), ledger, meter)

    assert used(ledger) == (0, BOUND)
    assert meter.counted() == [ModelCall("model", 0, 0)]


def test_a_crash_leaves_the_reservation_whole_and_the_call_counted() -> None:
    ledger, meter = MemoryLedger(), Meter()

    def crash() -> Summarized:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        summarize(crash, ledger, meter)

    assert used(ledger) == (0, BOUND)
    assert [call.is_error for call in meter.calls] == [True]


def test_nonsense_counts_with_what_the_answer_said_of_it() -> None:
    ledger = MemoryLedger()

    summarize(lambda: refusal(Reason.MALFORMED_OUTPUT, Usage(30, 12)), ledger)

    assert used(ledger) == (42, 0)


def test_without_room_for_the_most_a_model_is_not_asked() -> None:
    ledger, meter, asked = MemoryLedger(budget=BOUND - 1), Meter(), list[int]()

    refused = summarize(lambda: asked.append(1), ledger, meter)

    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.retry_after) == (Reason.BUDGET, 30)
    assert refused.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert (asked, meter.calls, meter.refusals) == ([], [], 1)


def test_more_calls_than_the_ledger_keeps_apart_are_told_to_wait() -> None:
    class Crowded(MemoryLedger):
        def reserve(self, team: str, tokens: int, now: datetime) -> Reservation | Exhausted:
            raise LedgerBusyError(team)

    refused = summarize(lambda: SPENT, Crowded())

    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.retry_after) == (Reason.BUSY, 1)


def test_a_result_is_not_lost_with_its_settlement() -> None:
    class Away(MemoryLedger):
        def settle(self, reservation: Reservation, used: int, now: datetime) -> BudgetState:
            raise TimeoutError("DynamoDB is away")

    ledger, meter = Away(), Meter()

    result = summarize(lambda: SPENT, ledger, meter)

    assert result == SPENT
    assert used(ledger) == (0, BOUND)
    [unsettled] = meter.unsettled
    assert (unsettled.reservation.team, unsettled.used) == ("team", 42)


def test_what_a_call_will_use_to_a_token_is_spent_before_it_and_not_settled() -> None:
    ledger, meter, seen = Unsettling(), Meter(), list[tuple[int, int]]()

    def answer() -> Embeddings:
        seen.append(used(ledger))
        return vectors(BOUND)

    embed(answer, ledger, meter)

    assert seen == [used(ledger)] == [(BOUND, 0)]
    assert meter.budget == ledger.state("team", "2026-11", NOW)
    assert not meter.misjudged


def test_without_room_for_what_it_will_use_a_model_is_not_asked() -> None:
    ledger, meter, asked = MemoryLedger(budget=BOUND - 1), Meter(), list[int]()

    refused = embed(lambda: asked.append(1), ledger, meter)

    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.BUDGET
    assert (asked, meter.calls, meter.refusals, used(ledger)) == ([], [], 1, (0, 0))


def test_what_was_spent_stays_spent_when_its_call_crashes() -> None:
    ledger, meter = Unsettling(), Meter()

    def crash() -> Embeddings:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        embed(crash, ledger, meter)

    assert used(ledger) == (BOUND, 0)
    assert meter.budget == ledger.state("team", "2026-11", NOW)


def test_what_was_spent_and_not_used_stays_spent_and_is_told() -> None:
    ledger, meter = Unsettling(), Meter()

    result = embed(lambda: vectors(BOUND - 1), ledger, meter)

    assert isinstance(result, Embeddings)
    assert used(ledger) == (BOUND, 0)
    assert meter.misjudged == [Misjudged("team", "model", BOUND, BOUND - 1)]


@pytest.mark.parametrize(("room", "charged"), [(30, 7), (7, 7), (3, 3), (0, 0)])
def test_what_was_used_beyond_what_was_spent_is_told_and_spent_as_far_as_there_is_room(room: int, charged: int) -> None:
    ledger, meter = Unsettling(budget=BOUND + room), Meter()

    result = embed(lambda: vectors(BOUND + 7), ledger, meter)

    assert isinstance(result, Embeddings)
    assert used(ledger) == (BOUND + charged, 0)
    assert meter.misjudged == [Misjudged("team", "model", BOUND, BOUND + 7)]
    assert meter.budget == ledger.state("team", "2026-11", NOW)


def test_a_result_is_not_lost_with_the_rest_of_what_it_used() -> None:
    class Leaving(MemoryLedger):
        def spend(self, team: str, tokens: int, now: datetime) -> BudgetState | Exhausted:
            if self.settled:
                raise TimeoutError("DynamoDB is away")
            return MemoryLedger.spend(self, team, tokens, now)

    meter = Meter()

    result = embed(lambda: vectors(BOUND + 7), Leaving(), meter)

    assert isinstance(result, Embeddings)
    [misjudged] = meter.misjudged
    assert isinstance(misjudged.error, TimeoutError)
