"""Walks over a contract that more than one rule takes; each yields JSON pointers with what stands there."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract.document import Document, Json, Operation
from contract.place import child

Part = tuple[str, Json]

_DATA = ("default", "enum", "example", "examples")


def nodes(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every node, from the top down."""
    yield pointer, node
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from nodes(value, child(pointer, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from nodes(value, child(pointer, index))


def references(node: Any, pointer: str = "", parent: str = "") -> Iterator[Part]:
    """Every node that is a reference; what stands in an example, or is a property of that name, is none."""
    named = parent == "properties"
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str) and not named:
            yield pointer, node
        for key, value in node.items():
            if named or key not in _DATA:
                yield from references(value, child(pointer, key), key)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from references(value, child(pointer, index), parent)


def responses(document: Document, operation: Operation) -> Iterator[tuple[str, str, Json]]:
    """Pointer, status and response of each documented answer, references resolved."""
    for status, response in operation.raw.get("responses", {}).items():
        if not status.startswith("x-"):
            yield child(operation.pointer, "responses", status), status, document.resolve(response)


def parameters(document: Document) -> Iterator[Part]:
    """Every parameter where it is written; those that are references stand elsewhere."""
    components = document.root.get("components", {})
    yield from _named(components.get("parameters", {}), "/components/parameters")
    for path, item in document.paths().items():
        yield from _listed(item.get("parameters", []), child("/paths", path, "parameters"))
    for operation in document.operations():
        yield from _listed(operation.raw.get("parameters", []), child(operation.pointer, "parameters"))


def headers(document: Document) -> Iterator[tuple[str, str]]:
    """Pointer and name of every response header, where it is written."""
    for pointer, response in _responses(document):
        for name in response.get("headers", {}):
            yield child(pointer, "headers", name), name


def schemas(document: Document) -> Iterator[Part]:
    """Every schema of a body, a response or a component, and every schema inside of those; not those of parameters."""
    components = document.root.get("components", {})
    for pointer, schema in _named(components.get("schemas", {}), "/components/schemas"):
        yield from _schemas_within(schema, pointer)
    for pointer, holder in (*_request_bodies(document), *_responses(document)):
        for media_type, content in holder.get("content", {}).items():
            if "schema" in content:
                yield from _schemas_within(content["schema"], child(pointer, "content", media_type, "schema"))


def _named(parts: Json, pointer: str) -> Iterator[Part]:
    yield from ((child(pointer, name), part) for name, part in parts.items() if "$ref" not in part)


def _listed(parts: list[Json], pointer: str) -> Iterator[Part]:
    yield from ((child(pointer, index), part) for index, part in enumerate(parts) if "$ref" not in part)


def _request_bodies(document: Document) -> Iterator[Part]:
    yield from _named(document.root.get("components", {}).get("requestBodies", {}), "/components/requestBodies")
    for operation in document.operations():
        if "requestBody" in operation.raw:
            yield child(operation.pointer, "requestBody"), operation.raw["requestBody"]


def _responses(document: Document) -> Iterator[Part]:
    yield from _named(document.root.get("components", {}).get("responses", {}), "/components/responses")
    for operation in document.operations():
        written = {key: each for key, each in operation.raw.get("responses", {}).items() if not key.startswith("x-")}
        yield from _named(written, child(operation.pointer, "responses"))


def _schemas_within(schema: Json, pointer: str) -> Iterator[Part]:
    yield pointer, schema
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index, part in enumerate(schema.get(keyword, [])):
            yield from _schemas_within(part, child(pointer, keyword, index))
    for keyword in ("items", "not", "additionalProperties"):
        if isinstance(part := schema.get(keyword), Mapping):
            yield from _schemas_within(part, child(pointer, keyword))
    for name, part in schema.get("properties", {}).items():
        yield from _schemas_within(part, child(pointer, "properties", name))
