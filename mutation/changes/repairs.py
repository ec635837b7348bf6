"""Values mended by the one keyword that they break, as a lenient server would: what is too long is cut, what is
unknown is dropped. Pure.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from contract import Document
from contract.document import Json
from mutation.samples import sample

_DEEPEST = 8
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")

Mend = Callable[[Document, Any, Json], Any]


def mended(document: Document, value: Any, schema: Json, keyword: str, depth: int = 0) -> Any:
    """The value itself where nothing breaks this keyword."""
    schema = _branch(document, document.resolve(schema), value)
    if depth > _DEEPEST:
        return value
    value = MENDS[keyword](document, value, schema)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return {
            name: mended(document, each, known[name], keyword, depth + 1) if name in known else each
            for name, each in value.items()
        }
    if isinstance(value, list) and isinstance(items := schema.get("items"), Mapping):
        return [mended(document, each, items, keyword, depth + 1) for each in value]
    return value


def _branch(document: Document, schema: Json, value: Any) -> Json:
    """Of a `oneOf` with a discriminator the branch that the value says it is; the first where it says nothing known."""
    mapping = schema.get("discriminator", {}).get("mapping", {})
    if not mapping or not isinstance(value, dict):
        return schema
    said = value.get(schema["discriminator"]["propertyName"])
    reference = mapping.get(said) if isinstance(said, str) else None
    return document.find(reference or next(iter(mapping.values())))


def _known_only(_document: Document, value: Any, schema: Json) -> Any:
    if not isinstance(value, dict) or schema.get("additionalProperties", True) is not False:
        return value
    return {name: each for name, each in value.items() if name in schema.get("properties", {})}


def _with_required(document: Document, value: Any, schema: Json) -> Any:
    if not isinstance(value, dict):
        return value
    properties = schema.get("properties", {})
    lacking = (name for name in schema.get("required", ()) if name not in value)
    return {**value, **{name: sample(document, properties.get(name, {})) for name in lacking}}


def _of_type(document: Document, value: Any, schema: Json) -> Any:
    """As languages do that take one type for another; null counts as left out, and so as a value that fits."""
    match schema.get("type"), value:
        case "string", bool() | int() | float():
            return str(value)
        case "integer" | "number", str() if _NUMBER.fullmatch(value):
            return float(value) if "." in value and schema["type"] == "number" else int(float(value))
        case "integer", float():
            return int(value)
        case "array", str() | int() | float():
            return [value]
        case kind, None if kind and not schema.get("nullable"):
            return sample(document, schema)
    return value


def _allowed(_document: Document, value: Any, schema: Json) -> Any:
    choices = schema.get("enum")
    return value if not choices or value in choices else choices[0]


def _cut(_document: Document, value: Any, schema: Json) -> Any:
    return value[: schema["maxLength"]] if isinstance(value, str) and "maxLength" in schema else value


def _filled(_document: Document, value: Any, schema: Json) -> Any:
    return value.ljust(schema.get("minLength", 0), "a") if isinstance(value, str) else value


def _at_most(_document: Document, value: Any, schema: Json) -> Any:
    return min(value, schema["maximum"]) if _is_number(value) and "maximum" in schema else value


def _at_least(_document: Document, value: Any, schema: Json) -> Any:
    return max(value, schema["minimum"]) if _is_number(value) and "minimum" in schema else value


def _fewer(_document: Document, value: Any, schema: Json) -> Any:
    return value[: schema["maxItems"]] if isinstance(value, list) and "maxItems" in schema else value


def _more(document: Document, value: Any, schema: Json) -> Any:
    lacking = schema.get("minItems", 0) - len(value) if isinstance(value, list) else 0
    return [*value, *(sample(document, schema.get("items", {})) for _ in range(lacking))] if lacking > 0 else value


def _once(_document: Document, value: Any, schema: Json) -> Any:
    if not isinstance(value, list) or not schema.get("uniqueItems"):
        return value
    return [each for place, each in enumerate(value) if each not in value[:place]]


def _in_pattern(document: Document, value: Any, schema: Json) -> Any:
    if not isinstance(value, str) or "pattern" not in schema or re.search(schema["pattern"], value):
        return value
    return sample(document, schema)


def _in_format(document: Document, value: Any, schema: Json) -> Any:
    if not isinstance(value, str) or schema.get("format") != "uuid" or len(value) == 36:
        return value
    return sample(document, schema)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# By the keyword of OpenAPI that is no longer enforced.
MENDS: Mapping[str, Mend] = {
    "additionalProperties": _known_only,
    "required": _with_required,
    "type": _of_type,
    "enum": _allowed,
    "maxLength": _cut,
    "minLength": _filled,
    "maximum": _at_most,
    "minimum": _at_least,
    "maxItems": _fewer,
    "minItems": _more,
    "uniqueItems": _once,
    "pattern": _in_pattern,
    "format": _in_format,
}
