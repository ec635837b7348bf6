"""Looking into JSON schemas."""

from collections.abc import Iterator
from typing import Any

COMPOSITIONS = ("oneOf", "anyOf", "allOf")
# Keywords whose value is schemas by name, and those whose value may be one schema.
SCHEMAS_BY_NAME = frozenset({"properties", "patternProperties", "definitions"})
SCHEMA_OR_NOT = frozenset({"items", "additionalProperties", "not"})


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
        if key in SCHEMAS_BY_NAME and isinstance(value, dict):
            inside: list[Any] = list(value.values())
        elif key in COMPOSITIONS:
            inside = _dicts(value)
        else:
            inside = [value] if key in SCHEMA_OR_NOT else []
        for member in inside:
            yield from schemas_within(member)


def _dicts(members: Any) -> list[dict[str, Any]]:
    return [member for member in members if isinstance(member, dict)] if isinstance(members, list) else []
