"""A month is read to its end: page by page, day by day, with patience for what comes late."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from commands.error import CommandError
from commands.stage_outputs import Team
from emulator.cloudwatch_logs import _KEPT_EVENTS
from handlers.aws.attributes import attributes
from reports.access_log import ATTEMPTS, KEPT_BY_EMULATOR, AccessLog
from reports.gathering import Sources, gather, month_given
from reports.ledger import StageLedger
from tests.reports.made import NOW, OPERATIONS, PRICES, READ, written

GROUP = "access"
DEFAULT = Team("client", "local", 1_000, ())


@dataclass
class Logs:
    """CloudWatch Logs, with `lines` by the time of their events; a page has two events, and one in between has none."""

    lines: list[tuple[datetime, str]] = field(default_factory=list)
    retention: int | None = None
    throttles: int = 0
    later: list[tuple[datetime, str]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def describe_log_groups(self, **_: str) -> Any:
        kept = {} if self.retention is None else {"retentionInDays": self.retention}
        return {"logGroups": [{"logGroupName": f"{GROUP}-other"}, {"logGroupName": GROUP, **kept}]}

    def filter_log_events(self, **asked: Any) -> Any:
        self.asked.append(asked)
        if self.throttles:
            self.throttles -= 1
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "FilterLogEvents")
        begin, end = asked.get("startTime", 0), asked.get("endTime", 10**15)
        events = [{"timestamp": int(time.timestamp() * 1000), "message": line} for time, line in self.lines]
        events = [each for each in events if begin <= each["timestamp"] <= end]
        place = int(asked.get("nextToken", "0"))
        page = events[place // 2 * 2 : place // 2 * 2 + 2] if place % 2 == 0 else []
        more = {"nextToken": str(place + 1)} if (place // 2 + 1) * 2 < len(events) else {}
        return {"events": page, **more}

    def write(self, time: datetime, **fields: Any) -> None:
        self.lines.append((time, written(requestTime=f"{time:%d/%b/%Y:%H:%M:%S} +0000", **fields)))

    def deliver(self, _: float) -> None:
        self.lines += self.later
        self.later = []


@dataclass
class DynamoDB:
    """A ledger: requests by team, day and operation."""

    counted: dict[tuple[str, str, str], int]

    def get_paginator(self, _: str) -> "DynamoDB":
        return self

    def paginate(self, **asked: Any) -> Iterator[Any]:
        values = asked["ExpressionAttributeValues"]
        items = [
            attributes({"pk": team, "sk": f"USAGE#{day}#{operation}#", "requests": count})
            for (team, day, operation), count in self.counted.items()
        ]
        yield {
            "Items": [
                each
                for each in items
                if each["pk"] == values[":pk"] and each["sk"]["S"].startswith(values[":prefix"]["S"])
            ]
        }

    def get_item(self, **_: Any) -> Any:
        return {"Item": attributes({"held": 250})}


def sources(logs: Logs, counted: dict[tuple[str, str, str], int], *, is_emulated: bool = False) -> Sources:
    log = AccessLog(logs, GROUP, OPERATIONS, lambda _: None, lambda _: None)
    ledger = StageLedger(DynamoDB(counted), "ledger", {"default": DEFAULT})
    return Sources("production", is_emulated, ledger, log, OPERATIONS, PRICES, lambda _: None)


def never(_: float) -> None:
    raise AssertionError("nothing is to be waited for")


def test_every_page_of_every_day_is_read_once() -> None:
    logs, counted = Logs(), dict[tuple[str, str, str], int]()
    for number in range(40):
        time = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=13 * number + 1)
        logs.write(time)
        key = ("default", time.date().isoformat(), "runTask")
        counted[key] = counted.get(key, 0) + 1

    made = gather(sources(logs, counted), "2026-11", lambda: NOW, never)

    assert made.check.differences == []
    assert sum(team.use.requests for team in made.teams) == 40
    assert made.teams[0].budget_share == 0.25


def test_what_is_in_one_of_both_alone_is_a_difference() -> None:
    logs = Logs()
    logs.write(datetime(2026, 11, 5, 10, tzinfo=UTC))

    made = gather(sources(logs, {("default", "2026-11-06", "runTask"): 2}), "2026-11", lambda: NOW, never)

    assert [(each.key.day, each.ledger, each.most) for each in made.check.differences] == [
        ("2026-11-05", 0, 1),
        ("2026-11-06", 2, 0),
    ]


def test_lines_of_today_that_are_not_there_yet_are_waited_for() -> None:
    logs = Logs()
    logs.write(NOW - timedelta(minutes=1))
    logs.lines, logs.later = [], logs.lines

    made = gather(sources(logs, {("default", "2026-11-23", "runTask"): 1}), "2026-11", lambda: NOW, logs.deliver)

    assert made.check.differences == []


def test_what_never_comes_is_a_difference_after_a_while() -> None:
    waits: list[float] = []

    made = gather(sources(Logs(), {("default", "2026-11-23", "runTask"): 1}), "2026-11", lambda: NOW, waits.append)

    assert len(made.check.differences) == 1
    assert 10 < sum(waits) < 60


def test_a_team_that_is_gone_is_still_compared() -> None:
    logs = Logs()
    logs.write(datetime(2026, 11, 5, 10, tzinfo=UTC), team="gone")

    made = gather(sources(logs, {("gone", "2026-11-05", "runTask"): 1}), "2026-11", lambda: NOW, never)

    assert made.check.differences == []
    assert [(team.name, team.use.requests, team.budget_share) for team in made.teams] == [
        ("default", 0, 0.25),
        ("gone", 1, None),
    ]


def test_days_that_the_log_no_longer_has_are_neither_read_nor_compared() -> None:
    logs = Logs(retention=2)

    made = gather(sources(logs, {("default", "2026-11-05", "runTask"): 1}), "2026-11", lambda: NOW, never)

    assert made.check.differences == []
    assert list(made.check.days) == ["2026-11-22", "2026-11-23"]
    assert min(asked["startTime"] for asked in logs.asked) > datetime(2026, 11, 20, tzinfo=UTC).timestamp() * 1000


def test_the_emulator_keeps_as_many_lines_as_the_report_believes() -> None:
    assert KEPT_BY_EMULATOR == _KEPT_EVENTS


@pytest.mark.parametrize(
    ("lines", "since"), [(KEPT_BY_EMULATOR - 1, None), (KEPT_BY_EMULATOR, datetime(2026, 11, 22, 9, tzinfo=UTC))]
)
def test_a_full_log_of_the_emulator_begins_with_its_first_line(lines: int, since: datetime | None) -> None:
    time = datetime(2026, 11, 22, 9, tzinfo=UTC)
    events = [{"timestamp": int(time.timestamp() * 1000), "message": ""}] * lines
    logs = Logs()
    logs.filter_log_events = lambda **_: {"events": events}  # type: ignore[method-assign]  # all in one page
    log = AccessLog(logs, GROUP, OPERATIONS, lambda _: None)

    assert log.kept_since(NOW, is_emulated=True) == since


def test_health_checks_are_not_even_sent() -> None:
    logs = Logs()

    AccessLog(logs, GROUP, OPERATIONS, lambda _: None).tally("2026-11-05", READ)

    assert logs.asked[0]["filterPattern"] == '{ ($.resourcePath != "/health") }'


def test_a_throttled_page_is_asked_for_again() -> None:
    logs, waits = Logs(throttles=3), list[float]()
    logs.write(datetime(2026, 11, 5, 10, tzinfo=UTC))

    tally = AccessLog(logs, GROUP, OPERATIONS, lambda _: None, waits.append).tally("2026-11-05", READ)

    assert tally.lines == 1
    assert waits == sorted(waits)
    assert len(waits) == 3


def test_a_log_that_stays_throttled_is_one_sentence() -> None:
    log = AccessLog(Logs(throttles=ATTEMPTS), GROUP, OPERATIONS, lambda _: None, lambda _: None)

    with pytest.raises(CommandError, match="try again later"):
        log.tally("2026-11-05", READ)


def test_a_log_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="not there"):
        AccessLog(Logs(), "acc", OPERATIONS, lambda _: None).kept_since(NOW, is_emulated=False)


def test_a_page_holds_what_is_no_line_of_the_log() -> None:
    logs = Logs(lines=[(NOW, "{"), (NOW, json.dumps({"requestTime": "soon"}))])

    assert AccessLog(logs, GROUP, OPERATIONS, lambda _: None).tally("2026-11-23", READ).unread == 2


@pytest.mark.parametrize("text", ["2026", "2026-13", "November", "2026-11-01", "2026-11; rm"])
def test_what_is_no_month_is_one_sentence(text: str) -> None:
    with pytest.raises(CommandError, match="MONTH=2026-11"):
        month_given(text)


@pytest.mark.parametrize("month", ["2026-12", "2025-11"])
def test_months_that_the_ledger_does_not_have_are_one_sentence(month: str) -> None:
    with pytest.raises(CommandError, match="last twelve"):
        gather(sources(Logs(), {}), month, lambda: NOW, never)
