"""Prices, months, quotas' periods and the report that is made of them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.usage.budget import BudgetState
from handlers.usage.counting import UsageRow
from handlers.usage.months import KEPT, end_of, is_reported, month_of
from handlers.usage.prices import Price, Prices, read_prices
from handlers.usage.quotas import period_of
from handlers.usage.report import Used, report
from handlers.usage.teams import Team

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEAM = Team("research", "standard", 1000, 50.0, 100, None, "plan", "key")
PRICES = read_prices('{"a": {"input": 0.1, "output": 3}}')
TOKENS = st.integers(0, 10**9)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def row(model: str | None, input_tokens: int, output_tokens: int) -> UsageRow:
    return UsageRow("2026-11-23", "runTask", model, 1, 0, input_tokens, output_tokens, {10: 1})


def test_a_price_list_is_in_dollars_for_a_million_tokens() -> None:
    assert Prices({"a": Price(Decimal("0.1"), Decimal(3))}) == PRICES
    assert PRICES.cost("a", 1_000_000, 500_000) == Decimal("1.6")


def test_a_single_token_of_a_cheap_model_costs_something() -> None:
    assert PRICES.cost("a", 1, 0) == Decimal("0.0000001")


def test_a_model_without_a_price_costs_nothing() -> None:
    assert PRICES.cost("b", 10**9, 10**9) == 0


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), TOKENS, TOKENS)))
def test_totals_are_the_sums_of_the_items(made: list[tuple[str | None, int, int]]) -> None:
    used = Used([row(*each) for each in made], BudgetState(1000, 0, 0), None)

    told = report(TEAM, "2026-11", used, PRICES)

    assert told.totals.requests == len(made)
    assert told.totals.cost == sum(item.cost for item in told.items)
    assert (told.totals.input_tokens, told.totals.output_tokens) == (
        sum(each[1] for each in made),
        sum(each[2] for each in made),
    )


@given(MOMENTS)
def test_a_month_ends_with_the_first_moment_of_the_next(now: datetime) -> None:
    end = end_of(month_of(now))

    assert now < end
    assert month_of(end) != month_of(now) == month_of(end - timedelta(microseconds=1))


def test_a_month_is_utc_s() -> None:
    assert month_of(datetime(2026, 12, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == "2026-11"


@given(MOMENTS)
def test_as_many_months_are_reported_as_are_kept_back_from_this_one(now: datetime) -> None:
    number = now.year * 12 + now.month - 1
    months = {ago: f"{(number - ago) // 12}-{(number - ago) % 12 + 1:02}" for ago in range(-2, KEPT + 2)}

    assert [ago for ago, month in months.items() if is_reported(month, now)] == list(range(KEPT))


@pytest.mark.parametrize(
    ("period", "day", "first"),
    [
        ("DAY", 23, 23),
        ("WEEK", 23, 22),  # a Monday; the week began the day before
        ("WEEK", 22, 22),
        ("WEEK", 28, 22),
        ("MONTH", 23, 1),
    ],
)
def test_a_period_of_a_quota_begins_where_api_gateway_begins_it(period: str, day: int, first: int) -> None:
    assert period_of(period, NOW.replace(day=day)) == (date(2026, 11, first), date(2026, 11, day))
