"""Metric math: expressions over series, such as `m2 / m1 * 100`, `SUM(METRICS())` or `FILL(m1, 0)`. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from emulator.cloudwatch.math_functions import FUNCTIONS, Timeline
from emulator.cloudwatch.math_operators import OPERATORS, combine
from emulator.cloudwatch.math_values import Line, Lines, MathError, Value

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>'[^']*'|"[^"]*")
    |(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/^<>(),\[\]]))""",
    re.VERBOSE,
)
_MAX_LENGTH = 2048
_MAX_DEPTH = 50
# From those that bind least to those that bind most; AND and OR are also && and ||.
_LEVELS = (
    frozenset(("||", "&&")),
    frozenset(("==", "!=", "<", ">", "<=", ">=")),
    frozenset("+-"),
    frozenset("*/"),
    frozenset("^"),
)
_WORDS = {"AND": "&&", "OR": "||"}


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may refer to: a series or another expression by its id, and all metrics of the query."""

    resolve: Callable[[str], Value]
    metrics: Sequence[tuple[str, Line]]  # with their ids


def evaluate(expression: str, names: Names, timeline: Timeline) -> Value:
    """Raises MathError for what is not valid, or not known here."""
    if len(expression) > _MAX_LENGTH:
        raise MathError("The expression is too long")
    evaluation = _Evaluation(_tokens(expression), names, timeline)
    value = evaluation.level(0, 0)
    evaluation.end()
    return value


def _tokens(text: str) -> list[tuple[str, str]]:
    def read() -> Iterator[tuple[str, str]]:
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if found is None or found.lastgroup is None:
                raise MathError(f"Unexpected: {text[place:].strip()[:40]}")
            word = found[found.lastgroup]
            yield ("sign", _WORDS[word]) if word in _WORDS else (found.lastgroup, word)
            place = found.end()

    return list(read())


class _Evaluation:
    """By descent; what is read is evaluated at once."""

    def __init__(self, tokens: list[tuple[str, str]], names: Names, timeline: Timeline) -> None:
        self._tokens = tokens[::-1]
        self._names = names
        self._timeline = timeline

    def end(self) -> None:
        if self._tokens:
            raise MathError(f"Unexpected: {self._tokens[-1][1][:40]}")

    def level(self, level: int, depth: int) -> Value:
        if level == len(_LEVELS):
            return self._single(depth)
        value = self.level(level + 1, depth)
        while self._tokens and self._tokens[-1][0] == "sign" and self._tokens[-1][1] in _LEVELS[level]:
            sign = self._tokens.pop()[1]
            value = combine(OPERATORS[sign], value, self.level(level + 1, depth))
        return value

    def _single(self, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise MathError("The expression is nested too deeply")
        kind, word = self._take()
        if kind == "number":
            return float(word)
        if kind == "name":
            return self._call(word, depth) if self._next() == "(" else self._names.resolve(word)
        if word == "-":
            return combine(OPERATORS["*"], -1.0, self._single(depth + 1))
        if word == "(":
            value = self.level(0, depth + 1)
            self._expect(")")
            return value
        if word == "[":
            return self._array(depth + 1)
        raise MathError(f"Unexpected: {word}")

    def _call(self, name: str, depth: int) -> Value:
        self._take()
        if name == "METRICS":
            return self._metrics()
        if name not in FUNCTIONS:
            raise MathError(f"The function {name} is not supported")
        arguments: list[Value | str] = []
        while self._next() != ")":
            arguments.append(self._argument(depth + 1))
            if self._next() != ")":
                self._expect(",")
        self._expect(")")
        return FUNCTIONS[name](arguments, self._timeline)

    def _argument(self, depth: int) -> Value | str:
        """A word that is a function's own, such as REPEAT or LINEAR, stays one."""
        if self._tokens and self._tokens[-1][1] in ("REPEAT", "LINEAR"):
            return self._take()[1]
        return self.level(0, depth)

    def _array(self, depth: int) -> Value:
        lines: list[Line] = []
        while True:
            value = self.level(0, depth)
            if isinstance(value, float):
                raise MathError("An array is made of series")
            lines.extend([value] if isinstance(value, Line) else value.lines)
            if self._next() == "]":
                self._take()
                return Lines(tuple(lines))
            self._expect(",")

    def _metrics(self) -> Value:
        part = "" if self._next() == ")" else self._take()[1].strip("'\"")
        self._expect(")")
        return Lines(tuple(line for name, line in self._names.metrics if part in name))

    def _next(self) -> str | None:
        return self._tokens[-1][1] if self._tokens else None

    def _take(self) -> tuple[str, str]:
        if not self._tokens:
            raise MathError("The expression ends too early")
        return self._tokens.pop()

    def _expect(self, sign: str) -> None:
        if self._take()[1] != sign:
            raise MathError(f"{sign} is missing")
