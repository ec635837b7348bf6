"""Search shows passages of documents that are ready, whatever the index still has."""

import numpy as np
import pytest

from handlers.search.index import Filter
from handlers.search.ranking import MEANING
from handlers.search.searching import MOST_ROUNDS, Search, SearchResult, search_passages
from handlers.tasks.results import Usage
from tests.handlers.fakes import BUSY, FakeEmbedder, RefusingModel
from tests.handlers.search.memory import MemoryDocuments, MemoryIndex, passages, segment

TENANT = "tenant"
EMBEDDER = FakeEmbedder({"the query": 0})


def direction(degrees: float) -> list[float]:
    return [np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]


@pytest.fixture
def index() -> MemoryIndex:
    """Ten documents, the first the most like the query."""
    index = MemoryIndex()
    for number in range(10):
        vectors = np.array([direction(8 * number), direction(8 * number + 2)])
        index.add(TENANT, segment(f"d{number}", [f"first of {number}", f"second of {number}"], vectors, ["x"]))
    return index


def search(index: MemoryIndex, ready: str, wanted: Search, tenant: str = TENANT) -> SearchResult:
    documents = MemoryDocuments(frozenset(ready.split()))
    result = search_passages(wanted, tenant, EMBEDDER, index, documents)
    assert isinstance(result, SearchResult)
    return result


def test_the_best_passages_come_first_with_their_documents_titles(index: MemoryIndex) -> None:
    result = search(index, "d0 d1 d2", Search("the query", 3))

    first, second, third = result.found
    assert [first.passage, second.passage] == passages(["first of 0", "second of 0"])
    assert (first.document_id, first.title, third.document_id) == ("d0", "Title of d0", "d1")
    assert [first.score, second.score] == pytest.approx([MEANING, MEANING * np.cos(np.radians(2))], abs=5e-4)
    assert (result.model, result.usage) == ("fake", Usage(2, 0))


def test_documents_that_are_gone_make_room_for_others(index: MemoryIndex) -> None:
    result = search(index, "d4 d5 d6", Search("the query", 4))

    assert [found.document_id for found in result.found] == ["d4", "d4", "d5", "d5"]


def test_the_index_is_asked_a_bounded_number_of_times(index: MemoryIndex) -> None:
    result = search(index, "d9", Search("the query", 2))

    assert result.found == ()
    assert len(index.queries) == MOST_ROUNDS


def test_an_index_that_is_not_behind_is_asked_once(index: MemoryIndex) -> None:
    search(index, "d0", Search("the query", 2))

    assert len(index.queries) == 1


def test_the_filter_reaches_the_index(index: MemoryIndex) -> None:
    wanted = Filter(frozenset({"d3", "d7"}), frozenset({"x"}))

    result = search(index, "d0 d3 d7", Search("the query", 10, wanted))

    assert {found.document_id for found in result.found} == {"d3", "d7"}


def test_another_tenant_finds_nothing(index: MemoryIndex) -> None:
    assert search(index, "d0", Search("the query", 10), "another").found == ()


def test_a_models_refusal_is_handed_on(index: MemoryIndex) -> None:
    result = search_passages(Search("the query", 3), TENANT, RefusingModel(), index, MemoryDocuments(frozenset()))

    assert result == BUSY
