"""Property selectors of JSON filter patterns: $.a.b, $.a[0], $.a[*], $.['a.b']. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_STEP = r"""\.\[(?:'[^']*'|"[^"]*")\]|\.[^\s.\[\]()=!<>&|{},'"]+|\[(?:'[^']*'|"[^"]*"|\d{1,9}|\*)\]"""
SELECTOR = rf"\$(?:{_STEP})+"
_ANY = -1

Step = str | int


def selected(document: object, selector: str) -> Sequence[Any]:
    """All that is there; with [*] it may be several."""
    found: list[Any] = [document]
    for step in steps(selector):
        found = [value for each in found for value in _take(each, step)]
    return found


@lru_cache(maxsize=1024)
def steps(selector: str) -> tuple[Step, ...]:
    return tuple(_read(step) for step in re.findall(_STEP, selector[1:]))


def _read(step: str) -> Step:
    inner = step.removeprefix(".")
    if not inner.startswith("["):
        return inner
    inner = inner[1:-1]
    if inner == "*":
        return _ANY
    return int(inner) if inner.isdecimal() else inner[1:-1]


def _take(value: object, step: Step) -> Sequence[Any]:
    if isinstance(step, str):
        return (value[step],) if isinstance(value, dict) and step in value else ()
    if not isinstance(value, list):
        return ()
    if step == _ANY:
        return value
    return (value[step],) if step < len(value) else ()
