"""Metric math's functions, as a table. Pure."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from emulator.cloudwatch.math_operators import finite, of_each, single_line
from emulator.cloudwatch.math_values import Line, Lines, MathError, Value


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods that are asked for, in seconds since the epoch."""

    start: int
    end: int
    period: int

    @property
    def starts(self) -> range:
        return range(self.start, self.end, self.period)


Function = Callable[[Sequence[Value | str], Timeline], Value]


def _single(arguments: Sequence[Value | str]) -> Value | str:
    if len(arguments) != 1:
        raise MathError("One argument is wanted")
    return arguments[0]


def _by_value(function: Callable[[float], float]) -> Function:
    def apply(arguments: Sequence[Value | str], _: Timeline) -> Value:
        return _mapped(_single(arguments), lambda line: of_each(line, function), function)

    return apply


def _by_line(function: Callable[[Line], Line]) -> Function:
    return lambda arguments, _: _mapped(_single(arguments), function)


def _mapped(
    value: Value | str, of_line: Callable[[Line], Line], of_number: Callable[[float], float] | None = None
) -> Value:
    match value:
        case Line():
            return of_line(value)
        case Lines():
            return Lines(tuple(of_line(line) for line in value.lines))
        case float() if of_number is not None:
            return of_number(value)
    raise MathError("A series is wanted")


def _aggregate(function: Callable[[Sequence[float]], float]) -> Function:
    """Of one series a number; of several a series, of what there is in each period."""

    def apply(arguments: Sequence[Value | str], _: Timeline) -> Value:
        match _single(arguments):
            case Line(points=points):
                return function(list(points.values())) if points else math.nan
            case Lines(lines=lines):
                starts = sorted({at for line in lines for at in line.points})
                return Line(
                    finite((at, function([line.points[at] for line in lines if at in line.points])) for at in starts)
                )
            case float() as number:
                return number
        raise MathError("A series is wanted")

    return apply


def _differences(line: Line) -> Line:
    return replace(line, points={at: value - before for (_, before), (at, value) in pairwise(line.points.items())})


def _rates(line: Line) -> Line:
    pairs = pairwise(line.points.items())
    return replace(line, points={at: (value - before) / (at - then) for (then, before), (at, value) in pairs})


def _intervals(line: Line) -> Line:
    return replace(line, points={at: float(at - then) for then, at in pairwise(line.points)})


def _running(line: Line) -> Line:
    return replace(line, points=dict(zip(line.points, accumulate(line.points.values()), strict=True)))


def _fill(arguments: Sequence[Value | str], timeline: Timeline) -> Value:
    if len(arguments) != 2:
        raise MathError("FILL wants a series and what to fill it with")
    series, filler = arguments
    return _mapped(series, lambda line: _filled(line, filler, timeline))


def _filled(line: Line, filler: Value | str, timeline: Timeline) -> Line:
    match filler:
        case float():
            return replace(line, points={at: line.points.get(at, filler) for at in timeline.starts})
        case Line():
            points = {at: line.points.get(at, filler.points.get(at, math.nan)) for at in timeline.starts}
            return replace(line, points=finite(points.items()))
        case "REPEAT":
            last = math.nan
            points = {at: (last := line.points.get(at, last)) for at in timeline.starts}
            return replace(line, points=finite(points.items()))
        case "LINEAR":
            return replace(line, points=dict(_interpolated(line, timeline)))
    raise MathError("FILL fills with a number, a series, REPEAT or LINEAR")


def _interpolated(line: Line, timeline: Timeline) -> list[tuple[int, float]]:
    filled: list[tuple[int, float]] = []
    for (then, before), (at, value) in pairwise(line.points.items()):
        slope = (value - before) / (at - then)
        filled += [(each, before + slope * (each - then)) for each in range(then, at, timeline.period)]
    return filled + list(line.points.items())[-1:]


def _if(arguments: Sequence[Value | str], _: Timeline) -> Value:
    """IF(condition, then, otherwise): without `otherwise` there is no datum where the condition does not hold."""
    if len(arguments) not in (2, 3):
        raise MathError("IF wants a condition, and one or two values")
    condition, *values = arguments
    then, otherwise = (*values, math.nan)[:2]
    if isinstance(condition, float):
        chosen = then if condition else otherwise
        if isinstance(chosen, str):
            raise MathError("IF wants values")
        return chosen
    held = single_line(condition)
    points = ((at, _at(then if holds else otherwise, at)) for at, holds in held.points.items())
    return replace(held, points=finite(points))


def _at(value: Value | str, at: int) -> float:
    return value if isinstance(value, float) else single_line(value).points.get(at, math.nan)


def _deviation(values: Sequence[float]) -> float:
    return statistics.pstdev(values)


def _rounded(function: Callable[[float], int]) -> Callable[[float], float]:
    """What is no number is left as it is; what is beyond all numbers cannot be rounded."""

    def rounded(value: float) -> float:
        if math.isinf(value):
            raise MathError("A value is too large")
        return value if math.isnan(value) else float(function(value))

    return rounded


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: function(value) if value > 0 else math.nan


def _time_series(arguments: Sequence[Value | str], timeline: Timeline) -> Value:
    value = _single(arguments)
    if not isinstance(value, float):
        raise MathError("TIME_SERIES wants a number")
    return Line(finite((at, value) for at in timeline.starts))


def _count_lines(arguments: Sequence[Value | str], _: Timeline) -> Value:
    value = _single(arguments)
    return float(len(value.lines)) if isinstance(value, Lines) else 1.0


FUNCTIONS: Mapping[str, Function] = {
    "ABS": _by_value(abs),
    "AVG": _aggregate(statistics.fmean),
    "CEIL": _by_value(_rounded(math.ceil)),
    "DATAPOINT_COUNT": _aggregate(lambda values: float(len(values))),
    "DIFF": _by_line(_differences),
    "DIFF_TIME": _by_line(_intervals),
    "FILL": _fill,
    "FLOOR": _by_value(_rounded(math.floor)),
    "IF": _if,
    "LOG": _by_value(_logarithm(math.log)),
    "LOG10": _by_value(_logarithm(math.log10)),
    "MAX": _aggregate(max),
    "METRIC_COUNT": _count_lines,
    "MIN": _aggregate(min),
    "PERIOD": lambda _, timeline: float(timeline.period),
    "RATE": _by_line(_rates),
    "RUNNING_SUM": _by_line(_running),
    "STDDEV": _aggregate(_deviation),
    "SUM": _aggregate(math.fsum),
    "TIME_SERIES": _time_series,
}
