"""An operation's input, from the places its shape names: the path, the query, headers, the body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from emulator.control_plane.refusal import Refusal, bad_request, invalid_enum
from emulator.control_plane.rest_json.routes import Match

# What the JSON body may hold for a shape's type. bool is an int to Python, but not to AWS.
_JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "timestamp": (int, float, str),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}


@dataclass(frozen=True, slots=True)
class HttpRequest:
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]  # lower-case names
    body: bytes


def parse_input(match: Match, request: HttpRequest) -> dict[str, Any] | Refusal:
    """The input by member name; a member that was not sent is not in it."""
    shape = match.operation.input_shape
    if shape is None:
        return {}
    document = _body(shape, request.body)
    if isinstance(document, Refusal):
        return document
    reader = _Reader(f"{match.operation.name[0].lower()}{match.operation.name[1:]}Input")
    parsed: dict[str, Any] = {}
    for name, member in shape.members.items():
        value = _sent(shape, name, member, match, request, document)
        if value is not None:
            parsed[name] = reader.read(member, value, name)
    sent = _without_none(parsed)
    reader.require(shape, sent, "")
    return reader.refusals[0] if reader.refusals else sent


def _body(shape: StructureShape, body: bytes) -> dict[str, Any] | Refusal:
    if "payload" in shape.serialization or not body:
        return {}
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return bad_request("Invalid request input: the body is not JSON")
    return document if isinstance(document, dict) else bad_request("Invalid request input: the body is not an object")


def _refuse_constant(name: str) -> None:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _sent(
    shape: StructureShape, name: str, member: Shape, match: Match, request: HttpRequest, document: Mapping[str, Any]
) -> Any:
    """The member's value as it was sent; text where it came from the path, the query or a header."""
    wire_name = member.serialization.get("name", name)
    match member.serialization.get("location"):
        case "uri":
            return match.labels.get(wire_name)
        case "querystring":
            return _from_query(shape, member, wire_name, request.query)
        case "header":
            return request.headers.get(wire_name.lower())
        case None if shape.serialization.get("payload") == name:
            return request.body
        case _:
            return document.get(wire_name)


def _from_query(shape: StructureShape, member: Shape, wire_name: str, query: tuple[tuple[str, str], ...]) -> Any:
    if member.type_name == "list":
        return [value for key, value in query if key == wire_name] or None
    if member.type_name == "map":  # a map takes every parameter that no other member is named after
        named = {
            other.serialization.get("name")
            for other in shape.members.values()
            if other.type_name not in {"map", "list"}
        }
        return {key: value for key, value in query if key not in named}
    texts = [value for key, value in query if key == wire_name]
    return _from_text(member, texts[0]) if texts else None


def _from_text(member: Shape, text: str) -> Any:
    match member.type_name:
        case "boolean" if text.lower() in {"true", "false"}:
            return text.lower() == "true"
        case "integer" | "long" if text.lstrip("-").isdecimal() and text.isascii():
            return int(text)
        case _:
            return text


class _Reader:
    """Checks values against shapes and keeps what is wrong with them; members of other names are left out."""

    def __init__(self, input_name: str) -> None:
        self._input_name = input_name
        self.refusals: list[Refusal] = []

    def read(self, shape: Shape, value: Any, place: str) -> Any:
        if shape.type_name == "blob":
            return value
        if not self._has_type(shape, value):
            self.refusals.append(bad_request(f"Invalid request input: {place} is not of type {shape.type_name}"))
            return None
        if isinstance(shape, StructureShape):
            return self._structure(shape, value, place)
        if isinstance(shape, ListShape):
            return [self.read(shape.member, item, f"{place}.{index}") for index, item in enumerate(value)]
        if isinstance(shape, MapShape):
            return {
                key: self.read(shape.value, item, f"{place}.{key}") for key, item in value.items() if item is not None
            }
        return self._scalar(shape, value, place)

    def require(self, shape: StructureShape, parsed: Mapping[str, Any], place: str) -> None:
        for name in shape.required_members:
            if name not in parsed:
                self.refusals.append(bad_request(f"Invalid request input: {place}{name} is required"))

    def _has_type(self, shape: Shape, value: Any) -> bool:
        is_misplaced_bool = isinstance(value, bool) and shape.type_name != "boolean"
        return isinstance(value, _JSON_TYPES[shape.type_name]) and not is_misplaced_bool

    def _structure(self, shape: StructureShape, value: Mapping[str, Any], place: str) -> dict[str, Any]:
        parsed: dict[str, Any] = {}
        for name, member in shape.members.items():
            sent = value.get(member.serialization.get("name", name))
            if sent is not None:
                parsed[name] = self.read(member, sent, f"{place}.{name}")
        sent_members = _without_none(parsed)
        self.require(shape, sent_members, f"{place}.")
        return sent_members

    def _scalar(self, shape: Shape, value: Any, place: str) -> Any:
        allowed: list[str] = getattr(shape, "enum", [])
        if not allowed or value in allowed:
            return value
        if value == "":  # SDKs send an unset enumeration as empty text
            return None
        self.refusals.append(invalid_enum(value, f"{self._input_name}.{place}", allowed))
        return None


def _without_none(parsed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parsed.items() if value is not None}
