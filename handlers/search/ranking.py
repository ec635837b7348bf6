"""The passages of an index that answer a query best: by meaning (cosine of vectors) and by words (BM25), added up.

How much either counts was chosen on one half of the questions in tests/retrieval, which prints what each finds there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handlers.search.arrays import IndexArrays, label_hash
from handlers.search.index import Filter, Hit, IndexQuery
from handlers.search.postings import saturations, word_scores

MEANING = 0.3
WORDS = 1 - MEANING
DECIMALS = 4
# Single precision is off by less than 1e-6; what may be among the best after rounding is looked at again.
UNSURE = 1.5 * 10**-DECIMALS
ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Searchable:
    """An index made ready, once, for many queries: `dense` are its vectors in single precision."""

    index: IndexArrays
    dense: NDArray[np.float32]
    document_of: NDArray[np.uint32]
    saturation: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """About what it takes in memory."""
        own = self.index
        return self.dense.nbytes + sum(
            array.nbytes for array in (own.vectors, own.texts.data, own.headings.data, own.postings.entries)
        )


def searchable(index: IndexArrays) -> Searchable:
    counts = np.diff(index.bounds)
    document_of = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    return Searchable(index, index.vectors.astype(np.float32), document_of, saturations(index.postings))


def best_hits(own: Searchable, query: IndexQuery) -> tuple[Hit, ...]:
    """None with a score of 0, which a passage has that is like the query in nothing."""
    if not len(own.index):
        return ()
    lexical = word_scores(own.index.postings, own.saturation, query.text)
    scores = _combined(own.dense @ query.vector.astype(np.float32), lexical)
    allowed = _allowed(own, query.filter, query.without)
    candidates = (
        _candidates(scores, query.limit)
        if allowed is None
        else np.flatnonzero(allowed)[_candidates(scores[allowed], query.limit)]
    )
    exact = np.round(_combined(_cosines(own, candidates, query.vector), lexical[candidates]), DECIMALS)
    # Passages stand in the order of documents and places, and the sort is stable.
    order = np.argsort(-exact, kind="stable")[: query.limit]
    return tuple(_hit(own, int(candidates[place]), float(exact[place])) for place in order if exact[place] > 0)


def _combined(cosines: NDArray[np.floating], lexical: NDArray[np.float32]) -> NDArray[np.floating]:
    """Vectors of half precision may be a little longer than 1."""
    scores: NDArray[np.floating] = MEANING * np.clip(cosines, 0.0, 1.0)
    return scores + WORDS * lexical


def _candidates(scores: NDArray[np.floating], limit: int) -> NDArray[np.intp]:
    """Ascending: all that could be among the `limit` best once scores are exact and rounded."""
    if len(scores) <= limit:
        return np.arange(len(scores))
    place = len(scores) - limit
    return np.flatnonzero(scores >= np.partition(scores, place)[place] - UNSURE)


def _cosines(own: Searchable, rows: NDArray[np.intp], vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """In double precision, where the order of adding up, which machines choose, no longer shows in four decimals."""
    pieces = (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))
    return np.concatenate([own.dense[piece].astype(np.float64) @ vector for piece in pieces] or [np.empty(0)])


def _allowed(own: Searchable, wanted: Filter, without: frozenset[str]) -> NDArray[np.bool_] | None:
    """For each passage; None when all are."""
    if not (wanted.document_ids or wanted.labels or without):
        return None
    documents = np.ones(len(own.index.documents), np.bool_)
    if wanted.document_ids:
        documents &= _named(own.index, wanted.document_ids)
    if wanted.labels:
        hashes = np.array([label_hash(label) for label in wanted.labels], np.uint64)
        labelled = np.zeros_like(documents)
        labelled[own.index.labelled[np.isin(own.index.labels, hashes)]] = True
        documents &= labelled
    if without:
        documents &= ~_named(own.index, without)
    allowed: NDArray[np.bool_] = documents[own.document_of]
    return allowed


def _named(index: IndexArrays, document_ids: frozenset[str]) -> NDArray[np.bool_]:
    named = np.zeros(len(index.documents), np.bool_)
    places = (index.place(document_id) for document_id in document_ids)
    named[[place for place in places if place is not None]] = True
    return named


def _hit(own: Searchable, number: int, score: float) -> Hit:
    return Hit(own.index.documents[int(own.document_of[number])], own.index.passage(number), score)
