"""Documents of a tenant as answers show them."""

from collections.abc import Mapping
from typing import Any

from handlers.documents.document import Document
from handlers.gateway.run_documents import failure_document, page_document
from handlers.gateway.times import rfc3339
from handlers.runs.pages import Page


def document_document(document: Document, text: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`text` is the link of a document that is ready."""
    shown = {
        "documentId": document.document_id,
        "runId": document.run_id,
        "title": document.title,
        "labels": list(document.labels),
        "mediaType": document.media_type.value,
        "status": document.status.value,
        "language": document.language,
        "characters": document.characters,
        "tokens": document.tokens,
        "passages": document.passages,
        "createdAt": rfc3339(document.created_at),
        "updatedAt": rfc3339(document.updated_at),
        "problem": failure_document(document.failure),
    }
    return {**shown, **({"text": text} if text else {})}


def document_page_document(page: Page[Document]) -> dict[str, Any]:
    return page_document([document_document(document) for document in page.items], page.next_cursor)
