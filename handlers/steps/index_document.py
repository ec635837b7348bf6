"""Last step of an ingest: the passages and their vectors are put into the index, and the document becomes ready.

Event: {tenant, runId, documentId}. What was cancelled or deleted meanwhile is taken out of the index again.
"""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np
from safetensors.numpy import load

from handlers.aws.adapters import document_store, object_store
from handlers.documents import places
from handlers.documents.document import Document, DocumentStatus
from handlers.documents.facts import Facts
from handlers.runs.clock import utc_now
from handlers.runs.run import Failure
from handlers.search.index import Full, Segment
from handlers.steps.embed_passages import VECTORS
from handlers.steps.errors import refused
from handlers.steps.indexing import add, withdraw
from handlers.steps.observed_step import step
from handlers.steps.passage_parts import parts_of, read_facts, read_passages
from handlers.steps.step_log import stepped
from handlers.steps.work_objects import all_required, required

STEP = "index_document"


@step(STEP)
def handle(event: dict[str, Any], _context: object) -> None:
    started = perf_counter()
    tenant, document_id = event["tenant"], event["documentId"]
    document = document_store().get(tenant, document_id)
    if document is None or document.status is not DocumentStatus.INGESTING:
        _leave(event, started)
        return

    facts = _facts(event)
    full = add(tenant, _segment(document, facts))
    if full is not None:
        stepped(STEP, event, "full", started)
        raise refused(_index_full(facts, full))
    if not document_store().finish(document, facts, utc_now()):
        _leave(event, started)
        return
    object_store().delete_prefix(places.work(tenant, event["runId"]))
    stepped(STEP, event, "done", started, passages=facts.passages, tokens=facts.tokens)


def _facts(event: Mapping[str, Any]) -> Facts:
    return read_facts(required(object_store(), places.facts(event["tenant"], event["runId"])))


def _segment(document: Document, facts: Facts) -> Segment:
    tenant, run_id, numbers = document.tenant, document.run_id, range(parts_of(facts.passages).count)
    written = all_required(object_store(), [places.passages(tenant, run_id, number) for number in numbers])
    embedded = all_required(object_store(), [places.vectors(tenant, run_id, number) for number in numbers])
    passages = [passage for content in written for passage in read_passages(content)]
    vectors = np.concatenate([load(content)[VECTORS] for content in embedded])
    return Segment(document.document_id, document.labels, passages, vectors)


def _leave(event: Mapping[str, Any], started: float) -> None:
    """It was cancelled or deleted, unless an earlier try has finished it: one whose answer was lost, for instance."""
    document = document_store().get(event["tenant"], event["documentId"])
    is_ready = document is not None and document.status is DocumentStatus.READY
    if not is_ready:
        withdraw(event["tenant"], event["documentId"])
    object_store().delete_prefix(places.work(event["tenant"], event["runId"]))
    stepped(STEP, event, "done before" if is_ready else "withdrawn", started)


def _index_full(facts: Facts, full: Full) -> Failure:
    detail = (
        f"The document has {facts.passages} passages, which are more than fit: an index holds {full.limit}."
        " Delete documents that are no longer needed, then send it again."
    )
    return Failure("index-full", "Index full", detail)
