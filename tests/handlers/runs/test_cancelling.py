"""A run is cancelled once and for all; what executes it is stopped, and what it left is removed."""

import pytest

from handlers.runs.cancelling import HasEnded, NoRun, cancel
from handlers.runs.run import Failure, Run, RunStatus
from tests.handlers.runs.made import NOW, FakeExecutions, FakePurge, new_run
from tests.handlers.runs.memory import MemoryRuns


def test_a_run_that_goes_on_is_cancelled_stopped_and_cleared() -> None:
    runs, run, executions, purge = (
        MemoryRuns(),
        new_run("tenant", document_id="document"),
        FakeExecutions(),
        FakePurge(),
    )
    runs.create(run)

    cancelled = cancel("tenant", run.run_id, runs, executions, purge, NOW)

    assert isinstance(cancelled, Run)
    assert (cancelled.status, cancelled.ended_at) == (RunStatus.CANCELLED, NOW)
    assert executions.stopped == [run.run_id]
    assert purge.requests == [("tenant", run.run_id, "document")]


def test_a_cancelled_run_may_be_cancelled_again() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)
    first = cancel("tenant", run.run_id, runs, FakeExecutions(), FakePurge(), NOW)

    assert cancel("tenant", run.run_id, runs, FakeExecutions(), FakePurge(), NOW) == first


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_run_that_has_ended_otherwise_is_left_alone(succeeds: bool) -> None:
    runs, run, executions, purge = MemoryRuns(), new_run("tenant"), FakeExecutions(), FakePurge()
    runs.create(run)
    assert runs.succeed("tenant", run.run_id, {}, NOW) if succeeds else runs.fail(run, Failure("a", "b", "c"), NOW)

    refused = cancel("tenant", run.run_id, runs, executions, purge, NOW)

    assert isinstance(refused, HasEnded)
    assert (executions.stopped, purge.requests) == ([], [])


def test_the_run_of_another_tenant_is_no_run() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    assert cancel("another", run.run_id, runs, FakeExecutions(), FakePurge(), NOW) == NoRun()
    assert runs.get("tenant", run.run_id, NOW) == run
