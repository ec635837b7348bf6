"""How well each sentence of a context answers a question.

A score is in part the likeness of sentence and question as a whole, in part how many of the question's words the
sentence has, by stem or by meaning; words that few sentences have weigh more. It costs something when the whole context
has nothing like one of the words, and when a question for a number or a time meets a sentence with none. The numbers
were chosen on hand-written questions, many of which stand in tests/handlers: of 58 that their text answers 49 are
answered rightly, of 40 that it does not 33 are left unanswered; expect less of questions in other words than the
text's. The weak spot is a question about the right thing for a fact that is not told: "Who designed the bridge?", where
the text only says that the bridge was closed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handlers.tasks.ports import Embedder, Embeddings
from handlers.tasks.refusals import Refusal
from handlers.tasks.words import content_words, lacks_measure, refers_back, stem

LEAST_SCORE = 0.12  # under it, the sentence is no answer
WHOLE = 0.4  # the part of a score that is the likeness of sentence and question as a whole
LEAST_LIKENESS = 0.1  # of two words, for the one to stand for the other at all
CARRIED = 0.7  # what a word is worth in a sentence that only refers to it: "She was born …"
WORD_MISSING = 0.2
MEASURE_MISSING = 0.03
DECIMALS = 4


def answer_scores(
    question: str, sentences: Sequence[str], likeness: NDArray[np.float64], embedder: Embedder
) -> NDArray[np.float64] | Refusal:
    """A score in [-1, 1] for each sentence; `likeness` is each one's cosine with the question."""
    asked = content_words(question)
    said = [content_words(sentence) for sentence in sentences]
    vocabulary = list(dict.fromkeys(word for words in said for word in words))
    embeddings = embedder.embed([*asked, *vocabulary])
    if isinstance(embeddings, Refusal):
        return embeddings
    if not asked or not vocabulary:
        return np.zeros(len(sentences))

    matches = _matches(asked, vocabulary, embeddings)
    column = {word: place for place, word in enumerate(vocabulary)}
    found = np.array([matches[:, [column[word] for word in words]].max(axis=1, initial=0.0) for words in said])
    covered = _with_references(found, sentences) @ _weights(found)
    word_missing = 1.0 - found.max(axis=0).min()
    measure_missing = np.array([lacks_measure(question, sentence) for sentence in sentences])
    scores = WHOLE * likeness + (1 - WHOLE) * covered - WORD_MISSING * word_missing - MEASURE_MISSING * measure_missing
    rounded: NDArray[np.float64] = np.clip(np.round(scores, DECIMALS), -1.0, 1.0) + 0.0
    return rounded


def _with_references(found: NDArray[np.float64], sentences: Sequence[str]) -> NDArray[np.float64]:
    """A sentence with a pronoun has, in part, the words of those that it may refer to."""
    carried = found.copy()
    named = np.zeros(found.shape[1])
    for place, sentence in enumerate(sentences):
        if refers_back(sentence):
            carried[place] = np.maximum(found[place], CARRIED * named)
            named = np.maximum(named, found[place])
        else:
            named = found[place]
    return carried


def _matches(asked: list[str], vocabulary: list[str], embeddings: Embeddings) -> NDArray[np.float64]:
    """How far each word of the vocabulary stands for each word asked: 1 for the same stem."""
    vectors = embeddings.vectors
    # In place: with the longest question and context that a client may send, this one matrix takes 300 MB.
    matches: NDArray[np.float64] = vectors[: len(asked)] @ vectors[len(asked) :].T
    matches -= LEAST_LIKENESS
    matches /= 1 - LEAST_LIKENESS
    np.clip(matches, 0.0, 1.0, out=matches)
    columns: dict[str, list[int]] = {}
    for column, word in enumerate(vocabulary):
        columns.setdefault(stem(word), []).append(column)
    for row, word in enumerate(asked):
        matches[row, columns.get(stem(word), [])] = 1.0
    return matches


def _weights(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each word asked is worth, in parts of 1: the rarer, the more."""
    sentences_with = np.maximum((found == 1.0).sum(axis=0), 0.5)
    rarity = np.log(1 + len(found) / sentences_with)
    parts: NDArray[np.float64] = rarity / rarity.sum()
    return parts
