"""An operation's output or refusal as HTTP, by shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from emulator.control_plane.refusal import Refusal
from emulator.control_plane.rest_json.service import Operation

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    headers: dict[str, str]
    body: bytes


def render_output(operation: Operation, output: Mapping[str, Any] | None) -> HttpAnswer:
    shape = operation.output_shape
    if shape is None or output is None:
        return HttpAnswer(operation.status, {}, b"")
    payload = shape.serialization.get("payload")
    headers = {
        member.serialization["name"]: str(output[name])
        for name, member in shape.members.items()
        if member.serialization.get("location") == "header" and output.get(name) is not None
    }
    if payload is not None:
        return HttpAnswer(operation.status, headers, output[payload])
    return HttpAnswer(
        operation.status, {"Content-Type": _JSON, **headers}, json.dumps(_rendered(shape, output)).encode()
    )


def render_refusal(refusal: Refusal) -> HttpAnswer:
    headers = {"Content-Type": _JSON, "x-amzn-ErrorType": refusal.code}
    return HttpAnswer(refusal.status, headers, json.dumps({"message": refusal.message}).encode())


def _rendered(shape: Shape, value: Any) -> Any:
    """Timestamps are kept as epoch seconds, which is how this protocol writes them."""
    if isinstance(shape, StructureShape):
        return {
            member.serialization.get("name", name): _rendered(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [_rendered(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {key: None if item is None else _rendered(shape.value, item) for key, item in value.items()}
    return value
