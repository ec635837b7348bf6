"""The core with fake models: what is computed from vectors, and what a refusal turns into."""

import numpy as np
import pytest

from handlers.tasks.extraction import ExtractiveReader
from handlers.tasks.orders import Answer, Classify, Embed, Order, Rank, Summarize
from handlers.tasks.ports import Models
from handlers.tasks.results import Classified, Embedded, Ranked, Scored, Span, Usage
from handlers.tasks.run import run
from handlers.tasks.summarizing import central_sentences
from tests.handlers.fakes import BUSY, FakeEmbedder, RefusingModel


def models(**degrees: float) -> Models:
    embedder = FakeEmbedder(degrees)
    return Models(embedder, ExtractiveReader(embedder))


def spans(*texts: str) -> list[Span]:
    return [Span(0, len(text), text) for text in texts]


def test_vectors_are_rounded_and_have_no_negative_zero() -> None:
    result = run(Embed(("east", "west")), models(east=0, west=180.0000001))

    assert isinstance(result, Embedded)
    assert [list(map(str, vector)) for vector in result.vectors] == [["1.0", "0.0"], ["-1.0", "0.0"]]


def test_the_nearest_label_comes_first() -> None:
    result = run(Classify("text", ("far", "near")), models(text=0, far=90, near=60))

    assert result == Classified("fake", Usage(3, 0), ("far", "near"), (Scored(1, 0.5), Scored(0, 0.0)))


def test_documents_of_the_same_score_keep_the_order_of_the_request() -> None:
    result = run(Rank("query", ("low", "tie", "equal"), None), models(query=0, low=90, tie=60, equal=-60))

    assert isinstance(result, Ranked)
    assert [scored.index for scored in result.scores] == [1, 2, 0]


def test_scores_that_differ_in_their_last_bits_alone_are_a_tie() -> None:
    result = run(Rank("query", ("first", "second"), None), models(query=0, first=60.0000001, second=60))

    assert isinstance(result, Ranked)
    assert [scored.index for scored in result.scores] == [0, 1]


def test_a_limit_keeps_the_best() -> None:
    result = run(Rank("query", ("far", "near"), 1), models(query=0, far=90, near=60))

    assert isinstance(result, Ranked)
    assert result.scores == (Scored(1, 0.5),)


def test_a_score_never_leaves_its_range() -> None:
    result = run(Rank("same", ("same", "opposite"), None), models(same=33, opposite=213))

    assert isinstance(result, Ranked)
    assert [scored.score for scored in result.scores] == [1.0, -1.0]


def test_a_summary_does_not_say_the_same_twice() -> None:
    long = "one two three four five six seven eight"
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.6, 0.8]])

    assert central_sentences(spans(long, long, long), vectors, 2) == [0, 2]


def test_a_summary_is_in_the_order_of_the_text() -> None:
    long = "one two three four five six seven eight"
    vectors = np.array([[0.0, 1.0], [0.6, 0.8], [0.6, 0.8]])

    assert central_sentences(spans("Hm.", long, long), vectors, 3) == [0, 1, 2]


@pytest.mark.parametrize(
    "order",
    [Embed(("a",)), Classify("a", ("b", "c")), Rank("a", ("b",), None), Summarize("a", 1), Answer("a", "b")],
    ids=lambda order: type(order).__name__,
)
@pytest.mark.parametrize("reader", [RefusingModel(), ExtractiveReader(RefusingModel())], ids=["own", "extractive"])
def test_a_model_s_refusal_is_the_task_s(order: Order, reader: RefusingModel | ExtractiveReader) -> None:
    assert run(order, Models(RefusingModel(), reader)) == BUSY
