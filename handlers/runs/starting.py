"""A run from nothing to its execution."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.runs.ids import new_id
from handlers.runs.ports import Executions, NotStarted, RunStore
from handlers.runs.run import Failure, Run, RunKind, RunStatus

NOT_STARTED = Failure("not-started", "Not started", "The run could not be started. Send the request again.")


def queued(
    tenant: str,
    kind: RunKind,
    now: datetime,
    retention: timedelta,
    *,
    document_id: str | None = None,
    total: int | None = None,
) -> Run:
    """A new run. It expires at a whole second, as DynamoDB counts."""
    return Run(
        tenant=tenant,
        run_id=new_id(now),
        kind=kind,
        status=RunStatus.QUEUED,
        done=0,
        total=total,
        created_at=now,
        started_at=None,
        ended_at=None,
        updated_at=now,
        expires_at=(now + retention).replace(microsecond=0),
        document_id=document_id,
    )


def launch(
    run: Run, order: Mapping[str, Any], runs: RunStore, executions: Executions, now: datetime
) -> Run | NotStarted:
    """Starts the execution of a run whose record is there; a run that cannot be started has failed.

    A refusal may be one that AWS never gave: its answer was lost, and the run is at work. One that has ended by now
    has been started.
    """
    refusal = executions.start(run.kind, run.run_id, order)
    if refusal is None:
        return run
    if runs.fail(run, NOT_STARTED, now):
        return refusal
    return runs.get(run.tenant, run.run_id, now) or refusal
