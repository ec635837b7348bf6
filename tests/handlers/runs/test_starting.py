"""A run from nothing to its execution: what its caller is told."""

from collections.abc import Mapping
from typing import Any

from handlers.runs.ports import NotStarted
from handlers.runs.run import Run, RunKind, RunStatus
from handlers.runs.starting import NOT_STARTED, launch
from tests.handlers.runs.made import NOW, FakeExecutions, new_run
from tests.handlers.runs.memory import MemoryRuns

UNHEARD = NotStarted("the answer was lost")


def test_a_run_that_was_refused_has_failed() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    assert launch(run, {}, runs, FakeExecutions(UNHEARD), NOW) == UNHEARD
    failed = runs.get("tenant", run.run_id, NOW)
    assert failed
    assert (failed.status, failed.failure) == (RunStatus.FAILED, NOT_STARTED)


def test_a_run_that_was_started_unheard_and_has_ended_is_told_as_it_ended() -> None:
    runs, run = MemoryRuns(), new_run("tenant")
    runs.create(run)

    class Unheard(FakeExecutions):
        def start(self, kind: RunKind, run_id: str, order: Mapping[str, Any]) -> NotStarted:
            assert runs.succeed("tenant", run_id, {"succeeded": 1}, NOW)
            return UNHEARD

    told = launch(run, {}, runs, Unheard(), NOW)

    assert isinstance(told, Run)
    assert (told.run_id, told.status) == (run.run_id, RunStatus.SUCCEEDED)


def test_a_run_that_was_refused_and_is_gone_is_refused() -> None:
    assert launch(new_run("tenant"), {}, MemoryRuns(), FakeExecutions(UNHEARD), NOW) == UNHEARD
