"""Documents as items of the table `records`, and back."""

from datetime import datetime
from typing import Any

from handlers.aws.attributes import AttributeMap, attributes, values_of
from handlers.aws.run_items import failure_of, time_text
from handlers.documents.document import Document, DocumentStatus, MediaType

PREFIX = "DOCUMENT#"


def document_key(tenant: str, document_id: str) -> dict[str, Any]:
    return attributes({"pk": tenant, "sk": PREFIX + document_id})


def document_item(document: Document) -> dict[str, Any]:
    return document_key(document.tenant, document.document_id) | attributes(
        {
            "run": document.run_id,
            "title": document.title,
            "labels": document.labels,
            "media_type": document.media_type.value,
            "status": document.status.value,
            "created": time_text(document.created_at),
            "updated": time_text(document.updated_at),
        }
    )


def document_of(item: AttributeMap) -> Document:
    values = values_of(item)
    return Document(
        tenant=values["pk"],
        document_id=values["sk"].removeprefix(PREFIX),
        run_id=values["run"],
        title=values["title"],
        labels=tuple(values["labels"]),
        media_type=MediaType(values["media_type"]),
        status=DocumentStatus(values["status"]),
        created_at=datetime.fromisoformat(values["created"]),
        updated_at=datetime.fromisoformat(values["updated"]),
        language=values.get("language"),
        characters=values.get("characters"),
        tokens=values.get("tokens"),
        passages=values.get("passages"),
        failure=failure_of(values.get("failure")),
    )
