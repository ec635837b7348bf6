"""A document is deleted for good: its record first, by which alone it is found, then all that is stored of it."""

from datetime import datetime

from handlers.documents.document import DocumentStatus
from handlers.documents.ports import DocumentStore
from handlers.runs.ports import Executions, Purge
from handlers.runs.run import RunKind


def delete(
    tenant: str,
    document_id: str,
    documents: DocumentStore,
    executions: Executions,
    purge: Purge,
    now: datetime,
) -> bool:
    """False if there is no such document; of two that delete it at once, one is told so."""
    document = documents.get(tenant, document_id)
    if document is None or not documents.delete(document, now):
        return False
    if document.status is DocumentStatus.INGESTING:
        executions.stop(RunKind.INGEST, document.run_id)
    purge.request(tenant, run_id=document.run_id, document_id=document_id)
    return True
