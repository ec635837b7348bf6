"""From values and moments to places in a plot, and the ticks of its axes. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Beyond it, the distance of two values may be infinite.
LARGEST = 1e150
_SMALLEST = 1e-100
_FACTORS = (1.0, 2.0, 2.5, 5.0, 10.0)
# Of the time axis, in seconds: what a clock is divided into.
_TIME_STEPS = (60, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Scale:
    lowest: float
    highest: float  # above `lowest`

    def at(self, value: float) -> float:
        """From 0 to 1; what lies outside is at the edge."""
        share = (value - self.lowest) / (self.highest - self.lowest)
        return min(1.0, max(0.0, share))


def value_scale(values: Iterable[float], lowest: float | None = None, highest: float | None = None) -> Scale:
    """From 0 or the lowest value, to a round number above the highest, unless the ends are given."""
    known = [value for value in values if abs(value) <= LARGEST]
    low = min(0.0, *known, 0.0) if lowest is None else lowest
    high = max((low, *known)) if highest is None else highest
    if high - low < max(_SMALLEST, abs(low) * 1e-9):
        high = low + (abs(low) if abs(low) > _SMALLEST else 1.0)
    # Once more, as the rounded ends may be so far apart that a larger step is due.
    for _ in range(2):
        step = _step(high - low)
        low = math.floor(low / step) * step if lowest is None else low
        high = math.ceil(high / step) * step if highest is None else high
    return Scale(low, high)


def value_ticks(scale: Scale) -> Sequence[float]:
    """Round numbers, three to six, each above the one before."""
    step = _step(scale.highest - scale.lowest)
    first, last = math.ceil(scale.lowest / step - 1e-9), math.floor(scale.highest / step + 1e-9)
    return [min(scale.highest, max(scale.lowest, number * step)) for number in range(first, last + 1)]


def time_ticks(start: int, end: int, most: int) -> Sequence[int]:
    """At round times, in seconds since the epoch."""
    step = next((each for each in _TIME_STEPS if (end - start) / each <= most), _TIME_STEPS[-1])
    return range(-(-start // step) * step, end + 1, step)


def _step(distance: float) -> float:
    wanted = distance / 4
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(factor * power for factor in (*_FACTORS, 20.0) if factor * power >= wanted * (1 - 1e-9))
