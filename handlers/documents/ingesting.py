"""A document is taken in: its bytes are stored, its record and its run are made, its execution is started."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.documents import places
from handlers.documents.document import Document, DocumentStatus, MediaType
from handlers.documents.ports import DocumentStore, ObjectStore
from handlers.runs.ids import new_id
from handlers.runs.ports import Executions, NotStarted, RunStore
from handlers.runs.run import Run, RunKind
from handlers.runs.starting import launch, queued


@dataclass(frozen=True, slots=True)
class Sent:
    """A document's bytes as they came with the request."""

    content: bytes
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A document's bytes as they were uploaded before; their media type is the upload's."""

    upload_id: str


@dataclass(frozen=True, slots=True)
class Ingest:
    tenant: str
    source: Sent | Uploaded
    title: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadMissing:
    """The tenant has uploaded nothing under this id, or it has expired."""


@dataclass(frozen=True, slots=True)
class Stores:
    documents: DocumentStore
    objects: ObjectStore
    runs: RunStore
    executions: Executions


def ingest(order: Ingest, stores: Stores, now: datetime, retention: timedelta) -> Run | UploadMissing | NotStarted:
    """`retention` is how long the run's record is kept. An upload may be taken in again."""
    document_id = new_id(now)
    media_type = _store(order, document_id, stores.objects)
    if isinstance(media_type, UploadMissing):
        return media_type
    run = queued(order.tenant, RunKind.INGEST, now, retention, document_id=document_id)
    document = Document(
        tenant=order.tenant,
        document_id=document_id,
        run_id=run.run_id,
        title=order.title,
        labels=order.labels,
        media_type=media_type,
        status=DocumentStatus.INGESTING,
        created_at=now,
        updated_at=now,
    )
    stores.documents.create(document, run)
    execution = {"tenant": order.tenant, "runId": run.run_id, "documentId": document_id}
    return launch(run, execution, stores.runs, stores.executions, now)


def _store(order: Ingest, document_id: str, objects: ObjectStore) -> MediaType | UploadMissing:
    """The bytes come before the record: a document that is there can be read."""
    target = places.source(order.tenant, document_id)
    match order.source:
        case Sent(content, media_type):
            objects.put(target, content, media_type)
            return media_type
        case Uploaded(upload_id):
            upload = places.upload(order.tenant, upload_id)
            described = objects.describe(upload)
            if described is None or not objects.copy(upload, target):
                return UploadMissing()
            return MediaType(described[1])
