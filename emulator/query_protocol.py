"""Calls of AWS's Query protocol, Action=… in the URL or a form, as moto's services take them.

Services whose protocol is JSON by now, such as SSM, still take this one on AWS; moto's do not, and get calls as JSON.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

Parameters = list[tuple[str, str]]

_FORM = "application/x-www-form-urlencoded"
_MAX_PARAMETERS = 10_000
_DIGITS = 10


def parameters_of(query: str, content_type: str, body: bytes) -> Parameters:
    """Those of the URL, and those of a form in the body; none of them if there are too many."""
    text = query
    if content_type.partition(";")[0].strip().lower() == _FORM:
        text += "&" + body.decode("utf-8", "replace")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        return []


def as_form(parameters: Parameters) -> bytes:
    """SQS takes MessageAttributes.1.Name for MessageAttribute.1.Name; moto does not."""
    mended = [
        (f"MessageAttribute.{name.removeprefix('MessageAttributes.')}", value)
        if name.startswith("MessageAttributes.")
        else (name, value)
        for name, value in parameters
    ]
    return urlencode(mended).encode()


def takes_query(model: ServiceModel) -> bool:
    """Whether moto's service takes this protocol."""
    return model.service_name == "sqs" or "query" in model.metadata.get("protocols", ())


def as_json(parameters: Parameters, operation: OperationModel) -> bytes:
    return json.dumps(read_input(parameters, operation)).encode()


def read_input(parameters: Parameters, operation: OperationModel) -> dict[str, Any]:
    return _read_structure("", operation.input_shape, dict(parameters)) if operation.input_shape else {}


def scalar(text: str, shape: Shape) -> Any:
    """What is not of the shape stays text, for the service to refuse."""
    read = _SCALARS.get(shape.type_name)
    try:
        return read(text) if read else text
    except ValueError:
        return text


def _read_structure(prefix: str, shape: StructureShape, given: Mapping[str, str]) -> dict[str, Any]:
    members = ((name, _read(prefix + name, member, given)) for name, member in shape.members.items())
    return {name: value for name, value in members if value is not None}


def _read(name: str, shape: Shape, given: Mapping[str, str]) -> Any:
    """None where no parameter says anything of it."""
    if name not in given and not any(each.startswith(f"{name}.") for each in given):
        return None
    match shape:
        case StructureShape():
            return _read_structure(f"{name}.", shape, given) or None
        case ListShape():
            return (
                [_read(each, shape.member, given) for each in _numbered(f"{name}.member.", given)]
                or [_read(each, shape.member, given) for each in _numbered(f"{name}.", given)]
                or None
            )
        case MapShape():
            entries = _numbered(f"{name}.entry.", given)
            return {
                given.get(f"{each}.key", ""): _read(f"{each}.value", shape.value, given) for each in entries
            } or None
    text = given.get(name)
    return None if text is None else scalar(text, shape)


def _numbered(prefix: str, given: Mapping[str, str]) -> list[str]:
    """Those that go on with a number, in its order: Names.member.1, Names.member.2, …"""
    numbers = {rest.partition(".")[0] for name in given if name.startswith(prefix) and (rest := name[len(prefix) :])}
    counts = sorted((number for number in numbers if number.isdecimal() and len(number) < _DIGITS), key=int)
    return [f"{prefix}{number}" for number in counts]


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "timestamp": lambda text: datetime.fromisoformat(text).timestamp(),
}
