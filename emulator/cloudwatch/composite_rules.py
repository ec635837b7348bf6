"""The rules of composite alarms, such as ALARM("a") AND NOT OK("b"). Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
"""

import re
from collections.abc import Callable

from emulator.cloudwatch.alarm_rules import State

_WORD = re.compile(
    r"""\s*(?:(?P<state>(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"[^"]*"|'[^']*'|[^\s()"']+)\s*\))
    |(?P<term>AND|OR|NOT|TRUE|FALSE|\(|\)))""",
    re.VERBOSE,
)
_MAX_DEPTH = 50

StateOf = Callable[[str], State | None]


def holds(rule: str, state_of: StateOf) -> bool | None:
    """`state_of` has the state of an alarm by its name or ARN. None for a rule that is not valid."""
    words: list[str] = []
    place, end = 0, len(rule.rstrip())
    while place < end:
        found = _WORD.match(rule, place)
        if found is None:
            return None
        words.append(found[0].strip())
        place = found.end()
    reader = _Reader(words, state_of)
    try:
        value = reader.any_of(0)
    except (IndexError, ValueError):
        return None
    return value if reader.is_done else None


class _Reader:
    """Raises IndexError or ValueError for what is no rule."""

    def __init__(self, words: list[str], state_of: StateOf) -> None:
        self._words = words[::-1]
        self._state_of = state_of

    @property
    def is_done(self) -> bool:
        return not self._words

    def any_of(self, depth: int) -> bool:
        values = [self._all_of(depth)]
        while self._skip("OR"):
            values.append(self._all_of(depth))
        return any(values)

    def _all_of(self, depth: int) -> bool:
        values = [self._single(depth)]
        while self._skip("AND"):
            values.append(self._single(depth))
        return all(values)

    def _single(self, depth: int) -> bool:
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        word = self._words.pop()
        if word == "NOT":
            return not self._single(depth + 1)
        if word in ("TRUE", "FALSE"):
            return word == "TRUE"
        if word == "(":
            value = self.any_of(depth + 1)
            if not self._skip(")"):
                raise ValueError("a bracket is not closed")
            return value
        state, bracket, name = word.partition("(")
        if not bracket:
            raise ValueError(word)
        return self._state_of(name[:-1].strip().strip("\"'")) == state.strip()

    def _skip(self, word: str) -> bool:
        if not self._words or self._words[-1] != word:
            return False
        self._words.pop()
        return True
