"""Latencies as counts of buckets, which add up over whatever is counted together, and percentiles of them.

A bucket is a tenth wider than the one below it, so what is read from it is right within a tenth.
"""

import math
from collections.abc import Mapping

SHORTEST_MS = 0.1
WIDTH = 1.1
LAST = 150  # some 160 s: longer than any request is waited for


def bucket_of(milliseconds: float) -> int:
    if milliseconds <= SHORTEST_MS:
        return 0
    return min(LAST, math.ceil(math.log(milliseconds / SHORTEST_MS, WIDTH)))


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """In milliseconds, with four significant digits: the middle of the bucket that has the one at `share` (0 to 1) of
    all; None of nothing.
    """
    total = sum(counts.values())
    if not total:
        return None
    wanted, seen = max(1, math.ceil(total * share)), 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= wanted:
            return float(f"{_middle(bucket):.4g}")
    raise AssertionError("the counts add up to their total")


def _middle(bucket: int) -> float:
    top = SHORTEST_MS * WIDTH**bucket
    return top if bucket == 0 else (top + top / WIDTH) / 2
