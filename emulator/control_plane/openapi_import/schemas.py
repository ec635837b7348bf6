"""OpenAPI's schemas as JSON Schema draft 4, which is what API Gateway's models are."""

from collections.abc import Callable
from typing import Any

from emulator.control_plane.rules.schemas import COMPOSITIONS, SCHEMA_OR_NOT, SCHEMAS_BY_NAME

# What AWS leaves out of a model without a word.
_DROPPED = frozenset(
    {"nullable", "readOnly", "writeOnly", "deprecated", "xml", "externalDocs", "default", "exclusiveMinimum"}
)
# How AWS orders a model's keywords, as recorded: numbers and lengths, what is required, the type, and what it holds.
_ORDER = (
    *("title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "maxLength", "minLength", "pattern"),
    *("maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required", "type", "not"),
    *("properties", "additionalProperties", "description", "format", "enum", "items"),
)
_PLACES = {keyword: place for place, keyword in enumerate(_ORDER)}


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
        elif key in SCHEMAS_BY_NAME and isinstance(value, dict):
            converted[key] = {name: as_draft_4(member, link) for name, member in value.items()}
        elif key in COMPOSITIONS and isinstance(value, list):
            converted[key] = [as_draft_4(member, link) for member in value]
        elif key in SCHEMA_OR_NOT:
            converted[key] = as_draft_4(value, link)
    return dict(sorted(converted.items(), key=lambda member: _PLACES.get(member[0], len(_ORDER))))
