"""Which sentences stand for a text: near to what all of them say together, and unlike each other."""

import numpy as np
from numpy.typing import NDArray

from handlers.tasks.results import Span

REDUNDANCY = 0.5  # how much being like a chosen sentence counts against a sentence
LEAD = 0.08  # what the first sentence has in advance: writers tend to say the main thing there
FULL_LENGTH = 8  # words; a shorter sentence says too little to stand for more than itself
DECIMALS = 6  # rounded, so that machines whose last bits differ choose alike


def central_sentences(sentences: list[Span], vectors: NDArray[np.float64], count: int) -> list[int]:
    """The places of at most `count` sentences, in the text's order. `vectors` has a row for each sentence."""
    merits = _merits(sentences, vectors)
    likeness = np.zeros(len(sentences))
    chosen: list[int] = []
    for _ in range(min(count, len(sentences))):
        gains = np.round(merits - REDUNDANCY * likeness, DECIMALS)
        gains[chosen] = -np.inf
        place = int(gains.argmax())
        chosen.append(place)
        likeness = np.maximum(likeness, vectors @ vectors[place])
    return sorted(chosen)


def _merits(sentences: list[Span], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = vectors.sum(axis=0)
    length = np.linalg.norm(whole)
    centrality = vectors @ (whole / length) if length else np.zeros(len(sentences))
    words = np.array([len(sentence.text.split()) for sentence in sentences])
    merits: NDArray[np.float64] = centrality * np.minimum(1.0, words / FULL_LENGTH)
    merits[:1] += LEAD
    return merits
