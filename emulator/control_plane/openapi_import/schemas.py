"""OpenAPI's schemas as JSON Schema draft 4, which is what API Gateway's models are."""

from collections.abc import Callable, Iterator
from typing import Any

COMPOSITIONS = ("oneOf", "anyOf", "allOf")
# What AWS leaves out of a model without a word.
_DROPPED = frozenset(
    {"nullable", "readOnly", "writeOnly", "deprecated", "xml", "externalDocs", "default", "exclusiveMinimum"}
)
_SCHEMAS_BY_NAME = frozenset({"properties", "patternProperties", "definitions"})
_SCHEMA_OR_NOT = frozenset({"items", "additionalProperties", "not"})


def as_draft_4(schema: Any, link: Callable[[str], str]) -> Any:
    """`link` makes the new reference of an old one. Beside a reference nothing counts."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": link(str(schema["$ref"]))}
    converted = dict(schema)
    for key, value in schema.items():
        if key in _DROPPED or key.startswith("x-"):
            del converted[key]
        elif key in _SCHEMAS_BY_NAME and isinstance(value, dict):
            converted[key] = {name: as_draft_4(member, link) for name, member in value.items()}
        elif key in COMPOSITIONS and isinstance(value, list):
            converted[key] = [as_draft_4(member, link) for member in value]
        elif key in _SCHEMA_OR_NOT:
            converted[key] = as_draft_4(value, link)
    return converted


def is_composed_of_references(schema: Any) -> bool:
    """Whether the schema, or one in it, composes others by `$ref`: AWS's import cannot hold that."""
    return any(
        "$ref" in member
        for within in schemas_within(schema)
        for keyword in COMPOSITIONS
        for member in _dicts(within.get(keyword))
    )


def references(schema: Any) -> set[str]:
    return {str(within["$ref"]) for within in schemas_within(schema) if "$ref" in within}


def schemas_within(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and all that it holds, but not what it refers to."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key, value in schema.items():
        if key in _SCHEMAS_BY_NAME and isinstance(value, dict):
            inside: list[Any] = list(value.values())
        elif key in COMPOSITIONS:
            inside = _dicts(value)
        else:
            inside = [value] if key in _SCHEMA_OR_NOT else []
        for member in inside:
            yield from schemas_within(member)


def _dicts(members: Any) -> list[dict[str, Any]]:
    return [member for member in members if isinstance(member, dict)] if isinstance(members, list) else []
