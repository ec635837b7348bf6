"""OpenAPI 3.0 schemas as JSON Schema draft 4: the two differ in `nullable` and in a few words of documentation."""

from collections.abc import Mapping
from typing import Any


def draft4(schema: Any) -> Any:
    """The draft-4 edition of a schema, of a map of schemas, or of any part of one."""
    match schema:
        case {"nullable": True, **rest}:
            return _or_null(draft4(rest))
        case Mapping():
            return {name: draft4(part) for name, part in schema.items()}
        case list():
            return [draft4(part) for part in schema]
        case _:
            return schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """With `type` alone the error names the types; `anyOf` would only say that neither schema fits."""
    if "type" in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [{"type": "null"}, schema]}


def resolve(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a local reference points at, however many references lie between."""
    while "$ref" in schema:
        part: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            part = part[name.replace("~1", "/").replace("~0", "~")]
        schema = part
    return schema
