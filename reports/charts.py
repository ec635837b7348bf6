"""What the page's charts show, as shares of what they are drawn in. Pure: no HTML."""

import calendar
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.month_report import MonthReport, OperationUse
from reports.usage import Entry, Use, by

# As many as there are colours; the page's style has them.
MOST_SERIES = 7
OTHERS = "other teams"


@dataclass(frozen=True, slots=True)
class Series:
    """`colour` is the number of one."""

    name: str
    colour: int


@dataclass(frozen=True, slots=True)
class Part:
    """`percent` of the chart's height."""

    series: Series
    value: float
    percent: float


@dataclass(frozen=True, slots=True)
class Column:
    day: str
    value: float
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class DayChart:
    """A column for each day of the month, those that have not begun too; `top` is the value at the chart's top."""

    top: float
    series: Sequence[Series]
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Span:
    """From the median to the slowest hundredth, in percent of a logarithmic scale."""

    name: str
    use: Use
    start: float
    middle: float
    end: float


@dataclass(frozen=True, slots=True)
class Spans:
    """`marks` are in milliseconds, with where they stand in percent."""

    spans: Sequence[Span]
    marks: Sequence[tuple[float, float]]


def by_team(report: MonthReport, value: Callable[[Use], float]) -> DayChart:
    """The teams that used most have a colour of their own."""
    entries = report.entries
    of_teams = {name: use.tokens for name, use in by(lambda entry: entry.team, entries).items()}
    ranked = sorted(of_teams, key=lambda name: (-of_teams[name], name))
    shown = ranked if len(ranked) <= MOST_SERIES else ranked[: MOST_SERIES - 1]
    series = {name: Series(name, number) for number, name in enumerate(shown)}
    others = Series(OTHERS, MOST_SERIES - 1)
    every = [*series.values(), *([others] if len(shown) < len(ranked) else [])]
    uses = by(lambda entry: (entry.day, series.get(entry.team, others)), entries)
    return _day_chart(report.month, every, lambda day, each: value(uses.get((day, each), Use())))


def by_outcome(report: MonthReport) -> DayChart:
    """The colours are those of good and bad, not of teams."""
    fine, failed = Series("answered well", MOST_SERIES), Series("answered with an error", MOST_SERIES + 1)
    uses = by(_day, report.entries)

    def value(day: str, series: Series) -> float:
        use = uses.get(day, Use())
        return use.errors if series is failed else use.requests - use.errors

    return _day_chart(report.month, [fine, failed], value)


def latencies(operations: Sequence[OperationUse]) -> Spans:
    timed = [(each, [share for share in each.use.percentiles() if share is not None]) for each in operations]
    timed = [(each, percentiles) for each, percentiles in timed if percentiles]
    if not timed:
        return Spans((), ())
    low = math.floor(math.log10(min(percentiles[0] for _, percentiles in timed)))
    high = max(low + 1, math.ceil(math.log10(max(percentiles[2] for _, percentiles in timed))))

    def place(milliseconds: float) -> float:
        return 100 * (math.log10(milliseconds) - low) / (high - low)

    spans = [Span(each.name, each.use, *map(place, percentiles)) for each, percentiles in timed]
    return Spans(spans, [(10.0**power, place(10.0**power)) for power in range(low, high + 1)])


def month_days(month: str) -> list[str]:
    year, number = map(int, month.split("-"))
    return [f"{month}-{day:02}" for day in range(1, calendar.monthrange(year, number)[1] + 1)]


def round_top(value: float) -> float:
    """The next of 1, 2, 2.5 and 5 with noughts."""
    if value <= 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-9))


def _day_chart(month: str, series: Sequence[Series], value: Callable[[str, Series], float]) -> DayChart:
    values = {day: [(each, value(day, each)) for each in series] for day in month_days(month)}
    top = round_top(max(sum(number for _, number in parts) for parts in values.values()))
    columns = [
        Column(
            day=day,
            value=sum(number for _, number in parts),
            parts=[Part(each, number, 100 * number / top) for each, number in parts if number],
        )
        for day, parts in values.items()
    ]
    return DayChart(top, series, columns)


def _day(entry: Entry) -> str:
    return entry.day
