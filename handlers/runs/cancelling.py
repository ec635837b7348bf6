"""A run is cancelled: first its record, which no step gets past, then what executes it, then what it has left."""

from dataclasses import dataclass
from datetime import datetime

from handlers.runs.ports import Executions, Purge, RunStore
from handlers.runs.run import Run, RunStatus


@dataclass(frozen=True, slots=True)
class NoRun:
    """The tenant has no such run."""


@dataclass(frozen=True, slots=True)
class HasEnded:
    """The run has succeeded or failed before."""

    run: Run


def cancel(
    tenant: str, run_id: str, runs: RunStore, executions: Executions, purge: Purge, now: datetime
) -> Run | NoRun | HasEnded:
    """A run that is cancelled already is stopped and cleared once more: the first time may have got stuck half-way."""
    run = runs.get(tenant, run_id, now)
    if run is not None and not run.has_ended:
        runs.cancel(run, now)
        run = runs.get(tenant, run_id, now)
    if run is None:
        return NoRun()
    if run.status is not RunStatus.CANCELLED:
        return HasEnded(run)
    executions.stop(run.kind, run_id)
    purge.request(tenant, run_id=run_id, document_id=run.document_id)
    return run
