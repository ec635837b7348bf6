"""What a state machine calls when a step has failed for good: the run fails, in words, and its document with it.

Event: {tenant, runId, error, cause}; error and cause are Step Functions' own, of what its Catch has caught.
"""

from time import perf_counter
from typing import Any

from handlers.aws.adapters import object_store, run_store
from handlers.documents import places
from handlers.runs.clock import utc_now
from handlers.runs.run import Run, RunStatus
from handlers.steps.errors import failure_of
from handlers.steps.observed_step import step
from handlers.steps.step_log import stepped

STEP = "fail_run"


@step(STEP)
def handle(event: dict[str, Any], _context: object) -> None:
    started = perf_counter()
    tenant, run_id = event["tenant"], event["runId"]
    failure = failure_of(str(event.get("error", "")), str(event.get("cause", "")))
    run = run_store().get(tenant, run_id, utc_now())
    if run is None:
        stepped(STEP, event, "gone", started, error=event.get("error"))
        return

    run_store().fail(run, failure, utc_now())
    run = run_store().get(tenant, run_id, utc_now()) or run
    if run.status is not RunStatus.SUCCEEDED:
        _clear(run)
    stepped(STEP, event, run.status.value, started, error=event.get("error"), failure=failure.slug)


def _clear(run: Run) -> None:
    """Only a run that got as far as its passages may have put them into the index before it failed."""
    if run.document_id is not None and run.total is not None:
        from handlers.steps.indexing import withdraw  # noqa: PLC0415 - with NumPy, which most failed runs do without

        withdraw(run.tenant, run.document_id)
    object_store().delete_prefix(places.work(run.tenant, run.run_id))
