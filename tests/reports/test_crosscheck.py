"""The ledger against the access log: exactly what differs is found, and what midnight moves is no difference."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reports.crosscheck import Difference, differences
from reports.lines import Line, read_line
from reports.tallies import Key, LedgerRead, Tally, day_of
from tests.reports.made import OPERATIONS, READ, refused, report_of, row, written

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = [f"2026-11-{day:02}" for day in range(1, 5)]
LATER = LedgerRead(FIRST + timedelta(days=20), FIRST + timedelta(days=20))
TEAMS = ("default", "search-app")
PATHS = {"runTask": "/ai-service", "searchPassages": "/search"}


@dataclass(frozen=True)
class Request:
    """`seconds` since the month began. A killed function may have counted its request before it died."""

    seconds: int
    took_ms: int
    team: str
    operation: str
    is_killed: bool
    is_counted: bool

    def line(self) -> Line:
        time = f"{FIRST + timedelta(seconds=self.seconds):%d/%b/%Y:%H:%M:%S} +0000"
        told = {"requestTime": time, "responseLatency": str(self.took_ms), "team": self.team}
        path = PATHS[self.operation]
        text = (
            refused("DEFAULT_5XX", 502, resourcePath=path, **told)
            if self.is_killed
            else written(resourcePath=path, **told)
        )
        line = read_line(text, OPERATIONS)
        assert line is not None
        return line

    def counts_on(self) -> Key | None:
        answered = FIRST + timedelta(seconds=self.seconds, milliseconds=self.took_ms)
        is_there = self.is_counted or not self.is_killed
        return Key(day_of(answered), self.team, self.operation) if is_there else None


near_midnight = st.builds(lambda day, off: day * 86_400 + off, st.integers(1, 3), st.integers(-30, 10))
at_noon = st.builds(lambda day, off: day * 86_400 + 43_200 + off, st.integers(0, 3), st.integers(0, 3_600))


def requests(seconds: st.SearchStrategy[int], killed: st.SearchStrategy[bool]) -> st.SearchStrategy[list[Request]]:
    return st.lists(
        st.builds(
            Request,
            seconds,
            st.integers(0, 29_000),
            st.sampled_from(TEAMS),
            st.sampled_from(list(PATHS)),
            killed,
            st.booleans(),
        ),
        max_size=40,
    )


def ledger_and_log(made: list[Request]) -> tuple[Counter[Key], Tally]:
    ledger, log = Counter(key for each in made if (key := each.counts_on())), Tally()
    for each in made:
        log.add(each.line(), LATER)
    return ledger, log


@given(requests(st.one_of(near_midnight, at_noon), st.booleans()))
def test_a_ledger_that_has_every_request_differs_nowhere(made: list[Request]) -> None:
    ledger, log = ledger_and_log(made)

    assert differences(ledger, log, DAYS) == []


@given(
    requests(at_noon, st.just(False)),
    st.dictionaries(
        st.builds(Key, st.sampled_from(DAYS), st.sampled_from(TEAMS), st.sampled_from(list(PATHS))),
        st.integers(-5, 5).filter(bool),
        max_size=5,
    ),
)
def test_exactly_what_was_changed_in_the_ledger_is_found(made: list[Request], changes: dict[Key, int]) -> None:
    right, log = ledger_and_log(made)
    ledger = {key: right[key] + changes.get(key, 0) for key in {*right, *changes}}

    found = differences(ledger, log, DAYS)

    assert {each.key: each.ledger - each.least for each in found} == changes
    assert all(each.least == each.most for each in found)


@given(requests(st.one_of(near_midnight, at_noon), st.just(False)), st.integers(1, 5))
def test_what_no_day_can_explain_is_found_near_midnight_too(made: list[Request], surplus: int) -> None:
    ledger, log = ledger_and_log(made)
    ledger[Key(DAYS[0], "default", "runTask")] += surplus + log.late[Key(DAYS[0], "default", "runTask")]

    assert differences(ledger, log, DAYS)


def test_a_late_request_may_count_on_one_day_and_not_on_both() -> None:
    log, first = Tally(), Key(DAYS[0], "default", "runTask")
    second = first._replace(day=DAYS[1])
    log.late[first] = 1

    assert differences({first: 1}, log, DAYS) == []
    assert differences({second: 1}, log, DAYS) == []
    assert differences({}, log, DAYS) == [Difference(second, 0, 1, 1)]
    assert differences({first: 1, second: 1}, log, DAYS) == [Difference(second, 1, 0, 0)]


def test_a_request_of_the_evening_before_may_count_on_the_first_day() -> None:
    log, first = Tally(), Key(DAYS[0], "default", "runTask")
    log.late[first._replace(day="2026-10-31")] = 1

    assert differences({first: 1}, log, DAYS) == []
    assert differences({}, log, DAYS) == []


def test_what_is_answered_while_the_ledger_is_read_may_be_in_it() -> None:
    log, key = Tally(), Key("2026-11-23", "default", "runTask")
    line = read_line(written(requestTime="23/Nov/2026:11:59:59 +0000"), OPERATIONS)
    after = read_line(written(requestTime="23/Nov/2026:12:00:10 +0000"), OPERATIONS)
    assert line is not None
    assert after is not None

    log.add(line, READ)
    log.add(after, READ)

    assert (log.unsure[key], log.counted[key]) == (1, 0)


def test_requests_of_nobody_are_not_expected_in_the_ledger() -> None:
    line, log = read_line(written(team="-", httpMethod="GET", resourcePath="/openapi.json"), OPERATIONS), Tally()
    assert line is not None

    log.add(line, READ)

    assert differences({}, log, ["2026-11-23"]) == []


def test_days_of_which_the_log_has_lost_lines_are_not_compared() -> None:
    rows = {"default": [row("2026-11-09"), row("2026-11-10"), row("2026-11-11")]}

    made = report_of(rows, Tally(), kept_since=datetime(2026, 11, 10, 8, tzinfo=UTC))

    assert made.check.days[0] == "2026-11-11"
    assert [each.key.day for each in made.check.differences] == ["2026-11-11"]


def test_operations_that_the_contract_no_longer_has_are_named_and_not_compared() -> None:
    made = report_of({"default": [row("2026-11-09", "oldOperation")]}, Tally())

    assert made.check.differences == []
    assert made.check.unknown == ["oldOperation"]
