"""What the core asks of a model.

There are two ports because there are two kinds of model: one turns texts into vectors, the other reads a text. A model
itself also says how much a call of it can use, so that it can be metered; tasks only meet models that are.
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
    """A row a text, of length 1, or 0 for a text without a token; `tokens` counts all texts together.

    `untold` is as in `Usage`.
    """

    vectors: NDArray[np.float64]
    tokens: int
    untold: int = 0


class Embedder(Protocol):
    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Embeddings | Refusal: ...


class Reader(Protocol):
    def summarize(self, order: Summarize) -> Summarized | Refusal: ...

    def answer(self, order: Answer) -> Answered | Refusal: ...


@dataclass(frozen=True, slots=True)
class Bound:
    """The most tokens, of input and output together, that a call can use, with all its tries, whatever comes of it.

    An exact one is what the call will say that it has used.
    """

    tokens: int
    is_exact: bool = False


class EmbeddingModel(Embedder, Protocol):
    def bound(self, texts: Sequence[str]) -> Bound:
        """Of `embed`."""


class ReadingModel(Reader, Protocol):
    @property
    def name(self) -> str: ...

    def bound(self, order: Summarize | Answer) -> Bound: ...


@dataclass(frozen=True, slots=True)
class Models:
    embedder: Embedder
    reader: Reader


class Metering(Protocol):
    """Puts a meter before a model."""

    def embedder(self, model: EmbeddingModel) -> Embedder: ...

    def reader(self, model: ReadingModel) -> Reader: ...
