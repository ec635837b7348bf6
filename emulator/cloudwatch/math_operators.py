"""Metric math's operators, as a table, and how they go over series. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from operator import add, eq, ge, gt, le, lt, mul, ne, sub

from emulator.cloudwatch.math_values import Line, Lines, MathError, Value

Binary = Callable[[float, float], float]


def _divide(left: float, right: float) -> float:
    """CloudWatch has no datum where something is divided by 0."""
    return left / right if right else math.nan


def _power(left: float, right: float) -> float:
    try:
        raised = left**right
    except (OverflowError, ZeroDivisionError):
        return math.nan
    return raised if isinstance(raised, int | float) else math.nan


OPERATORS: Mapping[str, Binary] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": _divide,
    "^": _power,
    "==": lambda left, right: float(eq(left, right)),
    "!=": lambda left, right: float(ne(left, right)),
    "<": lambda left, right: float(lt(left, right)),
    ">": lambda left, right: float(gt(left, right)),
    "<=": lambda left, right: float(le(left, right)),
    ">=": lambda left, right: float(ge(left, right)),
    "&&": lambda left, right: float(bool(left) and bool(right)),
    "||": lambda left, right: float(bool(left) or bool(right)),
}


def combine(operator: Binary, left: Value, right: Value) -> Value:
    """Two series have a value where both have one; of several series, each is combined with the other side."""
    match left, right:
        case Lines(), Lines():
            raise MathError("Two arrays cannot be combined")
        case Lines(), _:
            return Lines(tuple(single_line(combine(operator, line, right)) for line in left.lines))
        case _, Lines():
            return Lines(tuple(single_line(combine(operator, left, line)) for line in right.lines))
        case Line(), Line():
            both = ((at, operator(value, right.points[at])) for at, value in left.points.items() if at in right.points)
            return replace(left, points=finite(both))
        case Line(), float():
            return of_each(left, lambda value: operator(value, right))
        case float(), Line():
            return of_each(right, lambda value: operator(left, value))
        case float(), float():
            return operator(left, right)
    raise MathError("This cannot be combined")


def finite(points: Iterable[tuple[int, float]]) -> dict[int, float]:
    return {at: value for at, value in points if math.isfinite(value)}


def of_each(line: Line, function: Callable[[float], float]) -> Line:
    return replace(line, points=finite((at, function(value)) for at, value in line.points.items()))


def single_line(value: Value | str) -> Line:
    if not isinstance(value, Line):
        raise MathError("A single series is wanted")
    return value
