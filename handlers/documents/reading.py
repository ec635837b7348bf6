"""A document is read, and settled when nobody will finish it any more."""

from datetime import datetime

from handlers.documents.document import Document, DocumentStatus
from handlers.documents.ports import DocumentStore
from handlers.runs.ports import Executions, Purge, RunStore
from handlers.runs.settling import SILENCE, settle


def read(
    tenant: str,
    document_id: str,
    documents: DocumentStore,
    runs: RunStore,
    executions: Executions,
    purge: Purge,
    now: datetime,
) -> Document | None:
    document = documents.get(tenant, document_id)
    if document is None or document.status is not DocumentStatus.INGESTING or now - document.updated_at < SILENCE:
        return document
    run = runs.get(tenant, document.run_id, now)
    if run is None or not settle(run, runs, executions, purge, now).has_ended:
        return document
    return documents.get(tenant, document_id)
