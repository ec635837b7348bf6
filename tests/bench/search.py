"""How fast passages are found: `python -m tests.bench.search`, each figure beside that of one bare matrix product.

Passages are four sentences of the example texts each, drawn at random, and their vectors the sum of the sentences'.
Besides searches: how long an index takes to load and to be published anew, and how many of the ten passages that exact
vectors are nearest to are found.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handlers.aws.index_objects import from_bytes, to_bytes
from handlers.ingestion.passage import Passage
from handlers.search.arrays import IndexArrays, arrays_of, nothing
from handlers.search.index import Filter, IndexQuery, Segment
from handlers.search.merging import merge
from handlers.search.ranking import Searchable, best_hits, searchable
from handlers.tasks.sentences import split_sentences
from tests.retrieval import corpus
from tests.retrieval.questions import CONSTITUTION, DECLARATION, QUESTIONS

SIZES = (10_000, 100_000)
PASSAGES_OF_A_DOCUMENT = 50
SENTENCES = 4
LABELS = 10
ROUNDS = 200
SEED = 4

Vectors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentences:
    texts: Sequence[str]
    vectors: Vectors


def main() -> int:
    sentences = of_the_examples()
    queries = [question.text for question in QUESTIONS]
    vectors = corpus.model().embed(queries).vectors
    for size in SIZES:
        index, exact = build(sentences, size)
        print(f"\n{size:,} passages, {size // PASSAGES_OF_A_DOCUMENT:,} documents")
        own = loading(index)
        searching(own, [IndexQuery(text, row, 10) for text, row in zip(queries, vectors, strict=True)])
        print(f"  {'recall@10 of vectors':44} {recall(own, exact, vectors):8.4f}")
    return 0


def of_the_examples() -> Sentences:
    texts = [span.text for name in (CONSTITUTION, DECLARATION) for span in split_sentences(corpus.text_of(name))]
    return Sentences(texts, corpus.model().embed(texts).vectors)


def build(sentences: Sentences, size: int) -> tuple[IndexArrays, Vectors]:
    """And the vectors as they were before they were stored."""
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(sentences.texts), (size, SENTENCES))
    vectors = sentences.vectors[drawn].sum(axis=1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    parts = []
    for number, start in enumerate(range(0, size, PASSAGES_OF_A_DOCUMENT)):
        rows = slice(start, start + PASSAGES_OF_A_DOCUMENT)
        words = [" ".join(sentences.texts[place] for place in row) for row in drawn[rows]]
        passages = [Passage(text, 1000 * at, 1000 * at + len(text), "", 0) for at, text in enumerate(words)]
        labels = (f"label{number % LABELS}",)
        parts.append(arrays_of(Segment(f"{number:06}", labels, passages, vectors[rows].astype(np.float16))))
    return merge(nothing(), parts), vectors


def loading(index: IndexArrays) -> Searchable:
    content = to_bytes(index)
    segment = arrays_of(Segment("new", (), [Passage("A new one.", 0, 10, "", 0)], index.vectors[:1]))
    show("bytes of S3 to a searchable index", _times(lambda: searchable(from_bytes(content)), 7))
    show("one document added, another removed, to bytes", _times(lambda: _published(index, segment), 3))
    print(f"  {'object':44} {len(content) / 1e6:8.1f} MB")
    return searchable(from_bytes(content))


def searching(own: Searchable, queries: Sequence[IndexQuery]) -> None:
    """In turns, so that whatever else the machine does meets all alike."""
    wanted = Filter(labels=frozenset({"label3"}))
    named = Filter(document_ids=frozenset(f"{number:06}" for number in range(100)))
    gone = frozenset(f"{number:06}" for number in range(20))
    subjects: Mapping[str, Callable[[IndexQuery], object]] = {
        "a bare product of matrix and vector (sgemv)": lambda query: own.dense @ query.vector.astype(np.float32),
        "search": lambda query: best_hits(own, query),
        "search, one label of ten": lambda query: best_hits(own, replace(query, filter=wanted)),
        "search, 100 documents named": lambda query: best_hits(own, replace(query, filter=named)),
        "search, without 20 documents": lambda query: best_hits(own, replace(query, without=gone)),
        "search, limit 50": lambda query: best_hits(own, replace(query, limit=50)),
    }
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(ROUNDS):
        query = queries[turn % len(queries)]
        for name, subject in subjects.items():
            started = time.perf_counter()
            subject(query)
            times[name].append(time.perf_counter() - started)
    for name, taken in times.items():
        show(name, taken)


def recall(own: Searchable, exact: Vectors, vectors: Vectors) -> float:
    """Queries without words: vectors alone rank. Passages of the same vectors are as good as each other."""
    found = 0
    for row in vectors:
        cosines = exact @ row
        tenth = np.sort(cosines)[-10]
        hits = best_hits(own, IndexQuery("", row, 10))
        numbers = (int(hit.document_id) * PASSAGES_OF_A_DOCUMENT + hit.passage.start // 1000 for hit in hits)
        found += sum(bool(cosines[number] >= tenth) for number in numbers)
    return found / (10 * len(vectors))


def _published(index: IndexArrays, segment: IndexArrays) -> bytes:
    return to_bytes(merge(index, [segment], [index.documents[0]]))


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return taken


def show(name: str, taken: Sequence[float]) -> None:
    middle, slow = np.percentile(taken, [50, 99]) * 1000
    print(f"  {name:44} p50 {middle:8.2f} ms   p99 {slow:8.2f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main())
