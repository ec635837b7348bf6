"""Runs that nobody will end any more: whoever reads one finds out, and ends it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.runs.pages import Page, Wanted
from handlers.runs.ports import Ended, Executions, Missing, Purge, Running, RunStore
from handlers.runs.run import Failure, Run

# Longer than it takes to start an execution, and than most parts of a run take.
SILENCE = timedelta(seconds=20)
MOST_SETTLED = 5  # runs of a page

STOPPED = Failure("processing-failed", "Processing failed", "The run stopped before its end. Send the request again.")
MISSING = Failure("not-started", "Not started", "The run was never started. Send the request again.")
FAILURES: Mapping[str, Failure] = {
    "TIMED_OUT": Failure("timed-out", "Timed out", "The run took longer than a run may take."),
}


def settle(run: Run, runs: RunStore, executions: Executions, purge: Purge, now: datetime) -> Run:
    """The run as it is now, when nothing has been heard of it for a while."""
    if run.has_ended or now - run.updated_at < SILENCE:
        return run
    match executions.outcome(run.kind, run.run_id):
        case Running():
            return run
        case Missing():
            failure = MISSING
        case Ended(reason):
            failure = FAILURES.get(reason, STOPPED)
    # It may have ended properly since it was read; then this changes nothing.
    if runs.fail(run, failure, now):
        # Nobody else will: the execution that would have cleared up is gone.
        purge.request(run.tenant, run_id=run.run_id, document_id=run.document_id)
    return runs.get(run.tenant, run.run_id, now) or run


def settle_page(
    page: Page[Run], wanted: Wanted, runs: RunStore, executions: Executions, purge: Purge, now: datetime
) -> Page[Run]:
    """A few of a page's runs, so that a list takes no longer for them; the next reading settles the next few."""
    silent = [run for run in page.items if not run.has_ended and now - run.updated_at >= SILENCE][:MOST_SETTLED]
    settled = {run.run_id: settle(run, runs, executions, purge, now) for run in silent}
    items = (settled.get(run.run_id, run) for run in page.items)
    status = dict(wanted.filters).get("status")
    return Page(tuple(run for run in items if status in {None, run.status.value}), page.next_cursor)
