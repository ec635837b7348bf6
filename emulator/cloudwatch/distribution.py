"""The values of one metric in one period: a statistic set, and a histogram for percentiles. Pure.

A bucket of the histogram holds the values between a power of `_GROWTH` and the next: a percentile is right within 2 %,
and 263 buckets reach from a millisecond to half a minute.
"""

import math
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

_GROWTH = 1.04
_PER_POWER = 1 / math.log(_GROWTH)
# CloudWatch takes values of at most 2^360, and tells none below 2^-360 from 0.
LARGEST = 2.0**360
_OFFSET = 10_000
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100)")
_MOST = 2**32 - 1

_Ordered = tuple["array[int]", "array[int]"]  # buckets, and how many values are in each


class Distribution:
    __slots__ = ("_counts", "_packed", "count", "is_default", "least", "most", "total")

    def __init__(self) -> None:
        self.count = 0.0
        self.total = 0.0
        self.least = math.inf
        self.most = -math.inf
        self.is_default = False  # it gives way to the first value
        # None where only statistics are known of some values, so that there are no percentiles.
        self._counts: dict[int, int] | None = {}
        self._packed: _Ordered | None = None

    @classmethod
    def of(cls, values: Iterable[float]) -> "Distribution":
        return cls.of_counts(Counter(values))

    @classmethod
    def of_counts(cls, counts: Mapping[float, int]) -> "Distribution":
        """How often each value is there."""
        made = cls()
        buckets: dict[int, int] = {}
        for value, count in counts.items():
            made.count += count
            made.total += value * count
            bucket = bucket_of(value)
            buckets[bucket] = buckets.get(bucket, 0) + count
        if counts:
            made.least, made.most = min(counts), max(counts)
        made._counts = buckets
        return made

    @classmethod
    def of_statistics(cls, count: float, total: float, least: float, most: float) -> "Distribution":
        """A statistic set. CloudWatch has percentiles of one if all of its values are the same."""
        made = cls()
        made.count, made.total, made.least, made.most = count, total, least, most
        made._counts = {bucket_of(least): int(count)} if least == most else None
        return made

    def add(self, other: "Distribution", *, histogram: bool = True) -> None:
        """Without the histogram it is done sooner, and there are no percentiles."""
        self.count += other.count
        self.total += other.total
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        if histogram:
            self._add_buckets(other)

    def _add_buckets(self, other: "Distribution") -> None:
        own, others = self.buckets(), other.buckets()
        if own is None or others is None:
            self._counts = self._packed = None
            return
        for bucket, count in others.items():
            own[bucket] = own.get(bucket, 0) + count
        self._counts, self._packed = own, None

    def pack(self) -> None:
        """What no more values are expected for takes six bytes a bucket, not a hundred."""
        if self._counts is not None and len(self._counts) > 1:
            self._packed = _ordered(self._counts)
            self._counts = None

    def statistic(self, name: str) -> float | None:
        """E.g. Average or p99.9; None for what is unknown, and for a name that CloudWatch does not have."""
        if not self.count:
            return None
        percentile = percentile_of(name)
        if percentile is not None:
            return self._percentile(percentile)
        tell = _STATISTICS.get(name)
        return None if tell is None else tell(self)

    def _percentile(self, percentile: float) -> float | None:
        """Of the nearest rank."""
        ordered = self._packed or _ordered(self._counts or {})
        if not ordered[0]:
            return None
        ranks = list(accumulate(ordered[1]))
        place = bisect_left(ranks, percentile / 100 * ranks[-1])
        return min(max(value_of(ordered[0][place]), self.least), self.most)

    def buckets(self) -> dict[int, int] | None:
        """How many values are in each; None where that is unknown."""
        if self._packed is not None:
            return dict(zip(*self._packed, strict=True))
        return self._counts


def _ordered(buckets: Mapping[int, int]) -> _Ordered:
    ordered = sorted(buckets)
    return array("h", ordered), array("I", (min(buckets[bucket], _MOST) for bucket in ordered))


_STATISTICS: Mapping[str, Callable[[Distribution], float]] = {
    "Sum": lambda values: values.total,
    "Average": lambda values: values.total / values.count,
    "Minimum": lambda values: values.least,
    "Maximum": lambda values: values.most,
    "SampleCount": lambda values: values.count,
}


def percentile_of(statistic: str) -> float | None:
    """95.0 of "p95"; None for any other statistic."""
    found = _PERCENTILE.fullmatch(statistic)
    return float(found[1]) if found else None


def is_statistic(name: str) -> bool:
    return name in _STATISTICS or percentile_of(name) is not None


def bucket_of(value: float) -> int:
    """In the order of the values."""
    size = abs(value)
    if size < 1 / LARGEST:
        return 0
    bucket = math.ceil(math.log(size) * _PER_POWER) + _OFFSET
    return bucket if value > 0 else -bucket


def value_of(bucket: int) -> float:
    """In its middle."""
    if bucket == 0:
        return 0.0
    size: float = _GROWTH ** (abs(bucket) - _OFFSET - 0.5)
    return math.copysign(size, bucket)
