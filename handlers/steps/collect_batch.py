"""Step of a batch: put the results of its parts together, and end the run.

Event: {tenant, runId, parts: [{part}, …]}, the parts in their order. Of a run that has ended nothing is collected, for
nobody will ask for its results.
"""

from time import perf_counter
from typing import Any

from handlers.aws.adapters import object_store, run_store
from handlers.batches.collecting import collect
from handlers.batches.places import part_results
from handlers.documents.places import results
from handlers.runs.clock import utc_now
from handlers.steps.observed_step import step
from handlers.steps.step_log import stepped
from handlers.steps.work_objects import required

STEP = "collect_batch"
MEDIA_TYPE = "application/jsonl"


@step(STEP)
def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    started = perf_counter()
    tenant, run_id = event["tenant"], event["runId"]
    run = run_store().get(tenant, run_id, utc_now())
    if run is None or run.has_ended:
        stepped(STEP, event, "ended", started)
        return {}

    keys = (part_results(tenant, run_id, part["part"]) for part in event["parts"])
    collected = collect(required(object_store(), key) for key in keys)
    # The results come before the run's end: a run that has succeeded has results.
    object_store().put(results(tenant, run_id), collected.lines, MEDIA_TYPE)
    counts = {"succeeded": collected.succeeded, "failed": collected.failed}
    run_store().succeed(tenant, run_id, counts, utc_now())
    stepped(STEP, event, "done", started, tokens=collected.tokens, bytes=len(collected.lines), **counts)
    return counts
