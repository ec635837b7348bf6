"""The part of JSONPath that mapping templates and parameter mappings use: names, indices and wildcards."""

import re
from functools import lru_cache
from typing import Any

_STEP = re.compile(
    r"""\.(?P<name>[\w$@-]+|\*)|\['(?P<single>[^']*)'\]|\["(?P<double>[^"]*)"\]|\[(?P<index>-?\d{1,9}|\*)\]"""
)


class Missing:
    """Nothing is at the path, which is not the same as null."""


MISSING = Missing()


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str | int, ...] | None:
    """None if the path is not one that is understood."""
    if not path.startswith("$"):
        path = f"$.{path}"
    steps: list[str | int] = []
    position = 1
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            return None
        text = next(part for part in match.groups() if part is not None)
        is_index = match["index"] is not None and text != "*"
        steps.append(int(text) if is_index else text)
        position = match.end()
    return tuple(steps)


def look_up(document: Any, path: str) -> Any:
    """MISSING where nothing is, and for a path outside the supported part. A wildcard gives a list."""
    steps = _steps(path)
    return MISSING if steps is None else _walk(document, steps)


def _walk(value: Any, steps: tuple[str | int, ...]) -> Any:
    for place, step in enumerate(steps):
        if step == "*":
            return _walk_all(value, steps[place + 1 :])
        value = _step_into(value, step)
        if value is MISSING:
            return MISSING
    return value


def _step_into(value: Any, step: str | int) -> Any:
    match value, step:
        case dict(), str():
            return value.get(step, MISSING)
        case list(), int() if -len(value) <= step < len(value):
            return value[step]
    return MISSING


def _walk_all(value: Any, steps: tuple[str | int, ...]) -> Any:
    if not isinstance(value, dict | list):
        return MISSING
    found = (_walk(item, steps) for item in (value.values() if isinstance(value, dict) else value))
    return [item for item in found if item is not MISSING]
