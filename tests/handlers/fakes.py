"""Models that say what a test tells them to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Embeddings
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized

BUSY = Refusal(Reason.BUSY, "Wait.", retry_after=2, cause="ThrottlingException")


@dataclass(frozen=True, slots=True)
class FakeEmbedder:
    """Directions in a plane, in degrees, by text; a token a word."""

    degrees: Mapping[str, float]
    name: str = "fake"

    def embed(self, texts: Sequence[str]) -> Embeddings:
        angles = np.radians([self.degrees[text] for text in texts])
        vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        return Embeddings(vectors, sum(len(text.split()) for text in texts))


@dataclass(frozen=True, slots=True)
class RefusingModel:
    name: str = "refusing"

    def embed(self, texts: Sequence[str]) -> Refusal:
        return BUSY

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        return BUSY

    def answer(self, order: Answer) -> Answered | Refusal:
        return BUSY
