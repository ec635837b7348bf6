"""Token counts for splitting, by the tokenizer in the dependency layer.

It is the embedded model's own. Models of Bedrock bring none: for them the counts are close, not exact, and a passage is
far from the longest text that they take.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from tokenizers import Tokenizer

from handlers.models.embedded import load_tokenizer


@dataclass(frozen=True, slots=True)
class TokenizerCounts:
    """A `TokenCounter`."""

    tokenizer: Tokenizer = field(repr=False)

    def count(self, texts: Sequence[str]) -> Sequence[int]:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]


@cache
def token_counts() -> TokenizerCounts:
    return TokenizerCounts(load_tokenizer())
