"""Removes what is left of a run that was cancelled or a document that was deleted; invoked without waiting for it.

Event: {tenant, runId, documentId}; either of the two may be null.
"""

from time import perf_counter
from typing import Any

from handlers.aws.adapters import object_store
from handlers.documents import places
from handlers.steps.indexing import withdraw
from handlers.steps.step_log import stepped
from handlers.steps.waiting import waited_for

STEP = "purge_index"


@waited_for()
def handle(event: dict[str, Any], _context: object) -> None:
    started = perf_counter()
    tenant, run_id, document_id = event["tenant"], event.get("runId"), event.get("documentId")
    if run_id is not None:
        object_store().delete_prefix(places.work(tenant, run_id))
    if document_id is not None:
        object_store().delete_prefix(places.document(tenant, document_id))
        withdraw(tenant, document_id)
    stepped(STEP, event, "done", started)
