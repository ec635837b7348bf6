"""Vectors from a Bedrock embedding model. Each family of models has its own request and answer: one row a family."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handlers.models.bedrock.refusals import attempt, refusal
from handlers.tasks.ports import Embeddings
from handlers.tasks.refusals import Reason, Refusal

PARALLEL_CALLS = 8
TOKENS_HEADER = "x-amzn-bedrock-input-token-count"


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
    client: Any  # boto3 makes its clients' classes at run time
    name: str
    family: Family
    timeout_seconds: float

    def embed(self, texts: Sequence[str]) -> Embeddings | Refusal:
        parts = [texts[at : at + self.family.texts_per_call] for at in range(0, len(texts), self.family.texts_per_call)]
        pool = ThreadPoolExecutor(PARALLEL_CALLS)
        calls = [pool.submit(self._embed_part, part) for part in parts]
        _, late = wait(calls, self.timeout_seconds)
        # A late call ends by its own timeout; nobody waits for it here.
        pool.shutdown(wait=False, cancel_futures=True)
        if late:
            return refusal(Reason.TIMEOUT, f"{len(late)} of {len(parts)} calls were late")

        embedded: list[Embeddings] = []
        for call in calls:
            result = call.result()
            if isinstance(result, Refusal):
                return result
            embedded.append(result)
        return Embeddings(np.concatenate([part.vectors for part in embedded]), sum(part.tokens for part in embedded))

    def _embed_part(self, texts: Sequence[str]) -> Embeddings | Refusal:
        body = json.dumps(self.family.request(texts))
        answer = attempt(lambda: self._invoke(body))
        if isinstance(answer, Refusal):
            return answer
        document, headers = answer
        try:
            vectors = _unit_rows(self.family.rows(json.loads(document)), len(texts))
        except (ValueError, TypeError, LookupError) as error:
            return refusal(Reason.MALFORMED_OUTPUT, type(error).__name__)
        return Embeddings(vectors, int(headers.get(TOKENS_HEADER, 0)))

    def _invoke(self, body: str) -> tuple[bytes, Mapping[str, str]]:
        response = self.client.invoke_model(
            modelId=self.name, body=body, contentType="application/json", accept="application/json"
        )
        return response["body"].read(), response["ResponseMetadata"]["HTTPHeaders"]


def _unit_rows(rows: Any, count: int) -> NDArray[np.float64]:
    vectors = np.array(rows, dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise ValueError("not a vector for each text")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: NDArray[np.float64] = vectors / np.where(lengths > 0, lengths, 1.0)
    return units
