"""A document of a tenant, as the documents table has it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.runs.run import Failure


class DocumentStatus(StrEnum):
    INGESTING = "ingesting"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MediaType(StrEnum):
    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Document:
    """`characters` (code points of the extracted text), `tokens` and `passages` are known once it is ready.

    `language` is an ISO 639-1 code, None where the text is too short to tell. Times are aware, in UTC.
    """

    tenant: str
    document_id: str
    run_id: str
    title: str
    labels: tuple[str, ...]
    media_type: MediaType
    status: DocumentStatus
    created_at: datetime
    updated_at: datetime
    language: str | None = None
    characters: int | None = None
    tokens: int | None = None
    passages: int | None = None
    failure: Failure | None = None
