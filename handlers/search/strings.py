"""Many texts in one run of bytes, so that an index of a hundred thousand passages is a few arrays and no objects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Strings:
    """`data` is UTF-8; text i stands at [bounds[i], bounds[i + 1])."""

    data: NDArray[np.uint8]
    bounds: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, place: int) -> str:
        return str(self.data[int(self.bounds[place]) : int(self.bounds[place + 1])].tobytes(), "utf-8")

    def part(self, start: int, end: int) -> "Strings":
        """Shares what it is part of."""
        first, last = self.bounds[start], self.bounds[end]
        return Strings(self.data[int(first) : int(last)], self.bounds[start : end + 1] - first)


def strings(texts: Iterable[str]) -> Strings:
    encoded = [text.encode() for text in texts]
    return Strings(np.frombuffer(b"".join(encoded), np.uint8), _bounds([np.array([len(text) for text in encoded])]))


def joined(parts: Sequence[Strings]) -> Strings:
    return Strings(
        np.concatenate([part.data for part in parts] or [np.empty(0, np.uint8)]),
        _bounds([np.diff(part.bounds) for part in parts]),
    )


def _bounds(lengths: Sequence[NDArray[np.integer]]) -> NDArray[np.uint64]:
    start = np.zeros(1, np.uint64)
    return np.cumsum(np.concatenate([start, *(some.astype(np.uint64) for some in lengths)]), dtype=np.uint64)
