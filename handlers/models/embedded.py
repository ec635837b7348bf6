"""WordLlama's vectors without WordLlama's code: its wheel's weights and tokenizer, read directly.

Importing `wordllama` loads pydantic and requests (200 ms), configures the root logger, and its `embed` pads every text
of a batch to the longest, which is gigabytes for what one request may hold. Here memory grows with the longest text
alone, and sums are exact, so that every machine finds the same vectors.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Encoding, Tokenizer

from handlers.models.settings import EMBEDDED_NAME
from handlers.tasks.ports import Bound, Embeddings

TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
WEIGHTS = "weights/l2_supercat_256.safetensors"


class _Counted(threading.local):
    """What a thread has counted last: mostly it is what is embedded next."""

    def __init__(self) -> None:
        self.texts: tuple[str, ...] = ()
        self.encodings: Sequence[Encoding] = ()


@dataclass(frozen=True, slots=True)
class EmbeddedModel:
    """An `EmbeddingModel`. `table` has a row of half-precision numbers for each token."""

    tokenizer: Tokenizer = field(repr=False)
    table: NDArray[np.float16] = field(repr=False)
    name: str = EMBEDDED_NAME
    _counted: _Counted = field(default_factory=_Counted, init=False, repr=False, compare=False)

    def bound(self, texts: Sequence[str]) -> Bound:
        """To count takes half as long as to embed, which is then done in the other half."""
        counted = self._counted
        counted.texts, counted.encodings = tuple(texts), self._encode(texts)
        return Bound(sum(len(encoding.ids) for encoding in counted.encodings), is_exact=True)

    def embed(self, texts: Sequence[str]) -> Embeddings:
        encodings = self._taken(tuple(texts)) or self._encode(texts)
        sums = np.zeros((len(texts), self.table.shape[1]))
        for row, encoding in enumerate(encodings):
            if encoding.ids:
                # Half-precision numbers below 16 are multiples of 2^-24 under 2^4: in double precision a million of
                # them add up without a rounding, in whatever order.
                sums[row] = np.add.reduce(self.table[encoding.ids], axis=0, dtype=np.float64)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        sums /= np.where(lengths > 0, lengths, 1.0)
        return Embeddings(sums, sum(len(encoding.ids) for encoding in encodings))

    def _taken(self, texts: tuple[str, ...]) -> Sequence[Encoding]:
        """Of these texts if they were counted last; none is kept."""
        counted = self._counted
        encodings = counted.encodings if counted.texts == texts else ()
        counted.texts, counted.encodings = (), ()
        return encodings

    def _encode(self, texts: Sequence[str]) -> Sequence[Encoding]:
        encoded: Sequence[Encoding] = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return encoded


def load_embedded_model() -> EmbeddedModel:
    with safe_open(_folder() / WEIGHTS, framework="np") as weights:
        table = weights.get_tensor("embedding.weight")
    return EmbeddedModel(load_tokenizer(), table)


def load_tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(_folder() / TOKENIZER))


def _folder() -> Path:
    package = find_spec("wordllama")
    if package is None or package.origin is None:
        raise LookupError("the dependency layer has no wordllama")
    return Path(package.origin).parent
