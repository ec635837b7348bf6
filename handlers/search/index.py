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
    labels: tuple[str, ...]
    passages: Sequence[Passage]
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a query is limited to: documents that are named and have one of the labels; an empty set limits nothing."""

    document_ids: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """`vector` has length 1. Documents in `without` are left out."""

    text: str
    vector: NDArray[np.float64]
    limit: int
    filter: Filter = EVERYTHING
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


class IndexBusyError(Exception):
    """Others changed the index all the while. A change of one's own stays noted: whoever changes it next has it in."""


class PassageIndex(Protocol):
    """Vectors of one model, each tenant's apart. Another model's are another index.

    handlers/aws/passage_index.py keeps its own. In its place may stand an adapter of Amazon OpenSearch Serverless (OS,
    a collection for vectors) or of Amazon S3 Vectors (S3V). These are its terms, and what each engine has for them:

    visibility    What `add` returned from is found, all of the document or nothing. Passages carry the run that added
                  them, and a search asks for runs that a record of the tenant lists, written last. S3V: writes are
                  consistent, 500 vectors a call. OS: has no refresh, so `add` searches by its run until all are there.
    idempotency   `add` again takes the document's place. S3V: keys are document and place; what the document had more
                  is deleted. OS: nobody chooses an id, so what earlier runs added is looked up and deleted in bulk.
    removal       May be late, never lost, not undone by an `add` that was called before it. Neither deletes by a
                  filter: S3V lists keys, 500 deletions a call; OS searches for ids, again until none is found.
    filter        Documents, labels and `without` (of any length) before ranking. OS: `terms` and `must_not` in the
                  query's filter. S3V: `$in` and `$nin` of at most 2 kB of metadata, so labels must be few and short;
                  where `without` is too long, more is asked for and the rest dropped.
    ranking       Meaning and words as in handlers/search/ranking.py, `score` in [0, 1], four decimals, ties by document
                  and place. Both: the engine finds 100 candidates (S3V: no more than that, and has no words of its
                  own; OS: by k-NN and by match), which are scored and sorted here, so that no engine's order shows.
    limits        50 hits. `Full` is for those who hold an index in memory; S3V takes 2,000,000,000 vectors an index.
    tenants       An index each, which the function's policy names. S3V: 10,000 indexes a bucket.
    """

    def add(self, tenant: str, segment: Segment) -> Full | None:
        """Idempotent by document. What was added is found when this returns, all of it or none."""

    def remove(self, tenant: str, document_id: str) -> None:
        """Idempotent. The passages may be gone later, but they will be, unless the document is added again."""

    def search(self, tenant: str, query: IndexQuery) -> tuple[Hit, ...]:
        """Best first; equal scores by document, then by place. Sees what was added before it was called."""
