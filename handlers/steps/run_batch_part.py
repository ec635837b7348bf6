"""Step of a batch: run the tasks of one part, and keep what came of them.

Event: {tenant, runId, part, retries, maxRetries}. The last two are how often the state machine has repeated the part,
and how often it may. As long as it may, a busy model is `Busy`; then it is the problem of each task that meets it.
"""

import os
from time import perf_counter
from typing import Any

from handlers.accounting.steps import models_for
from handlers.aws.adapters import object_store, run_store
from handlers.batches.items import read_items, write_items
from handlers.batches.parts import read_part
from handlers.batches.places import part_results, tasks
from handlers.batches.running import Patience, run_part
from handlers.gateway.events import LambdaContext
from handlers.models.settings import model_settings
from handlers.runs.clock import utc_now
from handlers.steps.batch_terms import ContractTerms
from handlers.steps.errors import raised_for
from handlers.steps.observed_step import step
from handlers.steps.step_log import stepped
from handlers.steps.work_objects import required

STEP = "run_batch_part"
BEGUN_BY = "createBatch"
MEDIA_TYPE = "application/jsonl"
SPARE_SECONDS = 10.0  # for storing what was done, however slowly


@step(STEP)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    started = perf_counter()
    tenant, run_id, number = event["tenant"], event["runId"], event["part"]
    part = read_part(required(object_store(), tasks(tenant, run_id, number)))
    if not run_store().start(tenant, run_id, part.total, part.part_size, utc_now()):
        stepped(STEP, event, "ended", started)
        return {"part": number}

    key = part_results(tenant, run_id, number)
    before = object_store().get(key)
    done = read_items(before) if before else []
    with models_for(BEGUN_BY, tenant) as models:
        items, refusal = run_part(part, done, models, ContractTerms(), _patience(event, context))
    object_store().put(key, write_items(items), MEDIA_TYPE)
    if refusal is not None:
        stepped(STEP, event, refusal.reason.name, started, cause=refusal.cause)
        raise raised_for(refusal)

    run_store().record_part(tenant, run_id, number, utc_now())
    stepped(STEP, event, "done", started, tasks=len(items), tokens=sum(item.tokens for item in items))
    return {"part": number}


def _patience(event: dict[str, Any], context: LambdaContext) -> Patience:
    """A task is begun when a call of a model fits into what is left of the function's time."""
    needed = model_settings(os.environ).timeout_seconds + SPARE_SECONDS
    return Patience(
        is_last_try=event.get("retries", 0) >= event.get("maxRetries", 0),
        has_time=lambda: context.get_remaining_time_in_millis() / 1000 > needed,
    )
