"""Values that fit a schema. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from contract import Document
from contract.document import Json

_DEEPEST = 8
_TEXTS = {
    "uuid": "0192f0c1-7d3a-7c51-9a55-2f6a4a1f8e10",
    "date-time": "2026-01-01T00:00:00.000Z",
    "date": "2026-01-01",
    "uri": "https://example.com/",
    "byte": "c2FtcGxl",
}


def sample(document: Document, schema: Json, depth: int = 0) -> Any:
    """The schema's own example where it has one, or else as little as it takes."""
    schema = document.resolve(schema)
    for word in ("example", "default"):
        if word in schema:
            return schema[word]
    if depth > _DEEPEST:
        return None
    branches = [each for word in ("allOf", "oneOf", "anyOf") for each in schema.get(word, ())]
    if branches:
        return sample(document, branches[0], depth + 1)
    return schema["enum"][0] if schema.get("enum") else _of_type(document, schema, depth)


def media_sample(document: Document, media: Json) -> Any:
    """Of a media type: its first example, or else one that its schema makes."""
    if "example" in media:
        return media["example"]
    named = (document.resolve(each) for each in media.get("examples", {}).values())
    first = next((each["value"] for each in named if "value" in each), None)
    return sample(document, media.get("schema", {})) if first is None else first


def _of_type(document: Document, schema: Json, depth: int) -> Any:
    make = _MAKE.get(schema.get("type", "object"))
    return make(document, schema, depth) if make else None


def _object(document: Document, schema: Json, depth: int) -> dict[str, Any]:
    properties = schema.get("properties", {})
    return {name: sample(document, properties.get(name, {}), depth + 1) for name in schema.get("required", ())}


def _array(document: Document, schema: Json, depth: int) -> list[Any]:
    return [sample(document, schema.get("items", {}), depth + 1) for _ in range(schema.get("minItems", 0))]


def _number(_document: Document, schema: Json, _depth: int) -> Any:
    return schema.get("minimum", 1)


def _text(_document: Document, schema: Json, _depth: int) -> str:
    return _TEXTS.get(schema.get("format", ""), "sample"[: schema.get("maxLength", 6)])


def _truth(_document: Document, _schema: Json, _depth: int) -> bool:
    return True


_MAKE: Mapping[str, Callable[[Document, Json, int], Any]] = {
    "object": _object,
    "array": _array,
    "integer": _number,
    "number": _number,
    "string": _text,
    "boolean": _truth,
}
