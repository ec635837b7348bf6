"""What the core asks of a model.

There are two ports because there are two kinds of model: one turns texts into vectors, the other reads a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Answered, Summarized


@dataclass(frozen=True, slots=True)
class Embeddings:
    """A row a text, of length 1, or 0 for a text without a token; `tokens` counts all texts together."""

    vectors: NDArray[np.float64]
    tokens: int


class Embedder(Protocol):
    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Embeddings | Refusal: ...


class Reader(Protocol):
    def summarize(self, order: Summarize) -> Summarized | Refusal: ...

    def answer(self, order: Answer) -> Answered | Refusal: ...


@dataclass(frozen=True, slots=True)
class Models:
    embedder: Embedder
    reader: Reader
