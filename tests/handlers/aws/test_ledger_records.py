"""The ledger on DynamoDB: one caller after another, and what is left of those that died."""

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.aws import clients
from handlers.aws.adapters import ledger
from handlers.aws.ledger_items import RESERVATION_SECONDS, account_key
from handlers.aws.ledger_records import LedgerRecords
from handlers.aws.marks import MOST_MARKS, NEEDED_SECONDS, PREFIX
from handlers.usage.budget import BudgetState, Exhausted, LedgerBusyError, Reservation
from tests.handlers.usage.faults import EachHas, LosesAnswers

pytestmark = pytest.mark.usefixtures("workflow")
BUDGET, MONTH, CALLERS = 1_000, "2026-11", 24
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EXPIRED = NOW + timedelta(seconds=RESERVATION_SECONDS)
NEXT_MONTH = datetime(2026, 12, 1, tzinfo=UTC)


def records(dynamodb: Any = None, most: int = 1_000) -> LedgerRecords:
    return LedgerRecords(dynamodb or clients.dynamodb(), ledger().table, EachHas(BUDGET), most)


def reserved(own: LedgerRecords, team: str, tokens: int, now: datetime = NOW) -> Reservation:
    reservation = own.reserve(team, tokens, now)
    assert isinstance(reservation, Reservation)
    return reservation


def item_of(team: str) -> Mapping[str, Any]:
    answer = clients.dynamodb().get_item(TableName=ledger().table, Key=account_key(team, MONTH), ConsistentRead=True)
    item: Mapping[str, Any] = answer.get("Item", {})
    return item


@pytest.fixture
def team() -> str:
    """Tests share a table."""
    return uuid.uuid4().hex


def test_what_is_reserved_is_given_back_but_for_what_was_used(team: str) -> None:
    own = records()

    first, second = reserved(own, team, 300), reserved(own, team, 200)
    between = own.state(team, MONTH, NOW)
    settled = own.settle(first, 120, NOW)

    assert between == BudgetState(BUDGET, used=0, reserved=500)
    assert settled == own.state(team, MONTH, NOW) == BudgetState(BUDGET, used=120, reserved=200)
    assert own.settle(second, 0, NOW).left == BUDGET - 120
    assert (item_of(team)["held"], item_of(team)["settled"]) == ({"N": "120"}, {"N": "120"})


def test_a_call_that_does_not_fit_is_refused_until_the_next_month(team: str) -> None:
    own = records()
    reserved(own, team, 600)

    assert own.reserve(team, 401, NOW) == Exhausted(400, NEXT_MONTH)
    assert reserved(own, team, 400).tokens == 400
    assert own.reserve(team, 1, NEXT_MONTH - timedelta(seconds=1)) == Exhausted(0, NEXT_MONTH)
    assert reserved(own, team, 1, NEXT_MONTH).month == "2026-12"


def test_a_call_larger_than_the_whole_budget_is_refused_and_nothing_is_written(team: str) -> None:
    december = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)

    assert records().reserve(team, BUDGET + 1, NOW) == Exhausted(BUDGET, NEXT_MONTH)
    assert records().reserve(team, BUDGET + 1, december) == Exhausted(BUDGET, datetime(2027, 1, 1, tzinfo=UTC))
    assert item_of(team) == {}


def test_a_team_that_is_not_known_has_no_budget(team: str) -> None:
    assert ledger().reserve(team, 1, NOW) == Exhausted(0, NEXT_MONTH)
    assert ledger().state(team, MONTH, NOW) == BudgetState(0, 0, 0)


def test_a_budget_that_was_lowered_below_what_is_used_has_nothing_left(team: str) -> None:
    reserved(records(), team, 800)
    lowered = LedgerRecords(clients.dynamodb(), ledger().table, EachHas(500))

    assert lowered.reserve(team, 1, NOW) == Exhausted(0, NEXT_MONTH)
    assert lowered.state(team, MONTH, NOW).left == 0


def test_all_who_are_the_first_of_a_month_at_once_are_let_through(team: str) -> None:
    own = records()

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(lambda _: reserved(own, team, 10), range(CALLERS)))

    assert own.state(team, MONTH, NOW) == BudgetState(BUDGET, used=0, reserved=10 * CALLERS)


def test_a_call_cannot_use_more_than_it_reserved_or_less_than_nothing(team: str) -> None:
    own = records()
    reservation = reserved(own, team, 10)

    for used in (11, -1):
        with pytest.raises(ValueError, match="cannot have been used"):
            own.settle(reservation, used, NOW)
    with pytest.raises(ValueError, match="cannot be reserved"):
        own.reserve(team, -1, NOW)
    assert own.state(team, MONTH, NOW) == BudgetState(BUDGET, used=0, reserved=10)


def test_a_second_settlement_changes_nothing(team: str) -> None:
    own = records()
    reservation = reserved(own, team, 100)
    own.settle(reservation, 40, NOW)

    again = own.settle(reservation, 7, NOW)

    assert again == BudgetState(BUDGET, used=40, reserved=0)


def test_a_reservation_that_has_expired_counts_whole_and_cannot_be_settled(team: str) -> None:
    own = records()
    reservation = reserved(own, team, 100)

    just_before = own.state(team, MONTH, EXPIRED - timedelta(seconds=1))
    late = own.settle(reservation, 1, EXPIRED)

    assert just_before == BudgetState(BUDGET, used=0, reserved=100)
    assert late == own.state(team, MONTH, EXPIRED) == BudgetState(BUDGET, used=100, reserved=0)


def test_what_is_reserved_in_a_month_and_settled_in_the_next_counts_for_the_first(team: str) -> None:
    own, last_minute = records(), NEXT_MONTH - timedelta(minutes=1)
    reservation = reserved(own, team, 100, last_minute)

    settled = own.settle(reservation, 60, NEXT_MONTH + timedelta(minutes=1))

    assert settled == own.state(team, MONTH, NEXT_MONTH) == BudgetState(BUDGET, used=60, reserved=0)
    assert own.state(team, "2026-12", NEXT_MONTH) == BudgetState(BUDGET, used=0, reserved=0)


@pytest.mark.parametrize("meets", ["reserve", "settle"])
def test_whoever_meets_expired_reservations_removes_them_and_they_stay_counted(team: str, meets: str) -> None:
    own = records()
    for _ in range(5):
        reserved(own, team, 10)
    alive = reserved(own, team, 7, EXPIRED - timedelta(seconds=1))

    if meets == "reserve":
        own.settle(reserved(own, team, 0, EXPIRED), 0, EXPIRED)
    else:
        own.settle(alive, 7, EXPIRED)

    left_over = set(item_of(team)["reservations"]["M"]) - {alive.reservation_id}
    assert left_over == set()
    assert own.state(team, MONTH, EXPIRED).used + own.state(team, MONTH, EXPIRED).reserved == 57


def test_reservations_that_are_open_at_once_are_bounded(team: str) -> None:
    own = records(most=3)
    first, *_ = [reserved(own, team, 1) for _ in range(3)]

    with pytest.raises(LedgerBusyError):
        own.reserve(team, 1, NOW)
    held = own.state(team, MONTH, NOW)
    own.settle(first, 1, NOW)
    reserved(own, team, 1)

    assert held == BudgetState(BUDGET, used=0, reserved=3)
    assert len(item_of(team)["reservations"]["M"]) == 3


def test_calls_that_died_by_the_hundred_keep_nobody_out_once_they_have_expired(team: str) -> None:
    own = records(most=120)
    for _ in range(120):
        reserved(own, team, 1)

    reserved(own, team, 1, EXPIRED)
    reserved(own, team, 1, EXPIRED)

    assert len(item_of(team)["reservations"]["M"]) == 2
    assert own.state(team, MONTH, EXPIRED) == BudgetState(BUDGET, used=120, reserved=2)


def test_what_is_sent_again_because_its_answer_was_lost_counts_once(team: str) -> None:
    own = records(LosesAnswers(clients.dynamodb(), chance=1))

    begun, second = reserved(own, team, 100), reserved(own, team, 50)
    between = own.state(team, MONTH, NOW)
    settled = own.settle(begun, 30, NOW)

    assert between == BudgetState(BUDGET, used=0, reserved=150)
    assert settled == BudgetState(BUDGET, used=30, reserved=50)
    assert own.settle(second, 50, NOW) == BudgetState(BUDGET, used=80, reserved=0)


def test_what_is_spent_is_used_at_once_and_leaves_nothing_to_settle(team: str) -> None:
    own = records()
    alive = reserved(own, team, 300)

    spent = own.spend(team, 120, NOW)

    assert spent == own.state(team, MONTH, NOW) == BudgetState(BUDGET, used=120, reserved=300)
    assert set(item_of(team)["reservations"]["M"]) == {alive.reservation_id}
    assert own.settle(alive, 10, NOW) == BudgetState(BUDGET, used=130, reserved=0)
    assert (item_of(team)["held"], item_of(team)["settled"]) == ({"N": "130"}, {"N": "130"})


def test_what_does_not_fit_is_not_spent(team: str) -> None:
    own = records()
    reserved(own, team, 600)

    assert own.spend(team, 401, NOW) == Exhausted(400, NEXT_MONTH)
    assert own.spend(team, 400, NOW) == BudgetState(BUDGET, used=400, reserved=600)
    assert own.spend(team, 1, NOW) == Exhausted(0, NEXT_MONTH)
    assert own.spend(team, 1, NEXT_MONTH) == BudgetState(BUDGET, used=1, reserved=0)


def test_of_a_spending_larger_than_the_whole_budget_nothing_is_written(team: str) -> None:
    assert records().spend(team, BUDGET + 1, NOW) == Exhausted(BUDGET, NEXT_MONTH)
    assert ledger().spend(team, 1, NOW) == Exhausted(0, NEXT_MONTH)
    assert item_of(team) == {}


def test_less_than_nothing_cannot_be_spent(team: str) -> None:
    with pytest.raises(ValueError, match="cannot be spent"):
        records().spend(team, -1, NOW)


def test_all_who_spend_and_reserve_first_in_a_month_at_once_are_let_through(team: str) -> None:
    own = records()

    def use(number: int) -> object:
        return own.spend(team, 10, NOW) if number % 2 else reserved(own, team, 10)

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(use, range(CALLERS)))

    half = 10 * CALLERS // 2
    assert own.state(team, MONTH, NOW) == BudgetState(BUDGET, used=half, reserved=half)


def test_what_is_spent_and_sent_again_because_its_answer_was_lost_is_spent_once(team: str) -> None:
    own = records(LosesAnswers(clients.dynamodb(), chance=1))

    first = own.spend(team, 400, NOW)
    second = own.spend(team, 600, NOW)

    assert first == BudgetState(BUDGET, used=400, reserved=0)
    assert second == own.state(team, MONTH, NOW) == BudgetState(BUDGET, used=BUDGET, reserved=0)
    assert own.spend(team, 1, NOW) == Exhausted(0, NEXT_MONTH)


def test_whoever_spends_removes_expired_reservations_and_they_stay_counted(team: str) -> None:
    own = records()
    for _ in range(5):
        reserved(own, team, 10)

    spent = own.spend(team, 1, EXPIRED)

    assert item_of(team)["reservations"] == {"M": {}}
    assert spent == own.state(team, MONTH, EXPIRED) == BudgetState(BUDGET, used=51, reserved=0)


def test_the_item_of_a_month_keeps_few_marks_of_those_that_spend_no_more(team: str) -> None:
    def marks() -> list[str]:
        return [name for name in item_of(team) if name.startswith(PREFIX)]

    for _ in range(MOST_MARKS + 5):
        records().spend(team, 1, NOW)
    in_use = len(marks())

    records().spend(team, 1, NOW + timedelta(seconds=NEEDED_SECONDS + 1))

    assert in_use == MOST_MARKS + 5
    assert len(marks()) == 1
    assert records().state(team, MONTH, NOW).used == MOST_MARKS + 6


@dataclass(frozen=True, slots=True)
class Throttles:
    """DynamoDB that refuses the updates that begin so."""

    beginning: str

    def update_item(self, **request: Any) -> Any:
        if request["UpdateExpression"].startswith(self.beginning):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")
        return clients.dynamodb().update_item(**request)


def test_a_call_that_was_let_through_does_not_fail_for_what_is_left_of_others(team: str) -> None:
    reserved(records(), team, 1)
    own = records(Throttles("REMOVE"))

    reservation = reserved(own, team, 1, EXPIRED)

    assert own.settle(reservation, 1, EXPIRED) == BudgetState(BUDGET, used=2, reserved=0)
    assert own.spend(team, 1, EXPIRED) == BudgetState(BUDGET, used=3, reserved=0)


def test_a_refusal_of_dynamodb_is_not_taken_for_one_of_the_ledger(team: str) -> None:
    reserved(records(), team, 1)

    with pytest.raises(ClientError, match="ThrottlingException"):
        records(Throttles("SET")).reserve(team, 1, NOW)


def test_a_month_is_kept_for_thirteen_more(team: str) -> None:
    reserved(records(), team, 1)

    assert item_of(team)["expires"] == {"N": str(int(datetime(2028, 1, 1, tzinfo=UTC).timestamp()))}
