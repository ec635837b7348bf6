"""All that is indexed of one tenant for one model, in arrays that never change: documents, passages, vectors, words.

Documents stand in the order of their ids and passages in the order of their documents, so that what an index holds
alone decides what it looks like, whoever merged it and in whatever order.
"""

import hashlib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handlers.ingestion.passage import Passage
from handlers.search.index import Segment
from handlers.search.postings import Postings, postings
from handlers.search.strings import Strings, strings


@dataclass(frozen=True, slots=True)
class IndexArrays:
    """Passages of document i are [bounds[i], bounds[i + 1]).

    `labels` are hashes of labels, one for each label of each document, and `labelled` the number of that document.
    """

    documents: Strings
    bounds: NDArray[np.uint32]
    labels: NDArray[np.uint64]
    labelled: NDArray[np.uint32]
    vectors: NDArray[np.float16]
    texts: Strings
    headings: Strings
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    tokens: NDArray[np.uint32]
    postings: Postings

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.starts)

    def passage(self, number: int) -> Passage:
        return Passage(
            self.texts[number],
            int(self.starts[number]),
            int(self.ends[number]),
            self.headings[number],
            int(self.tokens[number]),
        )

    def place(self, document_id: str) -> int | None:
        place = bisect_left(self.documents, document_id)
        return place if place < len(self.documents) and self.documents[place] == document_id else None


def label_hash(label: str) -> int:
    return int.from_bytes(hashlib.blake2b(label.encode(), digest_size=8).digest(), "little")


def arrays_of(segment: Segment) -> IndexArrays:
    passages = segment.passages
    labels = sorted({label_hash(label) for label in segment.labels})
    return IndexArrays(
        documents=strings([segment.document_id]),
        bounds=np.array([0, len(passages)], np.uint32),
        labels=np.array(labels, np.uint64),
        labelled=np.zeros(len(labels), np.uint32),
        vectors=np.asarray(segment.vectors, np.float16),
        texts=strings(passage.text for passage in passages),
        headings=strings(passage.heading for passage in passages),
        starts=np.array([passage.start for passage in passages], np.uint32),
        ends=np.array([passage.end for passage in passages], np.uint32),
        tokens=np.array([passage.tokens for passage in passages], np.uint32),
        postings=postings(passage.text for passage in passages),
    )


@cache
def nothing() -> IndexArrays:
    return IndexArrays(
        documents=strings([]),
        bounds=np.zeros(1, np.uint32),
        labels=np.empty(0, np.uint64),
        labelled=np.empty(0, np.uint32),
        vectors=np.empty((0, 0), np.float16),
        texts=strings([]),
        headings=strings([]),
        starts=np.empty(0, np.uint32),
        ends=np.empty(0, np.uint32),
        tokens=np.empty(0, np.uint32),
        postings=postings([]),
    )
