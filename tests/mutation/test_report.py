"""What a campaign adds up to, and the texts in which it is told."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mutation.report import Bar, Catch, Report, Row, failures, report_of
from mutation.report_page import page
from mutation.report_terminal import progress_text, terminal_text
from mutation.results import Result
from mutation.verdict import Outcome, Verdict
from tests.html_elements import HOSTILE, Elements, references

MADE = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def result(
    id_: str,
    outcome: Outcome = Outcome.KILLED,
    *,
    kind: str = "null",
    profile: str = "short",
    check: str = "schema",
    seconds: float = 1.0,
) -> Result:
    killed = outcome is Outcome.KILLED
    verdict = Verdict(outcome, check if killed else "", "examples" if killed else "", "GET /x", seconds, 10)
    return Result(id_, kind, "getX", f"{id_} is wrong.", profile, 2.0, verdict)


def explained(id_: str) -> str:
    return "Nobody sees it." if id_.startswith("hidden") else ""


def nothing(_: str) -> str:
    return ""


def full_report(name: str = "z") -> Report:
    """One of each, with `name` wherever a name is shown."""
    results = [
        result(f"killed{name}", kind=f"kind{name}", check=f"check{name}"),
        result(f"open{name}", Outcome.SURVIVED, kind=f"kind{name}"),
        result(f"hidden{name}", Outcome.SURVIVED),
        result(f"hidden-but-killed{name}"),
    ]
    return report_of(results, lambda id_: f"reason{name}" if id_.startswith("hidden") else "")


def test_a_class_is_counted_by_outcome_and_by_the_run_that_killed() -> None:
    results = [
        result("a"),
        result("b", profile="default"),
        result("c", Outcome.SURVIVED, profile="default"),
        result("d", Outcome.NEVER_MET, profile="default"),
        result("e", Outcome.ERROR),
        result("hidden", Outcome.SURVIVED),
        result("f", kind="timeout"),
    ]

    report = report_of(results, explained)

    assert report.rows == (
        Row("null", mutants=6, short=1, default=1, survived=2, never_met=1, errors=1, explained=1),
        Row("timeout", mutants=1, short=1, default=0, survived=0, never_met=0, errors=0, explained=0),
    )
    assert report.total == Row("all", 7, short=2, default=1, survived=2, never_met=1, errors=1, explained=1)


def test_shares_are_of_those_that_a_client_could_notice() -> None:
    row = Row("null", mutants=12, short=5, default=3, survived=4, never_met=0, errors=0, explained=2)

    assert row.short_share == 0.5
    assert row.share == 0.8


def test_a_class_that_nobody_could_notice_is_no_shortcoming() -> None:
    report = report_of([result("hidden", Outcome.SURVIVED)], explained)

    assert (report.total.short_share, report.total.share) == (1, 1)
    assert report.open == ()


def test_open_explained_and_disproved_are_told_apart() -> None:
    report = report_of(
        [
            result("a"),
            result("b", Outcome.SURVIVED),
            result("c", Outcome.ERROR),
            result("d", Outcome.NEVER_MET),
            result("hidden", Outcome.SURVIVED),
            result("hidden-too"),
        ],
        explained,
    )

    assert [each.id for each in report.open] == ["b", "c", "d"]
    assert [(each.result.id, each.reason) for each in report.explained] == [("hidden", "Nobody sees it.")]
    assert [(each.result.id, each.reason) for each in report.disproved] == [("hidden-too", "Nobody sees it.")]


@given(st.lists(st.sampled_from(Outcome)), st.lists(st.booleans()))
def test_each_mutant_is_in_one_place(outcomes: list[Outcome], hidden: list[bool]) -> None:
    pairs = enumerate(zip(outcomes, hidden, strict=False))
    results = [result(f"{'hidden' if unseen else 'seen'}-{number}", each) for number, (each, unseen) in pairs]

    report = report_of(results, explained)

    killed = report.total.short + report.total.default
    assert killed + len(report.open) + len(report.explained) == report.total.mutants == len(results)
    assert 0 <= report.total.short_share <= report.total.share <= 1


def test_times_are_of_those_that_were_killed() -> None:
    seconds = [9.0, 1.0, 3.0, 2.0, 100.0]
    survivors = [result("s", Outcome.SURVIVED, seconds=240)]

    report = report_of([*(result(f"{each}", seconds=each) for each in seconds), *survivors], nothing)

    assert (report.median, report.ninetieth) == (3, 100)


def test_a_campaign_that_killed_nothing_has_no_times() -> None:
    report = report_of([result("s", Outcome.SURVIVED)], nothing)

    assert (report.median, report.ninetieth) == (0, 0)


def test_checks_are_listed_by_what_they_caught() -> None:
    results = [result("a", check="rare"), result("b", check="often"), result("c", check="often")]

    report = report_of(results, nothing)

    assert report.catches == (Catch("often", "examples", 2), Catch("rare", "examples", 1))


def test_each_bar_that_is_missed_has_its_sentence() -> None:
    report = report_of([result("a"), result("b", profile="default"), result("c", Outcome.SURVIVED)], nothing)

    assert failures(report, Bar(), short_only=False) == [
        "The short run killed 33.3% of the mutants that a client could notice; the bar is 85%.",
        "The default run killed 66.7% of the mutants that a client could notice; the bar is 95%.",
    ]


def test_of_short_runs_alone_no_more_is_asked() -> None:
    report = report_of([result("a"), result("c", Outcome.SURVIVED)], nothing)

    assert len(failures(report, Bar(), short_only=True)) == 1


def test_a_bar_that_is_just_reached_is_not_missed() -> None:
    results = [result(f"{number}") for number in range(17)]
    results += [result(f"late-{number}", profile="default") for number in range(2)]

    report = report_of([*results, result("open", Outcome.SURVIVED)], nothing)

    assert failures(report, Bar(), short_only=False) == []


def test_a_campaign_that_leaves_nobody_open_misses_no_bar() -> None:
    report = report_of([result("late", profile="default"), result("hidden", Outcome.SURVIVED)], explained)

    assert failures(report, Bar(), short_only=False) == []


def test_terminal_text_shows_every_class_and_everyone_who_is_left() -> None:
    text = terminal_text(full_report())

    assert "kindz" in text
    assert "Seconds to detection: median 1.0, 90th percentile 1.0" in text
    assert "Open (1)\n  openz: survived. openz is wrong." in text
    assert "Explained (1)\n  hiddenz: survived. hiddenz is wrong. reasonz" in text
    assert "Killed, against the reason given (1)\n  hidden-but-killedz: killed." in text


def test_terminal_columns_stand_below_each_other() -> None:
    header, *rows = terminal_text(full_report()).split("\n\n")[0].split("\n")

    assert {len(each) for each in rows} == {len(header)}


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (result("a"), "schema in examples"),
        (Result("a", "null", "getX", "", "short", 1, Verdict(Outcome.ERROR, said="It broke.")), "It broke."),
    ],
)
def test_progress_tells_what_was_found(made: Result, found: str) -> None:
    text = progress_text(3, 20, made)

    assert text.startswith("   3/20  ")
    assert found in text


@settings(max_examples=30)
@given(st.text(max_size=40))
@example(HOSTILE)
def test_names_stay_text(name: str) -> None:
    plain = Elements(page(full_report(), "local", MADE, Bar()))

    shown = Elements(page(full_report(f"z{name}"), f"local{name}", MADE, Bar()))

    assert shown.shape() == plain.shape()


def test_hostile_names_are_shown_as_they_are() -> None:
    text = Elements(page(full_report(HOSTILE), HOSTILE, MADE, Bar())).text

    for shown in ("kind", "check", "reason", "killed", "open", "hidden"):
        assert f"{shown}{HOSTILE}" in text
    assert f"of {HOSTILE}" in text


def test_page_refers_to_nothing_else() -> None:
    assert references(page(full_report(), "local", MADE, Bar())) == ["data:,"]


def test_page_tells_shares_and_bars() -> None:
    text = " ".join(Elements(page(full_report(), "local", MADE, Bar())).text.split())

    assert "66.7%bar 85.0%" in text
    assert "2026-11-23 09:05 UTC" in text


def test_a_campaign_of_nothing_is_a_page_too() -> None:
    report = report_of([], nothing)

    assert "Not killed" not in Elements(page(report, "local", MADE, Bar())).text
    assert terminal_text(report)
