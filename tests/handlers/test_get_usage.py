"""GET /usage: what a team has used and what is left."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.aws import adapters
from handlers.models.settings import EMBEDDED_NAME
from handlers.runs.clock import utc_now
from handlers.usage.counting import UsageRow
from handlers.usage.months import end_of, month_of
from handlers.usage.teams import Quota
from tests.handlers.operations import Called, call
from tests.handlers.usage.memory import PLENTY, MemoryLedger, MemoryQuotas, MemoryTeams, MemoryUsage

TEAM = "research"


@pytest.fixture(autouse=True)
def team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "teams", lambda: MemoryTeams(Quota(50_000, "DAY")))
    monkeypatch.setattr(adapters, "quotas", lambda: MemoryQuotas(used=3))


def usage_of(month: str | None = None) -> Called:
    return call("getUsage", query=None if month is None else {"month": month}, tenant=TEAM)


def row(day: str, model: str | None = EMBEDDED_NAME, **more: Any) -> UsageRow:
    made: dict[str, Any] = {"requests": 1, "errors": 0, "input_tokens": 56, "output_tokens": 3, "latencies": {34: 1}}
    return UsageRow(day=day, operation="runTask", model=model, **made | more)


def today() -> str:
    return f"{utc_now():%Y-%m-%d}"


def test_a_report_tells_what_was_used_by_whom_and_what_it_cost(usage: MemoryUsage) -> None:
    usage.reported = [row(today()), row(today(), model=None, errors=1, input_tokens=0, output_tokens=0)]

    report = usage_of().document

    assert (report["team"], report["plan"], report["currency"]) == (TEAM, "standard", "USD")
    cost = 0.00000062  # 56 tokens at 0.01 and 3 at 0.02 dollars a million
    assert report["totals"] == {"requests": 2, "errors": 1, "inputTokens": 56, "outputTokens": 3, "cost": cost}
    first, second = report["items"]
    assert (first["model"], first["cost"], second["model"], second["cost"]) == (EMBEDDED_NAME, cost, None, 0)
    assert first["latency"]["p50"] == pytest.approx(2.4, rel=0.1)


def test_a_report_tells_what_is_left_of_the_budget_and_the_quota(budget: MemoryLedger) -> None:
    now = utc_now()
    reserved = budget.reserve(TEAM, 100, now)
    budget.reserve(TEAM, 7, now)
    budget.settle(reserved, 40, now)  # type: ignore[arg-type]  # there is room

    report = usage_of().document

    assert report["budget"] == {
        "limitTokens": PLENTY,
        "usedTokens": 40,
        "reservedTokens": 7,
        "leftTokens": PLENTY - 47,
        "resetsAt": f"{end_of(month_of(now)):%Y-%m-%d}T00:00:00.000Z",
    }
    assert report["quota"] == {"limit": 50_000, "period": "DAY", "used": 3, "left": 49_997}
    assert report["rate"] == {"requestsPerSecond": 50.0, "burst": 100}


def test_a_team_without_a_quota_has_none_in_its_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "teams", MemoryTeams)

    assert usage_of().document["quota"] is None


def test_a_tokens_row_of_a_further_model_has_no_latency(usage: MemoryUsage) -> None:
    usage.reported = [row(today(), requests=0, latencies={})]

    [item] = usage_of().document["items"]

    assert (item["requests"], item["latency"]) == (0, None)


def test_a_month_that_is_over_has_its_own_rows_and_end(usage: MemoryUsage) -> None:
    last = month_of(utc_now().replace(day=1) - timedelta(days=1))
    usage.reported = [row(f"{last}-01"), row(today())]

    report = usage_of(last).document

    assert report["month"] == last
    assert [item["day"] for item in report["items"]] == [f"{last}-01"]
    assert report["budget"]["resetsAt"] == f"{end_of(last):%Y-%m-%d}T00:00:00.000Z"


def months_ago(count: int) -> str:
    month = utc_now().year * 12 + utc_now().month - 1 - count
    return f"{month // 12}-{month % 12 + 1:02}"


@pytest.mark.parametrize("ago", [0, 1, 11])
def test_the_last_twelve_months_are_told(ago: int) -> None:
    assert usage_of(months_ago(ago)).status == 200


@pytest.mark.parametrize("ago", [12, -1])
def test_no_other_month_is(ago: int) -> None:
    refused = usage_of(months_ago(ago))

    assert (refused.status, refused.problem) == (422, "unknown-month")
    assert "twelve" in refused.document["detail"]


@pytest.mark.parametrize("text", ["2026-13", "2026", "last", "2026-1", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    refused = usage_of(text)

    assert (refused.status, refused.problem) == (400, "invalid-request")
    assert "month" in refused.document["detail"]


def test_nobody_keeps_a_report() -> None:
    assert usage_of().headers["Cache-Control"] == "no-store"


def test_asking_counts_like_any_other_request(usage: MemoryUsage) -> None:
    usage_of()

    [counted] = usage.of(TEAM)
    assert (counted.operation, counted.at.date()) == ("getUsage", datetime.now(UTC).date())
