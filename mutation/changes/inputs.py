"""Kinds of requests on which a server of ours might stumble though they are as the contract has them. Pure."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from mutation.changes.values import parsed
from mutation.mutant import Answer, Change, Memory, Request
from mutation.places import MISSING

_SPACED = re.compile(rb'[{\[,:]\s+"|\s[}\]]')


@dataclass(frozen=True, slots=True)
class Input:
    """A class of inputs. `name`: of a property or a parameter, `value`: a number, where the class is about one."""

    kind: str
    name: str = ""
    value: float = 0

    def holds(self, request: Request) -> bool:
        return INPUTS[self.kind](request, self)


@dataclass(frozen=True, slots=True)
class Stumble(Change):
    """Requests of the class are answered so, whatever the stage says; `well` spares those that it refuses."""

    on: Input
    status: int
    problem: tuple[tuple[str, Any], ...]
    well: bool = False

    def answer(self, request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        if not self.on.holds(request) or (self.well and answer.status >= 400):
            return answer
        made = Answer(self.status, answer.headers, json.dumps(dict(self.problem)).encode())
        return made.having("Content-Type", "application/problem+json")


def _texts(request: Request) -> Iterator[str]:
    yield from (value for _, value in parse_qsl(request.query, keep_blank_values=True))
    stack = [parsed(request)] if request.body else []
    while stack:
        match stack.pop():
            case dict() as found:
                stack += found.values()
            case list() as found:
                stack += found
            case str() as found:
                yield found


def _values(request: Request, name: str) -> Iterator[Any]:
    """Of every property of this name in the body, and of the query parameter."""
    yield from (value for each, value in parse_qsl(request.query, keep_blank_values=True) if each == name)
    stack = [parsed(request)] if request.body else []
    while stack:
        match stack.pop():
            case dict() as found:
                if name in found:
                    yield found[name]
                stack += found.values()
            case list() as found:
                stack += found


def _in_texts(wanted: Callable[[str], bool]) -> Callable[[Request, Input], bool]:
    return lambda request, _which: any(wanted(text) for text in _texts(request))


def _at_value(request: Request, which: Input) -> bool:
    return any(_number(value) == which.value for value in _values(request, which.name))


def _length(request: Request, which: Input) -> bool:
    return any(isinstance(value, str | list) and len(value) == which.value for value in _values(request, which.name))


def _number(value: Any) -> float | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        return float(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _parameters(request: Request) -> list[str]:
    return [name for name, _ in parse_qsl(request.query, keep_blank_values=True)]


INPUTS: Mapping[str, Callable[[Request, Input], bool]] = {
    "astral": _in_texts(lambda text: any(ord(each) > 0xFFFF for each in text)),
    "nul": _in_texts(lambda text: "\x00" in text),
    "not-ascii": _in_texts(lambda text: not text.isascii()),
    "control": _in_texts(lambda text: any(each < " " and each != "\x00" for each in text)),
    "blank": _in_texts(lambda text: bool(text) and not text.strip()),
    "quoted": _in_texts(lambda text: "'" in text or '"' in text),
    "property": lambda request, which: any(value is not MISSING for value in _values(request, which.name)),
    "number": _at_value,
    "length": _length,
    "parameters": lambda request, _which: len(set(_parameters(request))) > 1,
    "header": lambda request, which: len(request.header(which.name) or "") >= which.value,
    "spacing": lambda request, _which: bool(_SPACED.search(request.body)),
    "charset": lambda request, _which: "charset" in (request.header("Content-Type") or "").lower(),
    "escapes": lambda request, _which: b"\\u" in request.body,
}
