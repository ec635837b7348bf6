"""What GetMetricData asks: statistics of metrics by period, and metric math between them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from emulator.cloudwatch.math_functions import Timeline
from emulator.cloudwatch.math_values import Line, Lines, MathError, Value
from emulator.cloudwatch.metric_math import Names, evaluate
from emulator.cloudwatch.metric_store import Metric, MetricStore, Place, metric_store

_MAX_POINTS = 100_800  # of one answer of GetMetricData

__all__ = ["MathError", "Metric", "MetricQuery", "MetricResult", "metric_data", "series"]


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """Either a metric with its statistic, e.g. Sum or p99, or an expression over the other queries' ids."""

    id: str
    metric: Metric | None = None
    statistic: str = "Average"
    expression: str = ""
    period: int = 60  # seconds
    unit: str | None = None
    label: str = ""
    returned: bool = True


@dataclass(frozen=True, slots=True)
class MetricResult:
    id: str
    label: str
    points: tuple[tuple[int, float], ...]  # seconds since the epoch, the earliest first


def series(
    region: str, account: str, query: MetricQuery, start: float, end: float, period: int
) -> list[tuple[float, float]]:
    """One metric's values from `start` up to `end`, seconds since the epoch, each with its period's start."""
    results = metric_data(region, account, [replace(query, period=period)], start, end)
    return [(float(at), value) for result in results for at, value in result.points]


def metric_data(
    region: str,
    account: str,
    queries: Sequence[MetricQuery],
    start: float,
    end: float,
    store: MetricStore | None = None,
) -> list[MetricResult]:
    """Of each query whose result is to be returned; an expression of several series has several results.

    Raises MathError, whose text is for whoever has asked.
    """
    asked = _Asked(Place(account, region), queries, start, end, store or metric_store())
    return [result for query in queries if query.returned for result in asked.results(query)]


class _Asked:
    def __init__(
        self, place: Place, queries: Sequence[MetricQuery], start: float, end: float, store: MetricStore
    ) -> None:
        self._place = place
        self._queries = {query.id: query for query in queries}
        self._start = start
        self._end = end
        self._store = store
        self._known: dict[str, Value] = {}
        self._asking: set[str] = set()

    def results(self, query: MetricQuery) -> list[MetricResult]:
        value = self._value(query.id)
        if isinstance(value, Lines):
            return [
                MetricResult(query.id, query.label or line.label, tuple(line.points.items())) for line in value.lines
            ]
        line = value if isinstance(value, Line) else Line(dict.fromkeys(self._timeline(query).starts, value))
        points = tuple((at, number) for at, number in line.points.items() if math.isfinite(number))
        return [MetricResult(query.id, query.label or _label(query), points)]

    def _value(self, name: str) -> Value:
        if name not in self._known:
            if name not in self._queries:
                raise MathError(f"The id {name} is not among the queries")
            if name in self._asking:
                raise MathError(f"The expression {name} refers to itself")
            self._asking.add(name)
            query = self._queries[name]
            self._known[name] = self._evaluate(query) if query.expression else self._read(query)
            self._asking.discard(name)
        return self._known[name]

    def _evaluate(self, query: MetricQuery) -> Value:
        metrics = [each for each in self._queries.values() if each.metric is not None]
        lines = [(each.id, line) for each in metrics if isinstance(line := self._value(each.id), Line)]
        return evaluate(query.expression, Names(self._value, lines), self._timeline(query))

    def _read(self, query: MetricQuery) -> Line:
        if query.metric is None:
            raise MathError(f"The query {query.id} has neither a metric nor an expression")
        timeline = self._timeline(query)
        points = self._store.read(
            self._place, query.metric, query.statistic, timeline.start, timeline.end, timeline.period, query.unit
        )
        return Line(points, query.label or _label(query))

    def _timeline(self, query: MetricQuery) -> Timeline:
        """An expression has the longest period of the metrics that are asked for."""
        periods = [each.period for each in self._queries.values() if each.metric is not None]
        period = max(periods, default=query.period) if query.expression else query.period
        if (self._end - self._start) / period > _MAX_POINTS:
            raise MathError(f"More than {_MAX_POINTS} data points are asked for")
        return Timeline(_aligned(self._start, period), int(-(-self._end // 1)), period)


def _aligned(start: float, period: int) -> int:
    """To the minute, or to the period if that is shorter, as GetMetricData does it."""
    step = min(period, 60)
    return int(start // step) * step


def _label(query: MetricQuery) -> str:
    return query.metric.name if query.metric is not None else query.id
