"""Answers come with the place in the document where they stand, or not at all."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from handlers.models.embedded import EmbeddedModel
from handlers.search.answering import PASSAGES, CitedAnswer, Question, answer_question
from handlers.search.index import Filter
from handlers.tasks.extraction import ExtractiveReader
from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Embedder, Models, Reader
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Answered, Span, Summarized, Usage
from handlers.tasks.sentences import split_sentences
from tests.handlers.fakes import BUSY, FakeEmbedder, RefusingModel
from tests.handlers.passages import ANSWERED, BRIDGE, DEVICE, LIFE, MUSEUM, UNANSWERED
from tests.handlers.search.memory import MemoryDocuments, MemoryIndex, embedded, segment

TENANT = "tenant"
TEXTS = {"bridge": BRIDGE, "device": DEVICE, "life": LIFE, "museum": MUSEUM}
READY = MemoryDocuments(frozenset(TEXTS))
DEGREES = FakeEmbedder({"Who?": 0})


@dataclass(frozen=True, slots=True)
class QuotingReader:
    """Cites a place in the context by the words there."""

    quote: str
    contexts: list[str] = field(default_factory=list)

    def answer(self, order: Answer) -> Answered:
        self.contexts.append(order.context)
        start = order.context.index(self.quote)
        span = Span(start, start + len(self.quote), self.quote)
        return Answered("quoting", Usage(10, 5), 0.75, "In other words.", span)

    def summarize(self, order: Summarize) -> Summarized:
        raise NotImplementedError


def ask(question: str, embedder: Embedder, reader: Reader, index: MemoryIndex) -> CitedAnswer | Refusal:
    return answer_question(Question(question), TENANT, Models(embedder, reader), index, READY)


@pytest.fixture
def two_documents() -> MemoryIndex:
    index = MemoryIndex()
    index.add(TENANT, segment("bridge", ["Nobody knows.", "Ünder the bridge."], np.array([[0.6, 0.8], [1.0, 0.0]])))
    index.add(TENANT, segment("life", ["She did.", "He did not."], np.array([[0.8, 0.6], [0.0, 1.0]])))
    return index


def test_a_citation_is_moved_to_its_place_in_the_document(two_documents: MemoryIndex) -> None:
    reader = QuotingReader("bridge")

    answer = ask("Who?", DEGREES, reader, two_documents)

    assert isinstance(answer, CitedAnswer)
    [citation] = answer.citations
    start = "Nobody knows. Ünder the bridge.".index("bridge")
    assert (citation.document_id, citation.title) == ("bridge", "Title of bridge")
    assert citation.span == Span(start, start + 6, "bridge")
    assert (answer.answered, answer.answer, answer.score) == (True, "In other words.", 0.75)
    assert (answer.model, answer.usage) == ("quoting", Usage(11, 5))
    assert reader.contexts == ["Ünder the bridge.\n\nShe did.\n\nNobody knows."]


def test_a_citation_in_a_later_passage_is_found_too(two_documents: MemoryIndex) -> None:
    answer = ask("Who?", DEGREES, QuotingReader("She"), two_documents)

    assert isinstance(answer, CitedAnswer)
    [citation] = answer.citations
    assert (citation.document_id, citation.span) == ("life", Span(0, 3, "She"))


@pytest.mark.parametrize("across", ["bridge.\n\nShe", "\n\n", "\n\nShe"])
def test_what_stands_in_no_single_passage_is_not_cited(two_documents: MemoryIndex, across: str) -> None:
    answer = ask("Who?", DEGREES, QuotingReader(across), two_documents)

    assert isinstance(answer, CitedAnswer)
    assert (answer.answered, answer.answer, answer.citations) == (False, None, ())


def test_without_a_passage_the_reader_is_not_asked() -> None:
    reader = QuotingReader("anything")

    answer = ask("Who?", DEGREES, reader, MemoryIndex())

    assert isinstance(answer, CitedAnswer)
    assert (answer.answered, answer.citations, answer.usage) == (False, (), Usage(1, 0))
    assert reader.contexts == []


@pytest.mark.parametrize(
    ("embedder", "reader"), [(RefusingModel(), QuotingReader("bridge")), (DEGREES, RefusingModel())]
)
def test_a_refusal_of_either_model_is_handed_on(two_documents: MemoryIndex, embedder: Embedder, reader: Reader) -> None:
    assert ask("Who?", embedder, reader, two_documents) == BUSY


def test_the_filter_reaches_the_search(two_documents: MemoryIndex) -> None:
    wanted = Filter(frozenset({"life"}))
    models = Models(DEGREES, QuotingReader("She"))

    answer_question(Question("Who?", wanted), TENANT, models, two_documents, READY)

    assert [(query.filter, query.limit) for query in two_documents.queries] == [(wanted, PASSAGES)]


@pytest.fixture(scope="module")
def texts(embedded_model: EmbeddedModel) -> MemoryIndex:
    """A passage a sentence."""
    index = MemoryIndex()
    for document_id, text in TEXTS.items():
        sentences = [span.text for span in split_sentences(text)]
        index.add(TENANT, embedded(segment(document_id, sentences, np.zeros((len(sentences), 1))), embedded_model))
    return index


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [case for case in ANSWERED if case[0] in TEXTS.values() and "cables" not in case[1]],
)
def test_the_embedded_model_cites_the_sentence_that_answers(
    texts: MemoryIndex, embedded_model: EmbeddedModel, text: str, question: str, words: str
) -> None:
    answer = ask(question, embedded_model, ExtractiveReader(embedded_model), texts)

    assert isinstance(answer, CitedAnswer)
    for citation in answer.citations:
        span = citation.span
        assert TEXTS[citation.document_id][span.start : span.end] == span.text
    assert any(words in citation.span.text for citation in answer.citations)


def test_what_no_document_answers_is_left_unanswered(texts: MemoryIndex, embedded_model: EmbeddedModel) -> None:
    unanswerable = {question for text, question in UNANSWERED if text in (MUSEUM, DEVICE)}

    answers = [ask(question, embedded_model, ExtractiveReader(embedded_model), texts) for question in unanswerable]

    assert sum(isinstance(answer, CitedAnswer) and not answer.answered for answer in answers) >= len(answers) - 1
