"""A run that nobody will end any more is ended by whoever reads it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.runs.pages import Page, Wanted
from handlers.runs.ports import Ended, Executions, Missing, Outcome, Running
from handlers.runs.run import Run, RunKind, RunStatus
from handlers.runs.settling import MOST_SETTLED, SILENCE, settle, settle_page
from tests.handlers.runs.made import NOW, FakeExecutions, FakePurge, new_run
from tests.handlers.runs.memory import MemoryRuns

LATER = NOW + SILENCE


@pytest.mark.parametrize(
    ("says", "slug"),
    [
        (Ended("FAILED"), "processing-failed"),
        (Ended("ABORTED"), "processing-failed"),
        (Ended("TIMED_OUT"), "timed-out"),
        (Ended("SUCCEEDED"), "processing-failed"),
        (Missing(), "not-started"),
    ],
)
def test_a_silent_run_without_an_execution_fails_with_a_reason(says: Outcome, slug: str) -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    purge = FakePurge()
    settled = settle(run, runs, FakeExecutions(says=says), purge, LATER)

    assert (settled.status, settled.ended_at) == (RunStatus.FAILED, LATER)
    assert settled.failure is not None
    assert (settled.failure.slug, settled.failure.detail.endswith(".")) == (slug, True)
    assert purge.requests == [("tenant", run.run_id, run.document_id)]


def test_a_silent_run_whose_execution_goes_on_stays_as_it_is() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    purge = FakePurge()
    assert settle(run, runs, FakeExecutions(says=Running()), purge, LATER) == run
    assert purge.requests == []


def test_a_run_that_was_heard_of_lately_is_not_asked_about() -> None:
    executions, run = FakeExecutions(says=Missing()), new_run("tenant")

    settled = settle(run, MemoryRuns(), executions, FakePurge(), LATER - timedelta(milliseconds=1))

    assert (settled, executions.asked) == (run, [])


def test_a_run_that_has_ended_is_not_asked_about() -> None:
    executions = FakeExecutions(says=Missing())
    run = replace(new_run("tenant"), status=RunStatus.CANCELLED)

    assert settle(run, MemoryRuns(), executions, FakePurge(), LATER) == run
    assert executions.asked == []


def test_a_run_that_ended_properly_since_it_was_read_stays_so() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    class EndsMeanwhile(FakeExecutions):
        def outcome(self, kind: RunKind, run_id: str) -> Outcome:
            assert runs.succeed("tenant", run_id, {"succeeded": 1}, NOW)
            return Ended("SUCCEEDED")

    purge = FakePurge()
    settled = settle(run, runs, EndsMeanwhile(), purge, LATER)

    assert (settled.status, settled.output) == (RunStatus.SUCCEEDED, {"succeeded": 1})
    assert purge.requests == []


def test_a_page_settles_a_few_runs_and_leaves_out_what_the_filter_no_longer_fits() -> None:
    runs, made = MemoryRuns(), [new_run("tenant") for _ in range(MOST_SETTLED + 2)]
    for run in made:
        runs.create(run)
    executions = FakeExecutions(says=Missing())

    page = _settled(made, (("status", "queued"),), runs, executions, LATER)

    assert len(executions.asked) == MOST_SETTLED
    assert page.items == tuple(made[MOST_SETTLED:])


def test_a_page_without_a_filter_shows_what_was_settled() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    page = _settled([run], (), runs, FakeExecutions(says=Missing()), LATER)

    assert [each.status for each in page.items] == [RunStatus.FAILED]


def _settled(
    made: list[Run], filters: tuple[tuple[str, str], ...], runs: MemoryRuns, executions: Executions, now: datetime
) -> Page[Run]:
    return settle_page(Page(tuple(made), None), Wanted("tenant", filters), runs, executions, FakePurge(), now)
