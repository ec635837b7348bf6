"""Whatever calls run at once, die or are told nothing: what they use together stays within the budget."""

import random
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from handlers.aws.adapters import ledger
from handlers.aws.ledger_items import RESERVATION_SECONDS
from handlers.aws.ledger_records import LedgerRecords
from handlers.usage.budget import Exhausted, Ledger
from tests.handlers.usage.faults import EachHas, LosesAnswers
from tests.handlers.usage.memory_table import MemoryTable
from tests.handlers.usage.turns import Turns

BUDGET, CALLERS = 1_000, 50
IN_MEMORY, IN_THE_EMULATOR = 200, 30
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MONTH = "2026-11"


class Fate(Enum):
    SETTLES = auto()
    SETTLES_TWICE = auto()
    DIES_BEFORE_ITS_CALL = auto()
    DIES_AFTER_ITS_CALL = auto()
    KNOWS_WHAT_IT_WILL_USE = auto()


@dataclass(frozen=True, slots=True)
class Plan:
    """Of a caller: the most it may use, what its model's answer uses, and how it goes about it."""

    bound: int
    used: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Spent:
    """What a caller's model has used; what the ledger was told, and what it is left to hold."""

    used: int = 0
    settled: int = 0
    open: int = 0
    refused: bool = False


Run = Callable[[Sequence[Callable[[], Spent]]], Sequence[Spent]]


def plans(chosen: random.Random) -> Sequence[Plan]:
    largest = chosen.choice((15, 40, 120, 1_100))
    bounds = [chosen.randint(1, largest) for _ in range(CALLERS)]
    fates = chosen.choices(list(Fate), weights=(5, 2, 1, 1, 5), k=CALLERS)
    return [Plan(bound, chosen.randint(0, bound), fate) for bound, fate in zip(bounds, fates, strict=True)]


def spend(own: Ledger, team: str, plan: Plan) -> Spent:
    return spend_at_once(own, team, plan) if plan.fate is Fate.KNOWS_WHAT_IT_WILL_USE else reserve(own, team, plan)


def spend_at_once(own: Ledger, team: str, plan: Plan) -> Spent:
    try:
        state = own.spend(team, plan.bound, NOW)
    except ConnectionClosedError as error:
        # It was done, and nobody told: the spending itself, or the month's beginning before it.
        is_spent = ":mark" in error.request["ExpressionAttributeValues"]
        return Spent(settled=plan.bound if is_spent else 0)
    if isinstance(state, Exhausted):
        assert state.left < plan.bound
        return Spent(refused=True)
    assert state.used + state.reserved + state.left == BUDGET
    return Spent(used=plan.bound, settled=plan.bound)


def reserve(own: Ledger, team: str, plan: Plan) -> Spent:
    try:
        reservation = own.reserve(team, plan.bound, NOW)
    except ConnectionClosedError:
        return Spent(open=plan.bound)
    if isinstance(reservation, Exhausted):
        assert reservation.left < plan.bound
        return Spent(refused=True)
    if plan.fate is Fate.DIES_BEFORE_ITS_CALL:
        return Spent(open=plan.bound)
    if plan.fate is Fate.DIES_AFTER_ITS_CALL:
        return Spent(used=plan.used, open=plan.bound)
    try:
        for _ in range(2 if plan.fate is Fate.SETTLES_TWICE else 1):
            own.settle(reservation, plan.used, NOW)
    except ConnectionClosedError:
        pass  # it was settled, and its caller was not told
    return Spent(used=plan.used, settled=plan.used)


def check_schedule(dynamodb: Any, table: str, seed: int, run: Run) -> None:
    chosen = random.Random(seed)
    own = LedgerRecords(LosesAnswers(dynamodb, 0.1, 0.03, chosen), table, EachHas(BUDGET))
    team, planned = uuid.uuid4().hex, plans(chosen)

    spent = run([partial(spend, own, team, plan) for plan in planned])

    watching = LedgerRecords(dynamodb, table, EachHas(BUDGET))
    now = watching.state(team, MONTH, NOW)
    later = watching.state(team, MONTH, NOW + timedelta(seconds=RESERVATION_SECONDS))
    assert sum(each.used for each in spent) <= BUDGET, seed
    assert (now.used, now.reserved) == (sum(each.settled for each in spent), sum(each.open for each in spent)), seed
    assert (later.used, later.reserved) == (now.used + now.reserved, 0), seed
    assert now.left + now.used + now.reserved == later.left + later.used == BUDGET, seed
    if sum(plan.bound for plan in planned) <= BUDGET:
        assert not any(each.refused for each in spent), seed


def test_fifty_callers_at_once_never_use_more_than_the_budget_in_any_schedule() -> None:
    """Which of them takes the next step is part of the schedule."""
    for seed in range(IN_MEMORY):
        turns = Turns(MemoryTable(), random.Random(seed))
        check_schedule(turns, "ledger", seed, turns.run)


@pytest.mark.usefixtures("workflow")
def test_fifty_callers_at_once_never_use_more_than_the_budget_of_a_deployed_table() -> None:
    """Here they are as fast as they can."""

    def run(calls: Sequence[Callable[[], Spent]]) -> Sequence[Spent]:
        return list(pool.map(lambda call: call(), calls))

    with ThreadPoolExecutor(CALLERS) as pool:
        for seed in range(IN_MEMORY, IN_MEMORY + IN_THE_EMULATOR):
            check_schedule(ledger().dynamodb, ledger().table, seed, run)
