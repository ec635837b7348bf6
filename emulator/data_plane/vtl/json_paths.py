"""JSONPath, as API Gateway's templates and parameter mappings have it: Jayway's, without its functions save length().

A path that can lead to several places (wildcard, descent, slice, union, filter) gives a list, be it empty.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any

_MAX_FOUND = 100_000

_NAME = re.compile(r"[\w$@-]+")
_QUOTED = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*""")
# ASCII: what else Python's patterns take for white space, int() does not.
_INDICES = re.compile(r"\s*-?\d{1,9}\s*(?:,\s*-?\d{1,9}\s*)*", re.ASCII)
_SLICE = re.compile(r"\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*", re.ASCII)
_TERM = re.compile(
    r"""\s*@(?P<path>(?:\.[\w$-]+|\['[^']*'\]|\[\d+\])*)\s*(?:(?P<operator>==|!=|<=|>=|<|>)\s*"""
    r"""(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<bare>-?\d+(?:\.\d+)?|true|false|null)))?\s*"""
)
_CONSTANTS = {"true": True, "false": False, "null": None}

Step = Callable[[Any], Iterable[Any]]


class Missing:
    """Nothing is at the path, which is not the same as null."""


MISSING = Missing()


class _NoPathError(Exception):
    """The text is no path that is understood."""


def look_up(document: Any, path: str) -> Any:
    """MISSING where nothing is, for a path that is not understood, and where far too much is."""
    parsed = _parse(path)
    if parsed is None:
        return MISSING
    definite, steps = parsed
    found: list[Any] = [document]
    for step in steps:
        found = list(islice(chain.from_iterable(map(step, found)), _MAX_FOUND + 1))
        if len(found) > _MAX_FOUND:
            return MISSING
    if not definite:
        return found
    return found[0] if found else MISSING


@lru_cache(maxsize=1024)
def _parse(path: str) -> tuple[bool, tuple[Step, ...]] | None:
    """The steps, and whether they lead to one place at most."""
    text = path if path.startswith("$") else f"$.{path}"
    definite, steps, position = True, [], 1
    try:
        while position < len(text):
            single, step, position = _read_step(text, position)
            definite = definite and single
            steps.append(step)
    except _NoPathError:
        return None
    return definite, tuple(steps)


def _read_step(text: str, at: int) -> tuple[bool, Step, int]:
    if text.startswith("..", at):
        if text.startswith(("[", "*"), at + 2):
            return False, _descend, at + 2 if text[at + 2] == "[" else at + 1
        name = _NAME.match(text, at + 2)
        if name is None:
            raise _NoPathError
        return False, _each_named(name[0]), name.end()
    if text.startswith("[", at):
        return _read_bracket(text, at + 1)
    if text.startswith(".*", at) or text.startswith("*", at):
        return False, _children, at + 2 if text[at] == "." else at + 1
    name = _NAME.match(text, at + 1) if text.startswith(".", at) else None
    if name is None:
        raise _NoPathError
    if name[0] == "length" and text.startswith("()", name.end()):
        return True, _length, name.end() + 2
    return True, _named((name[0],)), name.end()


def _read_bracket(text: str, at: int) -> tuple[bool, Step, int]:
    if text.startswith("*]", at):
        return False, _children, at + 2
    if text.startswith("?(", at):
        return _read_filter(text, at + 2)
    if (indices := _INDICES.match(text, at)) is not None and text.startswith("]", indices.end()):
        numbers = tuple(map(int, indices[0].split(",")))
        return len(numbers) == 1, _indexed(numbers), indices.end() + 1
    if (part := _SLICE.match(text, at)) is not None and text.startswith("]", part.end()):
        first, last = (int(number) if number else None for number in part.groups())
        return False, _sliced(slice(first, last)), part.end() + 1
    names = []
    while (quoted := _QUOTED.match(text, at)) is not None:
        names.append(re.sub(r"\\(.)", r"\1", quoted[1] if quoted[1] is not None else quoted[2]))
        at = quoted.end()
        if text.startswith("]", at):
            return len(names) == 1, _named(tuple(names)), at + 1
        if not text.startswith(",", at):
            break
        at += 1
    raise _NoPathError


def _read_filter(text: str, at: int) -> tuple[bool, Step, int]:
    """Comparisons of a member with a constant, or its presence, joined by && alone or by || alone."""
    tests: list[Callable[[Any], bool]] = []
    joint = ""
    while (term := _TERM.match(text, at)) is not None:
        tests.append(_test(term))
        at = term.end()
        if text.startswith(")]", at):
            return False, _filtered(any if joint == "||" else all, tests), at + 2
        following = text[at : at + 2]
        if following not in ("&&", "||") or joint not in ("", following):
            break
        joint, at = following, at + 2
    raise _NoPathError


def _test(term: re.Match[str]) -> Callable[[Any], bool]:
    path = f"${term['path']}"
    operator = term["operator"]
    if operator is None:
        return lambda value: look_up(value, path) is not MISSING
    text = term["single"] if term["single"] is not None else term["double"]
    bare = term["bare"]
    wanted = text if text is not None else _CONSTANTS[bare] if bare in _CONSTANTS else float(bare)
    compare = _COMPARISONS[operator]
    return lambda value: compare(look_up(value, path), wanted)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Only numbers have an order among themselves, and texts."""

    def apply(left: Any, right: Any) -> bool:
        kinds = [
            str if isinstance(each, str) else float if isinstance(each, int | float) else None for each in (left, right)
        ]
        return None not in kinds and kinds[0] is kinds[1] and compare(left, right)

    return apply


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
}


def _named(names: tuple[str, ...]) -> Step:
    return lambda value: [value[name] for name in names if name in value] if isinstance(value, dict) else ()


def _indexed(indices: tuple[int, ...]) -> Step:
    def step(value: Any) -> Iterable[Any]:
        size = len(value) if isinstance(value, list) else 0
        return [value[index] for index in indices if -size <= index < size]

    return step


def _sliced(part: slice) -> Step:
    return lambda value: value[part] if isinstance(value, list) else ()


def _filtered(holds: Callable[[Iterable[bool]], bool], tests: list[Callable[[Any], bool]]) -> Step:
    def step(value: Any) -> Iterable[Any]:
        items = value if isinstance(value, list) else (value,)
        return [item for item in items if holds(test(item) for test in tests)]

    return step


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _length(value: Any) -> Iterable[Any]:
    return [len(value)] if isinstance(value, list | dict | str) else ()


def _descend(value: Any) -> Iterator[Any]:
    """A value and all that is in it."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(list(_children(each))))


def _each_named(name: str) -> Step:
    return lambda value: [each[name] for each in _descend(value) if isinstance(each, dict) and name in each]
