"""Models that say what a test tells them to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Bound, Embeddings, Metering, Models
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized

BUSY = Refusal(Reason.BUSY, "Wait.", retry_after=2, cause="ThrottlingException")


@dataclass(frozen=True, slots=True)
class FakeEmbedder:
    """Directions in a plane, in degrees, by text; a token a word."""

    degrees: Mapping[str, float]
    name: str = "fake"

    def bound(self, texts: Sequence[str]) -> Bound:
        return Bound(sum(len(text.split()) for text in texts), is_exact=True)

    def embed(self, texts: Sequence[str]) -> Embeddings:
        angles = np.radians([self.degrees[text] for text in texts])
        vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        return Embeddings(vectors, self.bound(texts).tokens)


@dataclass(frozen=True, slots=True)
class RefusingModel:
    """For a reader and an embedder."""

    name: str = "refusing"

    def bound(self, asked: Sequence[str] | Summarize | Answer) -> Bound:
        return Bound(100)

    def embed(self, texts: Sequence[str]) -> Refusal:
        return BUSY

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        return BUSY

    def answer(self, order: Answer) -> Answered | Refusal:
        return BUSY


def provided(model: RefusingModel) -> Callable[[Metering], Models]:
    """As a provider's models come: behind whatever meter a request has."""
    return lambda metering: Models(metering.embedder(model), metering.reader(model))
