"""An operation's input, from the places its shape names: the path, the query, headers, the body."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import Shape, StructureShape

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.reader import Reader, without_none
from emulator.control_plane.rest_json.routes import Match

_INTEGER = re.compile(r"-?[0-9]{1,18}")  # 64 bits, nearly; of the longest, int() would refuse to read any


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
    reader = Reader(f"{match.operation.name[0].lower()}{match.operation.name[1:]}Input")
    parsed: dict[str, Any] = {}
    for name, member in shape.members.items():
        value = _sent(shape, name, member, match, request, document)
        if value is not None:
            parsed[name] = reader.read_member(member, value, name)
    sent = without_none(parsed)
    reader.require(shape, sent, "")
    return reader.refusal() or sent


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
        case "integer" | "long" if _INTEGER.fullmatch(text):
            return int(text)
        case _:
            return text
