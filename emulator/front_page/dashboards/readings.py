"""What there is to show of a widget's metrics: asked of CloudWatch, and bounded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from emulator.cloudwatch.queries import MathError, MetricQuery, MetricResult
from emulator.front_page.charts.lines import Point, Window
from emulator.front_page.charts.scales import LARGEST
from emulator.front_page.dashboards.metric_rows import MOST_SERIES
from emulator.front_page.dashboards.widgets import Series
from emulator.front_page.sources import Monitoring

MOST_POINTS = 1440
# Of one page: what is drawn, and what metric math goes through. Far more than the store of metrics holds.
_DRAWN_POINTS = 400_000
_READ_POINTS = 20_000_000
_SHORT_PERIODS = (1, 5, 10, 30, 60)
# What an expression's numbers, or expressions that refer to each other, may come to.
_FAULTS = (MathError, ArithmeticError, ValueError, RecursionError)
_EXPRESSION_PART = 14  # characters that may be one more way through all points: SUM(METRICS())


@dataclass(frozen=True, slots=True)
class Reading:
    """`points` are empty where nothing is known, or where there is a `fault`."""

    series: Series
    label: str
    points: Sequence[Point]
    period: int
    fault: str = ""


class Allowance:
    """What a page may still read and draw."""

    def __init__(self, drawn: int = _DRAWN_POINTS, read: int = _READ_POINTS) -> None:
        self._drawn = drawn
        self._read = read

    def read(self, points: int) -> bool:
        """What is too much takes nothing from the widgets that follow."""
        is_allowed = points <= self._read
        self._read -= points if is_allowed else 0
        return is_allowed

    def draw(self, points: int) -> bool:
        is_allowed = points <= self._drawn
        self._drawn -= points if is_allowed else 0
        return is_allowed


def read(
    series: Sequence[Series], monitoring: Monitoring, window: Window, allowance: Allowance, *, is_whole: bool = False
) -> Sequence[Reading] | None:
    """None if it would be more than a page may have. `is_whole` asks for one value, of the window as one period."""
    shown = [replace(each, period=_period(each.period, window, is_whole=is_whole)) for each in series]
    if not allowance.read(_cost(shown, window)):
        return None
    groups: dict[tuple[str, str], list[Series]] = {}
    for each in shown:
        groups.setdefault((each.region, each.account), []).append(each)
    found = {
        reading.series.id: readings
        for place, group in groups.items()
        for readings in _group(place, group, monitoring, window, is_whole=is_whole)
        for reading in readings[:1]
    }
    ordered = [reading for each in shown if each.is_visible for reading in found.get(each.id, ())]
    return ordered if allowance.draw(sum(len(each.points) for each in ordered)) else None


def _period(period: int, window: Window, *, is_whole: bool) -> int:
    """Long enough for the window to have no more points than are drawn."""
    if is_whole:
        return window.end - window.start
    least = (window.end - window.start) / MOST_POINTS
    return max(period, next((each for each in _SHORT_PERIODS if each >= least), 60))


def _cost(series: Sequence[Series], window: Window) -> int:
    points = sum(-(-(window.end - window.start) // each.period) for each in series)
    return points * (1 + sum(len(each.expression) for each in series) // _EXPRESSION_PART)


def _group(
    place: tuple[str, str], group: Sequence[Series], monitoring: Monitoring, window: Window, *, is_whole: bool
) -> Iterator[Sequence[Reading]]:
    """The readings of each series: several of an expression that is several series."""
    # Periods begin at their own multiples, so that they hold the same data whenever they are looked at.
    longest = min(3600, max(each.period for each in group))
    start = window.start if is_whole else window.start // longest * longest
    queries = [_query(each) for each in group]
    results, faults = _asked(place, queries, monitoring, start, window.end)
    period = max(each.period for each in group)
    for each in group:
        own_period = period if each.expression else each.period
        if each.id in faults:
            yield [Reading(each, each.label or each.expression, (), own_period, faults[each.id])]
        elif own := results.get(each.id):
            yield [
                Reading(each, _label(each, result, number, len(own)), _points(result), own_period)
                for number, result in enumerate(own[:MOST_SERIES], 1)
            ]


def _asked(
    place: tuple[str, str], queries: Sequence[MetricQuery], monitoring: Monitoring, start: int, end: int
) -> tuple[Mapping[str, Sequence[MetricResult]], Mapping[str, str]]:
    """By id the results, or why there are none. An expression with a fault leaves the others as they are."""
    region, account = place
    results: dict[str, list[MetricResult]] = {}
    try:
        for result in monitoring.metric_data(region, account, queries, start, end):
            results.setdefault(result.id, []).append(result)
    except _FAULTS as error:
        if len(queries) == 1:
            return {}, {queries[0].id: _told(error)}
    else:
        return results, {}
    faults: dict[str, str] = {}
    for query in queries:
        if query.returned:
            alone = [replace(each, returned=each is query) for each in queries]
            try:
                results[query.id] = list(monitoring.metric_data(region, account, alone, start, end))
            except _FAULTS as error:
                faults[query.id] = _told(error)
    return results, faults


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, MathError) else "This cannot be reckoned"


def _query(series: Series) -> MetricQuery:
    label = "" if series.expression else series.label
    return MetricQuery(
        series.id,
        series.metric,
        series.statistic,
        series.expression,
        series.period,
        label=label,
        returned=series.is_visible,
    )


def _label(series: Series, result: MetricResult, number: int, count: int) -> str:
    if not series.expression:
        return series.label
    if count == 1:
        return series.label or series.expression
    return f"{series.label} {number}" if series.label else result.label or f"{series.expression} {number}"


def _points(result: MetricResult) -> Sequence[Point]:
    points = [(float(at), value) for at, value in result.points if abs(value) <= LARGEST]
    return points[-MOST_POINTS:]
