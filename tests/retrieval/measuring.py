"""How many questions find their passage, by meaning, by words and by both; and how many are answered rightly."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from handlers.ingestion.passage import Passage
from handlers.models.embedded import EmbeddedModel
from handlers.search import answering, ranking
from handlers.search.arrays import arrays_of, nothing
from handlers.search.index import IndexQuery
from handlers.search.merging import merge
from handlers.tasks.extraction import ExtractiveReader
from handlers.tasks.ports import Models
from tests.handlers.search.memory import MemoryDocuments, MemoryIndex
from tests.retrieval import corpus
from tests.retrieval.questions import Question

TENANT = "reader"
Ranking = Callable[[str], Sequence[tuple[str, Passage]]]


@dataclass(frozen=True, slots=True)
class Shares:
    """Of questions: whose passage is first, among the first three, among the first ten; and the mean of 1/rank."""

    first: int
    three: int
    ten: int
    mean_inverse_rank: float


@dataclass(frozen=True, slots=True)
class Answers:
    """`right` cite the sentence where the answer stands; `refused` are questions left unanswered."""

    right: int
    wrong: int
    refused: int


def rankings() -> Mapping[str, Ranking]:
    """Everything that is compared, best passages first. bm25s has its own words, stop words and settings."""
    passages = [(segment.document_id, passage) for segment in corpus.segments() for passage in segment.passages]
    vectors = np.concatenate([segment.vectors for segment in corpus.segments()]).astype(np.float64)
    library = bm25s.BM25()
    library.index(bm25s.tokenize([passage.text for _, passage in passages], show_progress=False), show_progress=False)

    def sorted_by(scores: NDArray[np.floating]) -> Sequence[tuple[str, Passage]]:
        return [passages[place] for place in np.argsort(-scores, kind="stable")]

    def words(query: str) -> Sequence[tuple[str, Passage]]:
        tokens = bm25s.tokenize([query], return_ids=False, show_progress=False)[0]
        return sorted_by(library.get_scores(tokens) if tokens else np.zeros(len(passages)))

    def meaning(query: str) -> Sequence[tuple[str, Passage]]:
        return sorted_by(vectors @ corpus.model().embed([query]).vectors[0])

    return {"BM25 alone (bm25s)": words, "meaning alone (vectors)": meaning, "both (POST /search)": both}


def both(query: str) -> Sequence[tuple[str, Passage]]:
    own = ranking.searchable(merge(nothing(), [arrays_of(segment) for segment in corpus.segments()]))
    hits = ranking.best_hits(own, IndexQuery(query, corpus.model().embed([query]).vectors[0], len(own.index)))
    return [(hit.document_id, hit.passage) for hit in hits]


def shares(ranked: Ranking, questions: Sequence[Question]) -> Shares:
    ranks = np.array([_rank(ranked(question.text), question) for question in questions])
    return Shares(
        first=int((ranks <= 1).sum()),
        three=int((ranks <= 3).sum()),
        ten=int((ranks <= 10).sum()),
        mean_inverse_rank=float((1 / ranks).mean()),
    )


def _rank(ranked: Sequence[tuple[str, Passage]], question: Question) -> float:
    """From 1; infinite if the passage is not there."""
    for rank, (document, passage) in enumerate(ranked, start=1):
        if corpus.holds_answer(document, passage.start, passage.end, question):
            return rank
    return float("inf")


def answers(questions: Sequence[Question]) -> Answers:
    """Of questions that the texts answer."""
    cited = [_cited(question.text) for question in questions]
    pairs = zip(cited, questions, strict=True)
    right = sum(bool(place) and corpus.touches_answer(*place, question) for place, question in pairs if place)
    refused = sum(place is None for place in cited)
    return Answers(right, len(questions) - right - refused, refused)


def refusals(questions: Sequence[str]) -> int:
    """Of questions that the texts do not answer, how many are left unanswered."""
    return sum(_cited(question) is None for question in questions)


def _cited(question: str) -> tuple[str, int, int] | None:
    index = MemoryIndex()
    index.held[TENANT] = merge(nothing(), [arrays_of(segment) for segment in corpus.segments()])
    documents = MemoryDocuments(frozenset(segment.document_id for segment in corpus.segments()))
    answer = answering.answer_question(answering.Question(question), TENANT, models(corpus.model()), index, documents)
    assert isinstance(answer, answering.CitedAnswer)
    return next(((one.document_id, one.span.start, one.span.end) for one in answer.citations), None)


def models(embedder: EmbeddedModel) -> Models:
    return Models(embedder, ExtractiveReader(embedder))
