"""An index and documents in memory, behind the ports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from handlers.documents.document import Document, DocumentStatus, MediaType
from handlers.ingestion.passage import Passage
from handlers.search.arrays import IndexArrays, arrays_of, nothing
from handlers.search.index import Hit, IndexQuery, Segment
from handlers.search.merging import merge
from handlers.search.ranking import best_hits, searchable
from handlers.tasks.ports import Embedder, Embeddings

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MemoryIndex:
    """A `PassageIndex` that keeps every query it was asked."""

    held: dict[str, IndexArrays] = field(default_factory=dict)
    queries: list[IndexQuery] = field(default_factory=list)

    def add(self, tenant: str, segment: Segment) -> None:
        self.held[tenant] = merge(self.held.get(tenant, nothing()), [arrays_of(segment)])

    def remove(self, tenant: str, document_id: str) -> None:
        self.held[tenant] = merge(self.held.get(tenant, nothing()), [], [document_id])

    def search(self, tenant: str, query: IndexQuery) -> tuple[Hit, ...]:
        self.queries.append(query)
        return best_hits(searchable(self.held.get(tenant, nothing())), query)


@dataclass(frozen=True, slots=True)
class MemoryDocuments:
    """A `Documents`: what is listed is ready, its title is "Title of …"."""

    ids: frozenset[str]

    def ready(self, tenant: str, document_ids: Collection[str]) -> Mapping[str, Document]:
        return {document_id: document(tenant, document_id) for document_id in self.ids & set(document_ids)}


def document(tenant: str, document_id: str) -> Document:
    return Document(
        tenant=tenant,
        document_id=document_id,
        run_id="run",
        title=f"Title of {document_id}",
        labels=(),
        media_type=MediaType.TEXT,
        status=DocumentStatus.READY,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )


def passages(texts: Sequence[str]) -> list[Passage]:
    """As they stand one after the other, a space between them."""
    made: list[Passage] = []
    start = 0
    for text in texts:
        made.append(Passage(text, start, start + len(text), "", len(text.split())))
        start += len(text) + 1
    return made


def segment(
    document_id: str, texts: Sequence[str], vectors: NDArray[np.floating], labels: Sequence[str] = ()
) -> Segment:
    return Segment(document_id, tuple(labels), passages(texts), np.asarray(vectors, np.float16))


def embedded(made: Segment, embedder: Embedder) -> Segment:
    embeddings = embedder.embed([passage.text for passage in made.passages])
    assert isinstance(embeddings, Embeddings)
    return replace(made, vectors=embeddings.vectors.astype(np.float16))
