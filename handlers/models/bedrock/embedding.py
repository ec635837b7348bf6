"""Vectors from a Bedrock embedding model. Each family of models has its own request and answer: one row a family."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handlers.models.bedrock.refusals import attempt, refusal
from handlers.models.bedrock.tries import Tries, bytes_of, tries_of
from handlers.tasks.ports import Bound, Embeddings
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Usage

PARALLEL_CALLS = 8
TOKENS_HEADER = "x-amzn-bedrock-input-token-count"
FRAME_TOKENS = 16  # of what a model puts around each text


@dataclass(frozen=True, slots=True)
class Family:
    """`texts_per_call` is the most that one InvokeModel takes; `rows` finds the vectors in its answer."""

    texts_per_call: int
    request: Callable[[Sequence[str]], Mapping[str, Any]]
    rows: Callable[[Any], Any]


FAMILIES = {
    "amazon.titan-embed-text-v2": Family(
        1, lambda texts: {"inputText": texts[0], "normalize": True}, lambda answer: [answer["embedding"]]
    ),
    "cohere.embed": Family(
        96,
        lambda texts: {"texts": texts, "input_type": "search_document", "truncate": "NONE"},
        lambda answer: answer["embeddings"],
    ),
}


def family_of(model_id: str) -> Family:
    """An inference profile's id has a region before the model's own: us.cohere.embed-v4:0."""
    for name, family in FAMILIES.items():
        if name in model_id:
            return family
    raise LookupError(f"BEDROCK_EMBEDDING_MODEL_ID is {model_id!r}; it must be of {' or '.join(FAMILIES)}")


@dataclass(frozen=True, slots=True)
class BedrockEmbedder:
    """An `EmbeddingModel`."""

    client: Any  # boto3 makes its clients' classes at run time
    name: str
    family: Family
    timeout_seconds: float

    def bound(self, texts: Sequence[str]) -> Bound:
        return Bound(self._tries(texts).bound)

    def embed(self, texts: Sequence[str]) -> Embeddings | Refusal:
        parts = [texts[at : at + self.family.texts_per_call] for at in range(0, len(texts), self.family.texts_per_call)]
        pool = ThreadPoolExecutor(PARALLEL_CALLS)
        calls = [pool.submit(self._embed_part, part) for part in parts]
        _, late = wait(calls, self.timeout_seconds)
        # A late call ends by its own timeout; nobody waits for it here.
        pool.shutdown(wait=False, cancel_futures=True)
        if late:
            return refusal(Reason.TIMEOUT, f"{len(late)} of {len(parts)} calls were late")

        return _together([call.result() for call in calls])

    def _embed_part(self, texts: Sequence[str]) -> Embeddings | Refusal:
        body = json.dumps(self.family.request(texts))
        tries = self._tries(texts)
        answer = attempt(lambda: self._invoke(body), tries)
        if isinstance(answer, Refusal):
            return answer
        document, metadata = answer
        usage = _usage(metadata, tries)
        try:
            vectors = _unit_rows(self.family.rows(json.loads(document)), len(texts))
        except (ValueError, TypeError, LookupError) as error:
            return refusal(Reason.MALFORMED_OUTPUT, type(error).__name__, usage)
        return Embeddings(vectors, usage.input_tokens, usage.untold)

    def _tries(self, texts: Sequence[str]) -> Tries:
        return Tries(tries_of(self.client), sum(bytes_of(text) + FRAME_TOKENS for text in texts))

    def _invoke(self, body: str) -> tuple[bytes, Mapping[str, Any]]:
        """The answer and what goes with it."""
        response = self.client.invoke_model(
            modelId=self.name, body=body, contentType="application/json", accept="application/json"
        )
        return response["body"].read(), response


def _usage(answer: Mapping[str, Any], tries: Tries) -> Usage:
    """An answer that does not say what it used may have used as much as any."""
    said = answer["ResponseMetadata"]["HTTPHeaders"].get(TOKENS_HEADER)
    untold = tries.untold(answer)
    return Usage(0, 0, untold + tries.tokens) if said is None else Usage(int(said), 0, untold)


def _together(parts: Sequence[Embeddings | Refusal]) -> Embeddings | Refusal:
    """All rows; or the first refusal, with what all parts have used."""
    refused = next((part for part in parts if isinstance(part, Refusal)), None)
    if refused is not None:
        return replace(refused, usage=_sum([_used(part) for part in parts]))
    embedded = [part for part in parts if isinstance(part, Embeddings)]
    vectors = np.concatenate([part.vectors for part in embedded])
    return Embeddings(vectors, sum(part.tokens for part in embedded), sum(part.untold for part in embedded))


def _used(part: Embeddings | Refusal) -> Usage | None:
    return part.usage if isinstance(part, Refusal) else Usage(part.tokens, 0, part.untold)


def _sum(usages: Sequence[Usage | None]) -> Usage | None:
    """Where nobody can tell of one part, nobody can of the whole."""
    told = [usage for usage in usages if usage is not None]
    if len(told) < len(usages):
        return None
    return Usage(sum(usage.input_tokens for usage in told), 0, sum(usage.untold for usage in told))


def _unit_rows(rows: Any, count: int) -> NDArray[np.float64]:
    vectors = np.array(rows, dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise ValueError("not a vector for each text")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: NDArray[np.float64] = vectors / np.where(lengths > 0, lengths, 1.0)
    return units
