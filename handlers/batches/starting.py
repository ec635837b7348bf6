"""A batch is taken: its tasks are stored in parts, its run is made, its execution is started."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers.batches.parts import split, write_part
from handlers.batches.places import tasks as place_of_tasks
from handlers.documents.ports import ObjectStore
from handlers.runs.ports import Executions, NotStarted, RunStore
from handlers.runs.run import Run, RunKind
from handlers.runs.starting import launch, queued

PARALLEL_WRITES = 8


@dataclass(frozen=True, slots=True)
class Stores:
    objects: ObjectStore
    runs: RunStore
    executions: Executions


def start_batch(
    tenant: str, tasks: Sequence[Any], stores: Stores, now: datetime, retention: timedelta
) -> Run | NotStarted:
    """The tasks come before the record: a run that is there can be run. `retention` is how long its record is kept."""
    run = queued(tenant, RunKind.BATCH, now, retention, total=len(tasks))
    parts = list(split(tasks))
    with ThreadPoolExecutor(PARALLEL_WRITES) as pool:
        writes = [
            pool.submit(
                stores.objects.put,
                place_of_tasks(tenant, run.run_id, part.number),
                write_part(part),
                "application/json",
            )
            for part in parts
        ]
        for write in writes:
            write.result()
    stores.runs.create(run)
    order = {"tenant": tenant, "runId": run.run_id, "parts": [part.number for part in parts]}
    return launch(run, order, stores.runs, stores.executions, now)
