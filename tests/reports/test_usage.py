"""What was used adds up, however it is grouped, and is the same in every form of the report."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.usage.counting import UsageRow
from reports.table_rows import COLUMNS, table_text
from reports.tallies import Key, Tally
from reports.terminal import terminal_text
from reports.usage import Entry, Source, by, total
from tests.reports.made import report_of, row

counts = st.integers(0, 10**9)
rows = st.builds(
    UsageRow,
    day=st.sampled_from(["2026-11-01", "2026-11-22"]),
    operation=st.sampled_from(["runTask", "getRun"]),
    model=st.sampled_from([None, "model-a", "unpriced"]),
    requests=counts,
    errors=counts,
    input_tokens=counts,
    output_tokens=counts,
    latencies=st.dictionaries(st.integers(0, 150), st.integers(1, 1000), max_size=3),
)
ledgers = st.dictionaries(st.sampled_from(["default", "search-app", "gone"]), st.lists(rows, max_size=8), max_size=3)
GROUPS: list[Callable[[Entry], str]] = [
    lambda entry: entry.day,
    lambda entry: entry.team,
    lambda entry: entry.operation,
    lambda entry: entry.model,
]


@given(ledgers)
def test_every_grouping_adds_up_to_the_whole(ledger: dict[str, list[UsageRow]]) -> None:
    made = report_of(ledger)

    whole = total([entry.use for entry in made.entries])
    assert whole.requests == sum(each.requests for of_team in ledger.values() for each in of_team)
    for group in GROUPS:
        assert total(list(by(group, made.entries).values())) == whole
    assert total([team.use for team in made.teams]) == whole
    assert total([each.use for each in made.operations]) == whole


@given(ledgers)
def test_the_csv_has_every_number_once(ledger: dict[str, list[UsageRow]]) -> None:
    made = report_of(ledger)

    read = list(csv.DictReader(io.StringIO(table_text(made))))

    whole = total([entry.use for entry in made.entries])
    assert sum(int(each["requests"]) for each in read) == whole.requests
    assert sum(int(each["output_tokens"]) for each in read) == whole.output_tokens
    assert sum(Decimal(each["cost_usd"]) for each in read) == whole.cost


def test_csv_has_a_row_a_day_team_operation_and_model() -> None:
    made = report_of({"default": [row("2026-11-01", model="model-a", requests=2, input_tokens=1_000_000)]})

    lines = list(csv.reader(io.StringIO(table_text(made))))

    assert lines[0] == list(COLUMNS)
    assert lines[1][:10] == [
        *("2026-11-01", "default", "runTask", "model-a", "ledger", "2", "0", "1000000", "0", "1.0000000000"),
    ]


def test_calls_of_the_model_server_are_told_from_the_access_log() -> None:
    log, key = Tally(), Key("2026-11-22", "default", "callModelServer")
    log.served[key].requests, log.served[key].errors = 3, 1

    made = report_of({"default": []}, log)

    assert [(each.name, each.source, each.use.requests) for each in made.operations] == [
        ("callModelServer", Source.ACCESS_LOG, 3)
    ]
    assert made.check.differences == []


def test_the_terminal_tells_teams_refusals_and_differences() -> None:
    log, key = Tally(), Key("2026-11-22", "default", "runTask")
    log.counted[key], log.refused[key, "rate"] = 5, 7

    lines = terminal_text(report_of({"default": [row("2026-11-22", requests=1_234)], "idle": []}, log)).splitlines()

    assert lines[0] == "local, 2026-11, as of 2026-11-23 12:00 UTC"
    of_default = next(line.split() for line in lines if line.startswith("default "))
    assert (of_default[1], of_default[-2:]) == ("1,234", ["85%", "7"])
    assert next(line.split() for line in lines if line.startswith("idle "))[1] == "0"
    assert ["default", "7", "rate"] in [line.split() for line in lines]
    assert "  2026-11-22, team default, runTask: 1,234 in the ledger, 5 by the access log" in lines


@pytest.mark.parametrize("rows_of_default", [[], [row("2026-11-22", requests=0, latencies={}, input_tokens=7)]])
def test_nothing_used_is_told_as_well(rows_of_default: list[UsageRow]) -> None:
    text = terminal_text(report_of({"default": rows_of_default}))

    assert "no other" in text
