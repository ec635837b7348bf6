"""The example texts as the facade would have them: split, embedded, and with the places where answers stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from handlers.documents.document import MediaType
from handlers.ingestion.extraction import Extracted, extract
from handlers.ingestion.passage import Passage
from handlers.ingestion.splitting import split
from handlers.models.embedded import EmbeddedModel, load_embedded_model
from handlers.search.index import Segment
from tests.retrieval.questions import CONSTITUTION, DECLARATION, Question

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Place:
    """In code points of the document's text."""

    document: str
    start: int
    end: int


@cache
def model() -> EmbeddedModel:
    return load_embedded_model()


@cache
def text_of(document: str) -> str:
    extracted = extract((EXAMPLES / f"{document}.md").read_bytes(), MediaType.MARKDOWN)
    assert isinstance(extracted, Extracted), extracted
    return extracted.text


@cache
def split_text(document: str) -> Sequence[Passage]:
    passages = split(text_of(document), MediaType.MARKDOWN, _Tokens())
    assert isinstance(passages, tuple), passages
    return passages


@cache
def segments() -> Sequence[Segment]:
    return [_segment(document) for document in (CONSTITUTION, DECLARATION)]


def _segment(document: str) -> Segment:
    passages = split_text(document)
    vectors = model().embed([passage.text for passage in passages]).vectors
    return Segment(document, (), passages, vectors.astype(np.float16))


class _Tokens:
    def count(self, texts: Sequence[str]) -> Sequence[int]:
        encodings = model().tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]


@cache
def answer_places(question: Question) -> Sequence[Place]:
    text = text_of(question.document)
    places = [
        Place(question.document, *found.span())
        for words in question.answers
        for found in re.finditer(r"\s+".join(re.escape(word) for word in words.split()), text)
    ]
    if not places:
        raise LookupError(f"{question.answers} stands nowhere in {question.document}")
    return places


def holds_answer(document: str, start: int, end: int, question: Question) -> bool:
    """Whether an answer stands whole in this part of a document."""
    return any(
        place.document == document and start <= place.start and place.end <= end for place in answer_places(question)
    )


def touches_answer(document: str, start: int, end: int, question: Question) -> bool:
    """Whether a part of an answer stands in it: a long sentence is cited in pieces."""
    return any(
        place.document == document and start < place.end and place.start < end for place in answer_places(question)
    )
