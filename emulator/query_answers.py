"""Answers of AWS's Query services in JSON, which API Gateway asks for by default.

Every member of the output is there, null if it has no value. moto answers XML, or the bare output where it was asked in
JSON.
"""

import json
from typing import Any
from xml.etree import ElementTree as ET

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from emulator.http_messages import HttpAnswer
from emulator.query_protocol import scalar

# How the JSON of SQS's ReceiveMessage differs from the output's shape.
_SPELLED = {"Messages": "messages"}


def answer_in_json(answer: HttpAnswer, operation: OperationModel) -> HttpAnswer:
    document = _document(answer, operation)
    kept = [(name, value) for name, value in answer.headers if name.lower() not in ("content-type", "content-length")]
    body = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return HttpAnswer(answer.status, (*kept, ("Content-Type", "application/json")), body)


def _document(answer: HttpAnswer, operation: OperationModel) -> dict[str, Any]:
    if not answer.body.lstrip().startswith(b"<"):
        return _wrap_json(answer, operation)
    root = _without_namespaces(answer.body)
    if answer.status >= 400:
        error = root.find(".//Error")
        names = ("Code", "Message", "Type")
        said = {name: None if error is None else error.findtext(name) for name in names}
        return {"Error": said, "RequestId": root.findtext(".//RequestId")}
    shape = operation.output_shape
    result = root.find(f"{operation.name}Result")
    read = _structure(result, shape) if isinstance(shape, StructureShape) and result is not None else None
    return _wrap(operation, read, root.findtext(".//RequestId"))


def _wrap(operation: OperationModel, result: dict[str, Any] | None, request_id: str | None) -> dict[str, Any]:
    document: dict[str, Any] = {"ResponseMetadata": {"RequestId": request_id}}
    if result is not None:
        document[f"{operation.name}Result"] = result
    return {f"{operation.name}Response": document}


def _wrap_json(answer: HttpAnswer, operation: OperationModel) -> dict[str, Any]:
    request_id = next((value for name, value in answer.headers if name.lower() == "x-amzn-requestid"), None)
    if answer.status < 400:
        return _wrap(operation, _complete(answer, operation), request_id)
    said = json.loads(answer.body)
    code = str(said.get("__type", "")).rpartition("#")[2]
    who = "Sender" if answer.status < 500 else "Receiver"
    error = {"Code": code, "Message": said.get("message") or said.get("Message"), "Type": who}
    return {"Error": error, "RequestId": request_id}


def _complete(answer: HttpAnswer, operation: OperationModel) -> dict[str, Any] | None:
    """JSON output with null for each member that it lacks."""

    def complete(value: Any, shape: Shape) -> Any:
        if isinstance(shape, StructureShape) and isinstance(value, dict):
            return {
                name: complete(value[name], member) if name in value else None for name, member in shape.members.items()
            }
        if isinstance(shape, ListShape) and isinstance(value, list):
            return [complete(item, shape.member) for item in value]
        return value

    completed = complete(json.loads(answer.body or b"{}"), operation.output_shape) if operation.output_shape else None
    return completed if isinstance(completed, dict) else None


def _without_namespaces(body: bytes) -> ET.Element:
    root = ET.fromstring(body)  # noqa: S314 - moto's own answer
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _structure(element: ET.Element, shape: StructureShape) -> dict[str, Any]:
    return {_SPELLED.get(name, name): _member(element, name, member) for name, member in shape.members.items()}


def _member(parent: ET.Element, name: str, shape: Shape) -> Any:
    element = parent.find(name)
    match shape:
        case ListShape():
            items = _items(parent, name, (shape.member.name,), "member")
            return [_value(item, shape.member) for item in items] or None
        case MapShape():
            entries = _items(parent, name, (), "entry")
            return {_text(entry, "key", "Name"): _text(entry, "value", "Value") for entry in entries} or None
    return None if element is None else _value(element, shape)


def _items(parent: ET.Element, name: str, names: tuple[str, ...], wrapped: str) -> list[ET.Element]:
    """A list's items are in one element of the member's name, or flattened, under the item's name or the singular."""
    whole = parent.find(name)
    if whole is not None and (found := whole.findall(wrapped)):
        return found
    candidates = (*names, name.removesuffix("s"))
    return next((found for candidate in candidates if (found := parent.findall(candidate))), [])


def _text(entry: ET.Element, *names: str) -> str | None:
    return next((text for name in names if (text := entry.findtext(name)) is not None), None)


def _value(element: ET.Element, shape: Shape) -> Any:
    if isinstance(shape, StructureShape):
        return _structure(element, shape)
    return scalar(element.text or "", shape)
