"""The tasks that compare directions: embed, classify, rank.

Numbers are rounded before they are compared, so that two machines whose last bits differ still agree on every order.
"""

import numpy as np
from numpy.typing import NDArray

from handlers.tasks.orders import Classify, Embed, Rank
from handlers.tasks.ports import Embedder
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Classified, Embedded, Ranked, Scored, Usage

VECTOR_DECIMALS = 6
SCORE_DECIMALS = 4


def embed(order: Embed, embedder: Embedder) -> Embedded | Refusal:
    embeddings = embedder.embed(order.texts)
    if isinstance(embeddings, Refusal):
        return embeddings
    # Adding zero turns -0.0, which JSON would show, into 0.0.
    vectors = np.round(embeddings.vectors, VECTOR_DECIMALS) + 0.0
    return Embedded(embedder.name, Usage(embeddings.tokens, 0), vectors.tolist())


def classify(order: Classify, embedder: Embedder) -> Classified | Refusal:
    embeddings = embedder.embed((order.text, *order.labels))
    if isinstance(embeddings, Refusal):
        return embeddings
    scores = _best_first(embeddings.vectors)
    return Classified(embedder.name, Usage(embeddings.tokens, 0), order.labels, scores)


def rank(order: Rank, embedder: Embedder) -> Ranked | Refusal:
    embeddings = embedder.embed((order.query, *order.documents))
    if isinstance(embeddings, Refusal):
        return embeddings
    scores = _best_first(embeddings.vectors)
    return Ranked(embedder.name, Usage(embeddings.tokens, 0), scores[: order.limit])


def cosines(vectors: NDArray[np.float64], direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rounded, and within [-1, 1] whatever the last bits of a unit vector are."""
    return np.clip(np.round(vectors @ direction, SCORE_DECIMALS), -1.0, 1.0) + 0.0


def _best_first(vectors: NDArray[np.float64]) -> tuple[Scored, ...]:
    """The first row against each of the others; rows of the same score keep their order."""
    scores = cosines(vectors[1:], vectors[0]).tolist()
    by_score = sorted(enumerate(scores), key=lambda scored: -scored[1])
    return tuple(Scored(index, score) for index, score in by_score)
