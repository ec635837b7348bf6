"""Scores by words are those of a library that is known for them, in parts of the most that a query can have."""

import bm25s
import numpy as np
import pytest

from handlers.search.arrays import arrays_of, nothing
from handlers.search.merging import merge
from handlers.search.postings import saturations, word_scores, words_of
from tests.handlers.passages import BREAD, BRIDGE, DEVICE, LIFE, MUSEUM, POLICY, RETURNS
from tests.handlers.search.memory import segment

TEXTS = {
    name: text.split(". ")
    for name, text in {
        "bread": BREAD,
        "bridge": BRIDGE,
        "device": DEVICE,
        "life": LIFE,
        "museum": MUSEUM,
        "policy": POLICY,
        "returns": RETURNS,
    }.items()
}
PASSAGES = [text for name in sorted(TEXTS) for text in TEXTS[name]]
INDEX = merge(
    nothing(), [arrays_of(segment(name, texts, np.zeros((len(texts), 2)))) for name, texts in TEXTS.items()]
).postings


@pytest.mark.parametrize(
    "query",
    ["the museum", "Items that were opened", "How long does the battery last?", "Two of the cables of the bridge"],
)
def test_scores_are_bm25s_scores(query: str) -> None:
    library = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    library.index([words_of(text) for text in PASSAGES], show_progress=False)
    words = sorted(set(words_of(query)))
    theirs = library.get_scores(words)

    ours = word_scores(INDEX, saturations(INDEX), query)

    counts = [sum(word in words_of(text) for text in PASSAGES) for word in words]
    most = sum(np.log1p((len(PASSAGES) - count + 0.5) / (count + 0.5)) for count in counts)
    assert ours * most == pytest.approx(theirs, abs=1e-5)
    assert ours.max() > 0


def test_a_word_that_no_passage_has_makes_what_the_others_give_less_sure() -> None:
    known = word_scores(INDEX, saturations(INDEX), "battery")
    with_unknown = word_scores(INDEX, saturations(INDEX), "battery zeppelin")

    assert known.argmax() == with_unknown.argmax()
    assert 0 < with_unknown.max() < known.max() < 1


@pytest.mark.parametrize("query", ["", "?!", "zeppelin"])
def test_a_query_without_a_known_word_scores_nothing(query: str) -> None:
    assert not word_scores(INDEX, saturations(INDEX), query).any()


def test_a_word_said_more_often_than_is_counted_still_counts() -> None:
    own = arrays_of(segment("a", ["so " * 1024, "so it is"], np.zeros((2, 2)))).postings

    scores = word_scores(own, saturations(own), "so")

    assert (scores > 0).all()
