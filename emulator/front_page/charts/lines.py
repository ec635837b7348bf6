"""Series over time as lines or stacked areas. Pure.

Lines are paths in a square of 1,000 by 1,000 that is stretched over the plot. What is written must not be stretched: it
has its place in percent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from emulator.front_page.charts.numbers import tick_text
from emulator.front_page.charts.scales import Scale, time_ticks, value_scale, value_ticks

SIDE = 1000

Point = tuple[float, float]  # seconds since the epoch, and the value


@dataclass(frozen=True, slots=True)
class Curve:
    label: str
    points: Sequence[Point]  # the earliest first
    period: int  # seconds
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What is asked of it: its ends where they are given, and lines across the plot."""

    label: str = ""
    lowest: float | None = None
    highest: float | None = None
    thresholds: Sequence[tuple[float, str]] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    percent: float  # from the left, or from the top
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    dots: str  # values that have none beside them
    area: str  # of a stacked one


@dataclass(frozen=True, slots=True)
class DrawnAxis:
    label: str
    ticks: Sequence[Mark]
    thresholds: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Chart:
    lines: Sequence[Line]
    times: Sequence[Mark]
    moments: Sequence[Mark]
    left: DrawnAxis
    right: DrawnAxis | None  # None if nothing is measured by it


@dataclass(frozen=True, slots=True)
class Window:
    """What is looked at, in seconds since the epoch."""

    start: int
    end: int

    def at(self, moment: float) -> float:
        return Scale(self.start, self.end).at(moment)


def draw_lines(
    curves: Sequence[Curve],
    window: Window,
    left: Axis,
    right: Axis,
    *,
    moments: Sequence[tuple[float, str]] = (),
    is_stacked: bool = False,
    most_times: int = 5,
) -> Chart:
    shown = _stacked(curves) if is_stacked else [(curve.points, None) for curve in curves]
    scales = {
        is_right: _scale_of(
            axis, [points for (points, _), curve in zip(shown, curves, strict=True) if curve.is_right is is_right]
        )
        for is_right, axis in ((False, left), (True, right))
    }
    lines = [
        _line(curve, points, base, window, scales[curve.is_right])
        for (points, base), curve in zip(shown, curves, strict=True)
    ]
    has_right = bool(right.thresholds) or any(curve.is_right for curve in curves)
    return Chart(
        lines,
        [
            Mark(_percent(window.at(each)), clock_text(each))
            for each in time_ticks(window.start, window.end, most_times)
        ],
        [Mark(_percent(window.at(at)), text) for at, text in moments if window.start <= at <= window.end],
        _drawn(left, scales[False]),
        _drawn(right, scales[True]) if has_right else None,
    )


def sparkline(points: Sequence[Point], period: int, window: Window) -> Line:
    return _line(Curve("", points, period), points, None, window, value_scale(value for _, value in points))


def clock_text(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%H:%M}"


def _scale_of(axis: Axis, measured: Iterable[Sequence[Point]]) -> Scale:
    values = [value for points in measured for _, value in points]
    return value_scale([*values, *(value for value, _ in axis.thresholds)], axis.lowest, axis.highest)


def _drawn(axis: Axis, scale: Scale) -> DrawnAxis:
    return DrawnAxis(
        axis.label,
        [Mark(_percent(1 - scale.at(value)), tick_text(value)) for value in value_ticks(scale)],
        [Mark(_percent(1 - scale.at(value)), text) for value, text in axis.thresholds],
    )


def _stacked(curves: Sequence[Curve]) -> list[tuple[Sequence[Point], Sequence[Point] | None]]:
    """Each on top of those before it on the same axis; what has no value counts as 0."""
    starts = sorted({at for curve in curves for at, _ in curve.points})
    tops: dict[bool, dict[float, float]] = {side: dict.fromkeys(starts, 0.0) for side in (False, True)}
    shown: list[tuple[Sequence[Point], Sequence[Point] | None]] = []
    for curve in curves:
        base, values = tops[curve.is_right], dict(curve.points)
        top = {at: base[at] + values.get(at, 0.0) for at in starts}
        shown.append((list(top.items()), list(base.items())) if values else ((), None))
        tops[curve.is_right] = top
    return shown


def _line(curve: Curve, points: Sequence[Point], base: Sequence[Point] | None, window: Window, scale: Scale) -> Line:
    def place(point: Point) -> str:
        return f"{round(SIDE * window.at(point[0]))} {round(SIDE * (1 - scale.at(point[1])))}"

    if base is not None:
        top = "L".join(map(place, points))
        return Line(f"M{top}", "", f"M{top}L{'L'.join(map(place, reversed(base)))}Z")
    runs = _runs(points, curve.period)
    path = "".join("M" + "L".join(map(place, run)) for run in runs if len(run) > 1)
    return Line(path, "".join(f"M{place(run[0])}h0" for run in runs if len(run) == 1), "")


def _runs(points: Sequence[Point], period: int) -> Sequence[Sequence[Point]]:
    """Points of periods that follow each other."""
    if not points:
        return ()
    breaks = [number for number, (one, other) in enumerate(pairwise(points), 1) if other[0] - one[0] > period * 1.5]
    return [points[first:last] for first, last in pairwise((0, *breaks, len(points)))]


def _percent(share: float) -> float:
    return round(100 * share, 2)
