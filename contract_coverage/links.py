"""Links, and whether one was followed: its target called with what its expressions give of an earlier answer.

https://spec.openapis.org/oas/v3.0.3#runtime-expressions
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from contract import Document, Operation
from contract_coverage.exchange import NOT_JSON, Exchange, parsed
from contract_coverage.points import Kind, Point

_PLACES = ("path", "query", "header")
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One exchange with an operation, and the path parameters that it was made with."""

    exchange: Exchange
    path: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinkPoint:
    """`wanted` has, for each value that goes over, where it is in the target's request and how it is come by."""

    point: Point
    target: str
    wanted: tuple[tuple[str, Any], ...]

    def offered(self, source: Call) -> Values | None:
        """What the target is to be called with; None where the answer doesn't have it."""
        return _all(_given(source, each) for _, each in self.wanted)

    def used(self, call: Call) -> Values | None:
        return _all(_evaluated(call, place) for place, _ in self.wanted)


def link_points(
    document: Document, operation: Operation, name: str, by_pointer: Mapping[str, str]
) -> Iterator[tuple[str, LinkPoint]]:
    """Each with the status that its answer has. `by_pointer` has the names of operations by where they stand."""
    parameters = {
        target: document.parameters(each) for each in document.operations() if (target := by_pointer[each.pointer])
    }
    for status, raw in operation.raw["responses"].items():
        if str(status).startswith("x-"):
            continue
        for label, holder in document.resolve(raw).get("links", {}).items():
            link = document.resolve(holder)
            target = link.get("operationId") or by_pointer.get(str(link.get("operationRef", "")).lstrip("#"), "")
            if target in parameters:
                point = Point(name, Kind.LINK, str(status), f"{label} to {target}")
                yield str(status), LinkPoint(point, target, tuple(_wanted(link, parameters[target])))


def _wanted(link: Mapping[str, Any], parameters: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    places = {each["name"]: each["in"] for each in parameters}
    for name, given in link.get("parameters", {}).items():
        place, _, bare = name.partition(".")
        where, named = (place, bare) if place in _PLACES and bare else (places.get(name, "query"), name)
        yield f"$request.{where}.{named}", given
    if "requestBody" in link:
        yield from _of_body(link["requestBody"], "")


def _of_body(given: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(given, Mapping):
        for name, each in given.items():
            yield from _of_body(each, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    else:
        yield f"$request.body#{pointer}", given


def _given(source: Call, each: Any) -> Any:
    """An expression, a text with expressions in braces, or a constant."""
    if not isinstance(each, str):
        return each
    if each.startswith("$"):
        return _evaluated(source, each)
    parts = re.split(r"\{(\$[^{}]+)\}", each)
    found = [part if n % 2 == 0 else _evaluated(source, part) for n, part in enumerate(parts)]
    return None if None in found else "".join(map(_text, found))


def _evaluated(call: Call, expression: str) -> Any:
    exchange = call.exchange
    if expression in ("$method", "$statusCode"):
        return {"$method": exchange.method.upper(), "$statusCode": exchange.status}[expression]
    holder, _, rest = expression.removeprefix("$").partition(".")
    place, _, pointer = rest.partition("#")
    if place == "body":
        return _at(parsed((exchange.body or "") if holder == "request" else exchange.answer_body), pointer)
    place, _, name = rest.partition(".")
    if place == "header":
        headers = exchange.headers if holder == "request" else exchange.answer_headers
        return headers.get(name.lower())
    if place == "query":
        return next((value for each, value in exchange.query if each == name), None)
    return call.path.get(name) if place == "path" else None


def _at(body: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) leads to; None where it leads nowhere."""
    if body is NOT_JSON:
        return None
    for segment in pointer.split("/")[1:]:
        key = unquote(segment).replace("~1", "/").replace("~0", "~")
        if isinstance(body, list):
            body = body[int(key)] if key.isdecimal() and int(key) < len(body) else None
        else:
            body = body.get(key) if isinstance(body, dict) else None
    return body


def _all(values: Iterable[Any]) -> Values | None:
    found = list(values)
    return None if any(each is None for each in found) else tuple(map(_text, found))


def _text(value: Any) -> str:
    """As it goes into a path: what is a number in an answer is text there."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
