"""Passages of documents that are ready, for a query in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from handlers.documents.document import Document
from handlers.ingestion.passage import Passage
from handlers.search.index import EVERYTHING, Filter, Hit, IndexQuery, PassageIndex
from handlers.tasks.ports import Embedder
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Usage

# After so many times that all of an index's best passages are of documents that are gone, what was found is enough.
MOST_ROUNDS = 4


class Documents(Protocol):
    def ready(self, tenant: str, document_ids: Collection[str]) -> Mapping[str, Document]:
        """Of these documents the ones that are ready now, by id."""


@dataclass(frozen=True, slots=True)
class Search:
    query: str
    limit: int
    filter: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Found:
    """`score` is in [0, 1], rounded to four decimals."""

    document_id: str
    title: str
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`found` is best first; equal scores by document, then by place."""

    model: str
    usage: Usage
    found: tuple[Found, ...]


def search_passages(
    search: Search, tenant: str, embedder: Embedder, index: PassageIndex, documents: Documents
) -> SearchResult | Refusal:
    embeddings = embedder.embed([search.query])
    if isinstance(embeddings, Refusal):
        return embeddings
    query = IndexQuery(search.query, embeddings.vectors[0], search.limit, search.filter)
    found = _found(query, tenant, index, documents)
    return SearchResult(embedder.name, Usage(embeddings.tokens, 0), found)


def _found(query: IndexQuery, tenant: str, index: PassageIndex, documents: Documents) -> tuple[Found, ...]:
    """What the index found in documents that are gone is asked for again without them."""
    shown: Mapping[str, Document] = {}
    hits: tuple[Hit, ...] = ()
    for _ in range(MOST_ROUNDS):
        hits = index.search(tenant, query)
        named = {hit.document_id for hit in hits}
        shown = documents.ready(tenant, named) if named else {}
        gone = named - shown.keys()
        if not gone:
            break
        query = replace(query, without=query.without | gone)
    return tuple(
        Found(hit.document_id, shown[hit.document_id].title, hit.passage, hit.score)
        for hit in hits
        if hit.document_id in shown
    )
