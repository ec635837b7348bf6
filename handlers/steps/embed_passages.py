"""Step of an ingest: the vectors of one part of a document's passages.

Event: {tenant, runId, documentId, part}. A run that has ended meanwhile is left alone.
"""

from time import perf_counter
from typing import Any

import numpy as np
from safetensors.numpy import save

from handlers.accounting.steps import models_for
from handlers.aws.adapters import object_store, run_store
from handlers.documents import places
from handlers.runs.clock import utc_now
from handlers.steps.errors import raised_for
from handlers.steps.observed_step import step
from handlers.steps.passage_parts import read_passages
from handlers.steps.step_log import stepped
from handlers.steps.work_objects import required
from handlers.tasks.refusals import Refusal

STEP = "embed_passages"
BEGUN_BY = "createDocument"
VECTORS = "vectors"  # the array's name in the object


@step(STEP)
def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    started = perf_counter()
    tenant, run_id, part = event["tenant"], event["runId"], event["part"]
    run = run_store().get(tenant, run_id, utc_now())
    if run is None or run.has_ended:
        stepped(STEP, event, "ended", started)
        return {"part": part}

    passages = read_passages(required(object_store(), places.passages(tenant, run_id, part)))
    with models_for(BEGUN_BY, tenant) as models:
        embeddings = models.embedder.embed([passage.text for passage in passages])
    if isinstance(embeddings, Refusal):
        stepped(STEP, event, embeddings.reason.name, started, cause=embeddings.cause)
        raise raised_for(embeddings)

    key = places.vectors(tenant, run_id, part)
    object_store().put(key, save({VECTORS: embeddings.vectors.astype(np.float16)}))
    if not run_store().record_part(tenant, run_id, part, utc_now()):
        object_store().delete([key])  # what is left of the run has been removed already
        stepped(STEP, event, "ended", started)
        return {"part": part}
    stepped(STEP, event, "done", started, passages=len(passages), tokens=embeddings.tokens)
    return {"part": part}
