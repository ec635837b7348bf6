"""What metric math reckons with: a number, a series, or several series."""

from collections.abc import Mapping
from dataclasses import dataclass


class MathError(Exception):
    """An expression that is not valid; its text may be shown to whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series: values by the seconds since the epoch at which their periods start, the earliest first."""

    points: Mapping[int, float]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    lines: tuple[Line, ...]


Value = float | Line | Lines
