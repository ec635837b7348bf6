"""Which passages have which words: BM25 over arrays that are read as they are stored and merged by one sort.

The formula is Lucene's, as bm25s 0.3.16 has it in its method "lucene"; a test compares the two. What is returned is the
share of the most that the query's words could give, so that 1 is never passed, and a score stays what it is whatever
other passages a filter leaves out.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handlers.tasks.words import WORD

K1 = 1.5
B = 0.75
COUNT_BITS = 8  # of an entry's 32; the others number 16,777,216 passages
MOST_COUNTED = (1 << COUNT_BITS) - 1
NOT_KEPT = -1


@dataclass(frozen=True, slots=True)
class Postings:
    """Entries of word i, ascending, stand at [bounds[i], bounds[i + 1]); an entry is passage << 8 | count.

    `words` are CRC-32 hashes, ascending. Of a vocabulary of 100,000 about two words share theirs with another, which
    moves a score a little and needs no dictionary. `lengths` are the words of each passage.
    """

    words: NDArray[np.uint32]
    bounds: NDArray[np.uint32]
    entries: NDArray[np.uint32]
    lengths: NDArray[np.uint32]


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def postings(texts: Iterable[str]) -> Postings:
    counted = [Counter(words_of(text)) for text in texts]
    hashes = {word: _hash(word) for count in counted for word in count}
    keys = [
        hashes[word] << 32 | passage << COUNT_BITS | min(times, MOST_COUNTED)
        for passage, count in enumerate(counted)
        for word, times in count.items()
    ]
    return _of_keys(np.array(keys, np.uint64), np.array([count.total() for count in counted], np.uint32))


def merged(parts: Sequence[tuple[Postings, NDArray[np.int64]]], lengths: NDArray[np.uint32]) -> Postings:
    """Each part with the new number of each of its passages, or `NOT_KEPT`."""
    return _of_keys(np.concatenate([_keys(own, numbers) for own, numbers in parts]), lengths)


def word_scores(own: Postings, saturation: NDArray[np.float32], query: str) -> NDArray[np.float32]:
    """In [0, 1) for each passage; `saturation` is as `saturations` gives it."""
    scores = np.zeros(len(own.lengths), np.float32)
    most = 0.0
    for word in sorted({_hash(word) for word in words_of(query)}):
        entries = _entries(own, word)
        rarity = float(np.log1p((len(scores) - len(entries) + 0.5) / (len(entries) + 0.5)))
        most += rarity
        passages = entries >> COUNT_BITS
        counts = (entries & MOST_COUNTED).astype(np.float32)
        scores[passages] += np.float32(rarity) * (counts / (saturation[passages] + counts))
    return scores / np.float32(most) if most else scores


def saturations(own: Postings) -> NDArray[np.float32]:
    """What holds down the count of a word, the more the longer the passage is."""
    mean = own.lengths.mean() if own.lengths.any() else 1.0
    return (K1 * (1 - B + B * own.lengths / mean)).astype(np.float32)


def _hash(word: str) -> int:
    return zlib.crc32(word.encode())


def _entries(own: Postings, word: int) -> NDArray[np.uint32]:
    place = int(np.searchsorted(own.words, np.uint32(word)))
    if place == len(own.words) or own.words[place] != word:
        return own.entries[:0]
    return own.entries[own.bounds[place] : own.bounds[place + 1]]


def _keys(own: Postings, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    words = np.repeat(own.words, np.diff(own.bounds))
    passages = numbers[own.entries >> COUNT_BITS]
    keys = words.astype(np.uint64) << np.uint64(32)
    keys |= passages.astype(np.uint64) << np.uint64(COUNT_BITS)
    keys |= own.entries & MOST_COUNTED
    return keys if numbers.min(initial=0) > NOT_KEPT else keys[passages > NOT_KEPT]


def _of_keys(keys: NDArray[np.uint64], lengths: NDArray[np.uint32]) -> Postings:
    keys.sort(kind="stable")  # sorted runs, which this kind merges
    words = (keys >> 32).astype(np.uint32)
    first = np.flatnonzero(np.diff(words, prepend=words[:1] + 1))
    return Postings(words[first], np.append(first, len(words)).astype(np.uint32), keys.astype(np.uint32), lengths)
