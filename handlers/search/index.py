"""The port of an index of passages: what search asks of whoever keeps the vectors.

The index may lag behind. What a tenant has is told by the documents table alone, so search asks that for the documents
of all hits, and an index that is still to forget a deleted document shows it to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handlers.ingestion.passage import Passage


@dataclass(frozen=True, slots=True)
class Segment:
    """One document as it is indexed; a row of `vectors`, of length 1, for each passage."""

    document_id: str
    title: str
    labels: tuple[str, ...]
    passages: Sequence[Passage]
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a query is limited to: documents that are named and have one of the labels; an empty set limits nothing."""

    document_ids: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """`vector` has length 1. Documents in `without` are left out."""

    text: str
    vector: NDArray[np.float64]
    limit: int
    filter: Filter = Filter()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is in [0, 1], rounded to four decimals."""

    document_id: str
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Full:
    """The index holds no more passages for this tenant; `limit` is how many it holds."""

    limit: int


class PassageIndex(Protocol):
    """Vectors of one model; all that it does is within one tenant."""

    def add(self, tenant: str, segment: Segment) -> Full | None:
        """Idempotent by document. What was added is found when this returns."""

    def remove(self, tenant: str, document_id: str) -> None:
        """Idempotent. The passages may be gone later, but they will be."""

    def search(self, tenant: str, query: IndexQuery) -> tuple[Hit, ...]:
        """Best first; equal scores by document, then by place."""
