"""What search gives is what looking at every passage one by one, in double precision, would give."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.search.arrays import IndexArrays, arrays_of, nothing
from handlers.search.index import Filter, Hit, IndexQuery
from handlers.search.merging import merge
from handlers.search.postings import saturations, word_scores
from handlers.search.ranking import DECIMALS, MEANING, WORDS, best_hits, searchable
from tests.handlers.search.memory import segment

VOCABULARY = ["ferry", "bridge", "cable", "river", "mayor", "ticket"]
RIGHT, UP = np.array([1.0, 0.0]), np.array([0.0, 1.0])


def random_index(seed: int, documents: int, dimensions: int = 8) -> IndexArrays:
    """Passages of few words, many of them the same, so that scores meet."""
    random = np.random.default_rng(seed)
    parts = []
    for number in range(documents):
        texts = [" ".join(random.choice(VOCABULARY, 3)) for _ in range(random.integers(1, 6))]
        vectors = np.round(random.normal(size=(len(texts), dimensions)))
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)
        labels = [f"label{number % 3}", f"label{number % 5}"]
        parts.append(arrays_of(segment(f"document{number:02}", texts, vectors, labels)))
    return merge(nothing(), parts)


def one_by_one(index: IndexArrays, query: IndexQuery, labels: dict[str, set[str]]) -> tuple[Hit, ...]:
    lexical = word_scores(index.postings, saturations(index.postings), query.text)
    hits = []
    for place in range(len(index.documents)):
        document_id = index.documents[place]
        named = not query.filter.document_ids or document_id in query.filter.document_ids
        labelled = not query.filter.labels or query.filter.labels & labels[document_id]
        if document_id in query.without or not (named and labelled):
            continue
        for number in range(index.bounds[place], index.bounds[place + 1]):
            cosine = min(1.0, max(0.0, float(index.vectors[number].astype(np.float64) @ query.vector)))
            score = round(MEANING * cosine + WORDS * float(lexical[number]), DECIMALS)
            hits.append(Hit(document_id, index.passage(number), score))
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.document_id, hit.passage.start))
    return tuple(hit for hit in ranked[: query.limit] if hit.score > 0)


@given(
    seed=st.integers(0, 50),
    limit=st.integers(1, 60),
    text=st.lists(st.sampled_from([*VOCABULARY, "zeppelin"]), max_size=3).map(" ".join),
    named=st.frozensets(st.integers(0, 14), max_size=3),
    labelled=st.frozensets(st.sampled_from(["label0", "label1", "label4", "nobody's"]), max_size=2),
    without=st.frozensets(st.integers(0, 14), max_size=3),
)
def test_search_finds_what_looking_at_each_passage_finds(
    seed: int, limit: int, text: str, named: frozenset[int], labelled: frozenset[str], without: frozenset[int]
) -> None:
    index = random_index(seed, 12)
    vector = np.random.default_rng(seed).normal(size=8)
    query = IndexQuery(
        text,
        vector / np.linalg.norm(vector),
        limit,
        Filter(frozenset(f"document{number:02}" for number in named), labelled),
        frozenset(f"document{number:02}" for number in without),
    )
    labels = {f"document{number:02}": {f"label{number % 3}", f"label{number % 5}"} for number in range(12)}

    hits = best_hits(searchable(index), query)

    assert [(hit.document_id, hit.passage.start) for hit in hits] == [
        (hit.document_id, hit.passage.start) for hit in one_by_one(index, query, labels)
    ]
    assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in one_by_one(index, query, labels)])
    assert all(0 < hit.score <= 1 and round(hit.score, DECIMALS) == hit.score for hit in hits)


def test_an_empty_index_finds_nothing() -> None:
    assert best_hits(searchable(nothing()), IndexQuery("ferry", RIGHT, 10)) == ()


def test_what_is_like_the_query_in_nothing_is_not_found() -> None:
    index = merge(nothing(), [arrays_of(segment("a", ["ferry", "bridge"], np.array([UP, RIGHT])))])

    [hit] = best_hits(searchable(index), IndexQuery("mayor", RIGHT, 10))

    assert hit.passage.text == "bridge"


def test_meaning_counts_no_more_than_its_share_where_half_precision_made_a_vector_longer() -> None:
    longer_than_one = np.array([[1.0005, 0.0]])
    index = merge(nothing(), [arrays_of(segment("a", ["ferry"], longer_than_one))])

    [hit] = best_hits(searchable(index), IndexQuery("no word of it", RIGHT, 10))

    assert hit.score == MEANING


def test_equal_scores_come_by_document_and_place() -> None:
    twice = np.array([RIGHT, RIGHT])
    parts = [arrays_of(segment(document_id, ["ferry", "ferry"], twice)) for document_id in ("b", "a", "c")]
    own = searchable(merge(nothing(), parts))
    query = IndexQuery("ferry", RIGHT, 5)

    hits = best_hits(own, query)

    assert [(hit.document_id, hit.passage.start) for hit in hits] == [("a", 0), ("a", 6), ("b", 0), ("b", 6), ("c", 0)]
    assert best_hits(own, replace(query, limit=2)) == hits[:2]


def test_scores_are_equal_once_they_are_rounded() -> None:
    """The second is a little more like the query, by less than is shown; so the order is that of documents."""
    parts = [
        arrays_of(segment(document_id, ["ferry"], np.array([[first, 0.5]])))
        for document_id, first in (("a", 0.5), ("b", 0.5005))
    ]

    [hit] = best_hits(searchable(merge(nothing(), parts)), IndexQuery("", np.array([0.1, 0.99]), 1))

    assert hit.document_id == "a"


def test_half_precision_finds_what_exact_vectors_find() -> None:
    """Of the ten best of 5,000 by vectors of single texts' kind, at least 99 in 100 are found."""
    random = np.random.default_rng(11)
    centres = random.normal(size=(50, 256))
    exact = centres[random.integers(0, 50, 5000)] + random.normal(size=(5000, 256))
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    own = searchable(merge(nothing(), [arrays_of(segment("a", ["-"] * 5000, exact))]))
    starts = [passage.start for passage in segment("a", ["-"] * 5000, exact).passages]
    queries = exact[:100] + 0.02 * random.normal(size=(100, 256))
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)

    found = 0
    for query in queries:
        best = {starts[place] for place in np.argsort(-(exact @ query))[:10]}
        found += sum(hit.passage.start in best for hit in best_hits(own, IndexQuery("", query, 10)))

    assert found / 1000 >= 0.99
