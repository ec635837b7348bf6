"""Single values as bars that lie. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.front_page.charts.scales import value_scale


@dataclass(frozen=True, slots=True)
class Bar:
    """In percent of the width; of a value below 0 it ends where the others begin."""

    offset: float
    length: float


def draw_bars(values: Sequence[float], lowest: float | None = None, highest: float | None = None) -> Sequence[Bar]:
    scale = value_scale(values, lowest, highest)
    zero = scale.at(0.0)
    ends = [scale.at(value) for value in values]
    return [Bar(round(100 * min(zero, end), 2), round(100 * abs(end - zero), 2)) for end in ends]
