"""A question answered from the passages that search finds for it, with the place in the document where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.search.index import EVERYTHING, Filter, PassageIndex
from handlers.search.searching import Documents, Found, Search, search_passages
from handlers.tasks.orders import Answer
from handlers.tasks.ports import Models
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Answered, Span, Usage

# Chosen on one half of the questions in tests/retrieval: the fewest with which the embedded model answers at most one
# question of thirty less rightly than with any number up to ten.
PASSAGES = 3
SEPARATOR = "\n\n"  # ends a sentence, whatever stands before it


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    filter: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Citation:
    """`span` is in code points of the document's extracted text."""

    document_id: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class CitedAnswer:
    """`answer` is there if there are citations: what cannot be cited is not answered. `score` is in [-1, 1]."""

    model: str
    usage: Usage
    score: float
    answer: str | None
    citations: tuple[Citation, ...]

    @property
    def answered(self) -> bool:
        return self.answer is not None


def answer_question(
    question: Question, tenant: str, models: Models, index: PassageIndex, documents: Documents
) -> CitedAnswer | Refusal:
    search = Search(question.text, PASSAGES, question.filter)
    result = search_passages(search, tenant, models.embedder, index, documents)
    if isinstance(result, Refusal):
        return result
    if not result.found:
        return CitedAnswer(result.model, result.usage, 0.0, None, ())

    context = SEPARATOR.join(found.passage.text for found in result.found)
    answered = models.reader.answer(Answer(question.text, context))
    if isinstance(answered, Refusal):
        return answered
    usage = Usage(result.usage.input_tokens + answered.usage.input_tokens, answered.usage.output_tokens)
    return _cited(answered, usage, result.found)


def _cited(answered: Answered, usage: Usage, read: Sequence[Found]) -> CitedAnswer:
    citation = _citation(answered.citation, read) if answered.citation else None
    if answered.answer is None or citation is None:
        return CitedAnswer(answered.model, usage, answered.score, None, ())
    return CitedAnswer(answered.model, usage, answered.score, answered.answer, (citation,))


def _citation(span: Span, read: Sequence[Found]) -> Citation | None:
    """None for a span that goes from one passage to the next: it stands in no document."""
    start = 0
    for found in read:
        end = start + len(found.passage.text)
        if start <= span.start and span.end <= end:
            moved = found.passage.start - start
            place = Span(span.start + moved, span.end + moved, span.text)
            return Citation(found.document_id, found.title, place)
        start = end + len(SEPARATOR)
    return None
