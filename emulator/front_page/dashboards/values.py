"""Readings as text: the legend, the table of values, and a description for whoever cannot see the chart. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.front_page.charts.lines import clock_text
from emulator.front_page.charts.numbers import value_text
from emulator.front_page.dashboards.readings import Reading

_SHOWN_ROWS = 60
_DESCRIBED = 10
# So many line styles there are; together with as many colours, which the stylesheet has, they tell series apart.
_COLOURS, _DASHES = 8, 4


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    style: str  # classes
    latest: str
    axis: str


@dataclass(frozen=True, slots=True)
class Table:
    labels: Sequence[str]
    rows: Sequence[tuple[float, str, Sequence[str]]]  # the moment, as a clock has it, and the values
    periods: int  # of which there is anything


def style(number: int) -> str:
    """Neighbours differ in colour and in dashes."""
    return f"c{number % _COLOURS} d{(number + number // _COLOURS) % _DASHES}"


def legend(readings: Sequence[Reading]) -> Sequence[Entry]:
    has_right = any(each.series.is_right for each in readings)
    return [
        Entry(
            each.label,
            style(number),
            value_text(each.points[-1][1]) if each.points else "no data",
            ("right axis" if each.series.is_right else "left axis") if has_right else "",
        )
        for number, each in enumerate(readings)
    ]


def table(readings: Sequence[Reading]) -> Table:
    """The latest periods, the newest first."""
    values = [dict(each.points) for each in readings]
    starts = sorted({at for points in values for at in points}, reverse=True)
    rows = [
        (at, clock_text(at), [value_text(points[at]) if at in points else "" for points in values])
        for at in starts[:_SHOWN_ROWS]
    ]
    return Table([each.label for each in readings], rows, len(starts))


def described(readings: Sequence[Reading]) -> str:
    told = [_described(each) for each in readings[:_DESCRIBED]]
    if len(readings) > _DESCRIBED:
        told.append(f"and {len(readings) - _DESCRIBED} more series")
    return "; ".join(told)


def _described(reading: Reading) -> str:
    if not reading.points:
        return f"{reading.label}: no data"
    values = [value for _, value in reading.points]
    latest, lowest, highest = (value_text(each) for each in (values[-1], min(values), max(values)))
    return f"{reading.label}: latest {latest}, lowest {lowest}, highest {highest}"
