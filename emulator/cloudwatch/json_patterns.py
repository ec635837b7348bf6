"""JSON filter patterns, such as { $.status = 429 && $.errorType = "THROTTLED" }. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.cloudwatch.pattern_values import InvalidPattern, compare
from emulator.cloudwatch.selectors import SELECTOR, selected

_TOKEN = re.compile(
    rf"""\s*(?:(?P<selector>{SELECTOR})
    |(?P<literal>"(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|[^\s()&|"=<>!{{}}$%]+)
    |(?P<operator>!=|<=|>=|=|<|>)|(?P<joint>&&|\|\|)|(?P<bracket>[()]))""",
    re.VERBOSE,
)
_MAX_DEPTH = 50

Condition = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class JsonPattern:
    matches: Condition


def parse_json_pattern(text: str) -> JsonPattern | InvalidPattern:
    if not text.endswith("}"):
        return InvalidPattern("The filter pattern does not end with }")
    try:
        parser = _Parser(_tokens(text[1:-1]))
        condition = parser.any_of(0)
        parser.end()
    except _InvalidError as error:
        return InvalidPattern(str(error))
    return JsonPattern(condition)


class _InvalidError(Exception):
    """Leaves the parser; never this module."""


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise _InvalidError(f"Unexpected: {text[place:].strip()[:40]}")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return tokens


class _Parser:
    """By descent; && binds more closely than ||."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens[::-1]

    def end(self) -> None:
        if self._tokens:
            raise _InvalidError(f"Unexpected: {self._tokens[-1][1][:40]}")

    def any_of(self, depth: int) -> Condition:
        conditions = [self._all_of(depth)]
        while self._skip("||"):
            conditions.append(self._all_of(depth))
        return conditions[0] if len(conditions) == 1 else lambda document: any(each(document) for each in conditions)

    def _all_of(self, depth: int) -> Condition:
        conditions = [self._single(depth)]
        while self._skip("&&"):
            conditions.append(self._single(depth))
        return conditions[0] if len(conditions) == 1 else lambda document: all(each(document) for each in conditions)

    def _single(self, depth: int) -> Condition:
        if not self._skip("("):
            return self._of_field()
        if depth >= _MAX_DEPTH:
            raise _InvalidError("The filter pattern is nested too deeply")
        condition = self.any_of(depth + 1)
        if not self._skip(")"):
            raise _InvalidError("A bracket is not closed")
        return condition

    def _of_field(self) -> Condition:
        selector = self._take("selector")
        if self._tokens and self._tokens[-1][0] == "operator":
            return _compared(selector, self._take("operator"), self._take("literal"))
        asked = f"{self._take('literal')} {self._take('literal')}".upper()
        if asked not in _STATES:
            raise _InvalidError(f"Unexpected: {asked[:40]}")
        return _STATES[asked](selector)

    def _take(self, kind: str) -> str:
        if not self._tokens or self._tokens[-1][0] != kind:
            raise _InvalidError(f"A {kind} is missing")
        return self._tokens.pop()[1]

    def _skip(self, text: str) -> bool:
        if not self._tokens or self._tokens[-1] not in (("joint", text), ("bracket", text)):
            return False
        self._tokens.pop()
        return True


def _compared(selector: str, operator: str, literal: str) -> Condition:
    comparison = compare(operator, literal)
    if isinstance(comparison, InvalidPattern):
        raise _InvalidError(comparison.reason)
    holds = comparison.holds
    return lambda document: any(holds(value) for value in selected(document, selector))


_STATES: Mapping[str, Callable[[str], Condition]] = {
    "IS NULL": lambda selector: lambda document: any(value is None for value in selected(document, selector)),
    "IS TRUE": lambda selector: lambda document: any(value is True for value in selected(document, selector)),
    "IS FALSE": lambda selector: lambda document: any(value is False for value in selected(document, selector)),
    "NOT EXISTS": lambda selector: lambda document: not selected(document, selector),
}
