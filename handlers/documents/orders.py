"""What is asked of documents, from the JSON documents of requests that keep the contract."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.documents.document import MediaType
from handlers.documents.ingesting import Ingest, Sent, Uploaded


@dataclass(frozen=True, slots=True)
class BadBase64:
    """The text is no base64."""


def ingest_of(document: Mapping[str, Any], tenant: str) -> Ingest | BadBase64:
    source = _source(document)
    if isinstance(source, BadBase64):
        return source
    return Ingest(tenant, source, document.get("title", ""), tuple(document.get("labels", ())))


def _source(document: Mapping[str, Any]) -> Sent | Uploaded | BadBase64:
    match document:
        case {"source": "text", "text": text, "mediaType": media_type}:
            return Sent(text.encode(), MediaType(media_type))
        case {"source": "base64", "base64": text, "mediaType": media_type}:
            return _decoded(text, MediaType(media_type))
        case _:
            return Uploaded(document["uploadId"])


def _decoded(text: str, media_type: MediaType) -> Sent | BadBase64:
    if len(text) % 4 or text.endswith("==="):  # strict or not, Python overlooks padding after what needs none
        return BadBase64()
    try:
        return Sent(binascii.a2b_base64(text, strict_mode=True), media_type)
    except ValueError:
        return BadBase64()
