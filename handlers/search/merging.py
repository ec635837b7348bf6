"""One index out of another and what was added and removed since: slices of the old arrays put together anew."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from handlers.search.arrays import IndexArrays, nothing
from handlers.search.postings import NOT_KEPT, Postings, merged
from handlers.search.strings import joined

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows [start, end) of a part, which is told by its place among the parts."""

    part: int
    start: int
    end: int


def merge(base: IndexArrays, added: Sequence[IndexArrays], removed: Iterable[str] = ()) -> IndexArrays:
    """What is added has one document each, which takes the place of the base's document of the same id."""
    parts = [base, *added]
    changes: dict[str, int | None] = dict.fromkeys(removed)
    changes |= {part.documents[0]: number for number, part in enumerate(added, start=1)}
    documents = [run for run in _runs(base, changes) if run.start < run.end]
    passages = [
        _Run(run.part, int(parts[run.part].bounds[run.start]), int(parts[run.part].bounds[run.end]))
        for run in documents
    ]
    return _joined(parts, documents, passages) if documents else nothing()


def _runs(base: IndexArrays, changes: Mapping[str, int | None]) -> Iterable[_Run]:
    """Of documents, in the order of their ids; None stands for a document that is removed."""
    at = 0
    for document_id, part in sorted(changes.items(), key=lambda change: change[0]):
        place = bisect_left(base.documents, document_id)
        yield _Run(0, at, place)
        if part is not None:
            yield _Run(part, 0, 1)
        at = place if base.place(document_id) is None else place + 1
    yield _Run(0, at, len(base.documents))


def _joined(parts: Sequence[IndexArrays], documents: Sequence[_Run], passages: Sequence[_Run]) -> IndexArrays:
    def of_each(pick: Callable[[IndexArrays], NDArray[Number]], runs: Sequence[_Run]) -> NDArray[Number]:
        return np.concatenate([pick(parts[run.part])[run.start : run.end] for run in runs])

    sizes = of_each(lambda part: np.diff(part.bounds), documents)
    labels, labelled = _labels(parts, _numbers([len(part.documents) for part in parts], documents))
    return IndexArrays(
        documents=joined([parts[run.part].documents.part(run.start, run.end) for run in documents]),
        bounds=np.append(np.uint32(0), np.cumsum(sizes, dtype=np.uint32)),
        labels=labels,
        labelled=labelled,
        vectors=_vectors(parts, passages),
        texts=joined([parts[run.part].texts.part(run.start, run.end) for run in passages]),
        headings=joined([parts[run.part].headings.part(run.start, run.end) for run in passages]),
        starts=of_each(lambda part: part.starts, passages),
        ends=of_each(lambda part: part.ends, passages),
        tokens=of_each(lambda part: part.tokens, passages),
        postings=_postings(parts, passages, of_each(lambda part: part.postings.lengths, passages)),
    )


def _vectors(parts: Sequence[IndexArrays], passages: Sequence[_Run]) -> NDArray[np.float16]:
    """A part without a passage has no say in how long a vector is."""
    pieces = [parts[run.part].vectors[run.start : run.end] for run in passages if run.start < run.end]
    return np.concatenate(pieces) if pieces else nothing().vectors


def _labels(
    parts: Sequence[IndexArrays], numbers: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    labels = np.concatenate([part.labels for part in parts])
    labelled = np.concatenate([own[part.labelled] for part, own in zip(parts, numbers, strict=True)])
    order = np.lexsort((labels, labelled))
    order = order[labelled[order] > NOT_KEPT]
    return labels[order], labelled[order].astype(np.uint32)


def _postings(parts: Sequence[IndexArrays], passages: Sequence[_Run], lengths: NDArray[np.uint32]) -> Postings:
    numbers = _numbers([len(part) for part in parts], passages)
    return merged([(part.postings, own) for part, own in zip(parts, numbers, strict=True)], lengths)


def _numbers(sizes: Sequence[int], runs: Sequence[_Run]) -> list[NDArray[np.int64]]:
    """For each part, which row each of its rows becomes."""
    numbers = [np.full(size, NOT_KEPT, np.int64) for size in sizes]
    at = 0
    for run in runs:
        numbers[run.part][run.start : run.end] = np.arange(at, at + run.end - run.start)
        at += run.end - run.start
    return numbers
