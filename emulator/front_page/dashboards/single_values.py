"""One value of each series: large with a sparkline, or as a bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emulator.cloudwatch.queries import Metric
from emulator.front_page.charts.bars import Bar, draw_bars
from emulator.front_page.charts.lines import Axis, Line, Window, sparkline
from emulator.front_page.charts.numbers import value_text
from emulator.front_page.dashboards.readings import Reading
from emulator.front_page.dashboards.values import style

_UNNAMED_UNITS = (None, "None", "Count")


@dataclass(frozen=True, slots=True)
class SingleValue:
    label: str
    text: str
    unit: str
    style: str
    line: Line


@dataclass(frozen=True, slots=True)
class LabelledBar:
    label: str
    text: str
    style: str
    bar: Bar


def single_values(
    readings: Sequence[Reading],
    whole: Sequence[Reading],
    window: Window,
    unit_of: Callable[[str, str, Metric], str | None],
) -> Sequence[SingleValue]:
    """`whole` has the values of the window as one period, if those are wanted; otherwise the latest count."""
    values = _values(readings, whole)
    return [
        SingleValue(
            reading.label,
            "no data" if value is None else value_text(value),
            _unit(reading, unit_of),
            style(number),
            sparkline(reading.points, reading.period, window),
        )
        for number, (reading, value) in enumerate(zip(readings, values, strict=True))
    ]


def bars(readings: Sequence[Reading], whole: Sequence[Reading], axis: Axis) -> Sequence[LabelledBar]:
    values = _values(readings, whole)
    drawn = draw_bars([value or 0.0 for value in values], axis.lowest, axis.highest)
    return [
        LabelledBar(reading.label, "no data" if value is None else value_text(value), style(number), bar)
        for number, (reading, value, bar) in enumerate(zip(readings, values, drawn, strict=True))
    ]


def _values(readings: Sequence[Reading], whole: Sequence[Reading]) -> Sequence[float | None]:
    chosen = {(each.series.id, each.label): each for each in whole}
    return [
        told.points[-1][1] if (told := chosen.get((each.series.id, each.label), each)).points else None
        for each in readings
    ]


def _unit(reading: Reading, unit_of: Callable[[str, str, Metric], str | None]) -> str:
    series = reading.series
    if series.metric is None or series.statistic == "SampleCount":
        return ""
    unit = unit_of(series.region, series.account, series.metric)
    return "" if unit is None or unit in _UNNAMED_UNITS else unit
