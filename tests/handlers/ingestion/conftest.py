"""A counter of tokens as the embedded model has them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from tokenizers import Tokenizer

from handlers.ingestion.tokens import TokenCounter
from handlers.models.embedded import EmbeddedModel


@dataclass(frozen=True, slots=True)
class ModelTokens:
    tokenizer: Tokenizer

    def count(self, texts: Sequence[str]) -> list[int]:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]


@pytest.fixture(scope="session")
def counter(embedded_model: EmbeddedModel) -> TokenCounter:
    return ModelTokens(embedded_model.tokenizer)
