"""The client edition as the Python client's generator reads it best: the same requests and results, said more simply.

Pure. Left out is what the hand-written layer knows of every operation: errors, headers of answers, conditional
requests, and where the stage is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
SCHEMAS = "#/components/schemas/"
# The one name of all objects whose members the contract leaves open.
OPEN = "JsonObject"
NULL = {"type": "null"}
# A client that keeps no copy of an answer has no use for it.
CONDITIONAL = "if-none-match"
KEPT_OF_OPERATION = ("operationId", "tags", "summary", "description", "deprecated")


@dataclass(frozen=True, slots=True)
class _Names:
    """Of shared schemas that are no classes of their own: null is one of their values, or anything is."""

    nullable: frozenset[str]
    open: frozenset[str]


def generator_edition(document: Json) -> dict[str, Any]:
    """One media type a body and a result; every object has a name; what may be null says so where it is used."""
    shared: Json = _discriminated(document.get("components", {}).get("schemas", {}))
    names = _Names(
        nullable=frozenset(name for name, schema in shared.items() if schema.get("nullable") is True),
        open=frozenset(name for name, schema in shared.items() if _is_open(schema)),
    )
    schemas = {
        **{name: _members(_not_null(schema), names, name) for name, schema in shared.items() if name not in names.open},
        OPEN: {"type": "object", "additionalProperties": True},
    }
    paths = {path: dict(_operations(document, item, names)) for path, item in document["paths"].items()}
    used = _used(paths, schemas)
    return {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": document["info"]["version"]},
        "paths": paths,
        "components": {"schemas": {name: schema for name, schema in schemas.items() if name in used}},
    }


def _operations(document: Json, item: Json, names: _Names) -> Iterator[tuple[str, Json]]:
    for method, operation in item.items():
        if method not in METHODS:
            continue
        operation_id = operation["operationId"]
        name = operation_id[:1].upper() + operation_id[1:]
        parameters = [
            _resolved(document, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))
        ]
        body = _resolved(document, operation.get("requestBody", {}))
        yield (
            method,
            {
                **{key: operation[key] for key in KEPT_OF_OPERATION if key in operation},
                "security": operation.get("security", document.get("security", [])),
                "parameters": [
                    _parameter(each, names, name) for each in parameters if each["name"].lower() != CONDITIONAL
                ],
                **({"requestBody": {**body, "content": _content(body, names, f"{name}Body")}} if body else {}),
                "responses": {
                    status: {
                        "description": "",
                        "content": _content(_resolved(document, answer), names, f"{name}Result"),
                    }
                    for status, answer in operation["responses"].items()
                    if status.startswith("2")
                },
            },
        )


def _parameter(parameter: Json, names: _Names, name: str) -> Json:
    """With an example and a description at its schema, where the templates find them."""
    examples = [each.get("value") for each in parameter.get("examples", {}).values()]
    told = {
        "example": parameter.get("example", next(iter(examples), None)),
        "description": parameter.get("description"),
    }
    schema = _schema(parameter["schema"], names, name)
    reference = {"allOf": [schema]} if "$ref" in schema else schema
    return {
        **{key: parameter[key] for key in ("name", "in", "required") if key in parameter},
        "schema": {**reference, **{key: value for key, value in told.items() if value is not None}},
    }


def _content(holder: Json, names: _Names, name: str) -> Json:
    """JSON if there is any, else a text, else bytes; nothing for an answer without a body."""
    content = holder.get("content", {})
    for kind, media in content.items():
        if kind == "application/json" or kind.endswith("+json"):
            return {"application/json": {"schema": _schema(media.get("schema", {"type": "object"}), names, name)}}
    if any(kind.startswith("text/") for kind in content):
        return {"text/plain": {"schema": {"type": "string"}}}
    return {"application/octet-stream": {"schema": {"type": "string"}}} if content else {}


def _schema(schema: Json, names: _Names, name: str) -> Json:
    """`name` is for an object that has none."""
    if "$ref" in schema:
        target = schema["$ref"].removeprefix(SCHEMAS)
        reference = {"$ref": SCHEMAS + (OPEN if target in names.open else target)}
        return {"oneOf": [reference, NULL]} if target in names.nullable else reference
    if _is_open(schema):
        reference = {"$ref": SCHEMAS + OPEN}
        return {"oneOf": [reference, NULL]} if schema.get("nullable") is True else reference
    if schema.get("type") != "object":
        return _members(schema, names, name)
    named = {"title": schema.get("title", name), **_members(_not_null(schema), names, schema.get("title", name))}
    return {"oneOf": [named, NULL]} if schema.get("nullable") is True else named


def _members(schema: Json, names: _Names, name: str) -> dict[str, Any]:
    """The schema with its parts rewritten, without what is no part of a type."""
    made = {key: value for key, value in schema.items() if key not in {"example", "examples", "discriminator"}}
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            made[key] = [_schema(each, names, f"{name}{index}") for index, each in enumerate(schema[key])]
    if "properties" in schema:
        made["properties"] = {
            key: _schema(each, names, name + key[:1].upper() + key[1:]) for key, each in schema["properties"].items()
        }
    if "items" in schema:
        made["items"] = _schema(schema["items"], names, f"{name}Item")
    if isinstance(schema.get("additionalProperties"), Mapping):
        made["additionalProperties"] = _schema(schema["additionalProperties"], names, f"{name}Value")
    return made


def _discriminated(schemas: Json) -> dict[str, Json]:
    """What tells the members of a union apart becomes a constant of each, with itself as its default."""
    constants: dict[str, dict[str, Json]] = {}
    for schema in schemas.values():
        told = schema.get("discriminator", {})
        for value, reference in told.get("mapping", {}).items():
            constants.setdefault(reference.removeprefix(SCHEMAS), {})[told["propertyName"]] = {
                "const": value,
                "default": value,
            }
    return {
        name: {**schema, "properties": {**schema["properties"], **constants[name]}} if name in constants else schema
        for name, schema in schemas.items()
    }


def _is_open(schema: Json) -> bool:
    return schema.get("type") == "object" and not schema.keys() & {"properties", "additionalProperties", "allOf"}


def _not_null(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key != "nullable"}


def _resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        reference = node["$ref"]
        node = document
        for segment in reference.removeprefix("#/").split("/"):
            node = node[segment]
    return node


def _used(paths: Json, schemas: Json) -> set[str]:
    used: set[str] = set()
    found = set(_references(paths))
    while found:
        used |= found
        found = {name for known in found for name in _references(schemas[known])} - used
    return used


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(SCHEMAS)
        for each in node.values():
            yield from _references(each)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)
