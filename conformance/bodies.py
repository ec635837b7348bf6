"""Values along their schemas: where the parts of a body stand, and bodies with other parts put in."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import Document

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]

_NAMESPACE = uuid.UUID("6f3f6b0e-0f53-4c0e-8d5a-3b1d5a8f2c11")


@dataclass(frozen=True, slots=True)
class Place:
    """`path` leads to it; `schema` is resolved, and of a choice the branch that the value names."""

    path: Path
    schema: Schema
    value: Any
    required: bool

    @property
    def name(self) -> str:
        """The property's, also of the items of an array: those count as one."""
        return "/".join("*" if isinstance(each, int) else each for each in self.path)

    @property
    def pointer(self) -> str:
        return pointer(self.path)

    @property
    def is_free_text(self) -> bool:
        constrained = any(word in self.schema for word in ("enum", "format", "pattern"))
        return self.schema.get("type") == "string" and not constrained


def pointer(path: Path) -> str:
    return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in path)


def chosen(document: Document, schema: Schema, value: Any) -> Schema:
    """Resolved; of a tagged choice, the branch that the value's tag names."""
    schema = document.resolve(schema)
    tagged = schema.get("discriminator", {})
    if isinstance(value, Mapping) and (named := tagged.get("mapping", {}).get(value.get(tagged.get("propertyName")))):
        return chosen(document, {"$ref": named}, value)
    return schema


def places(document: Document, schema: Schema, value: Any, path: Path = (), required: bool = True) -> Iterator[Place]:
    """The value's own place, and all those within it that it has."""
    schema = chosen(document, schema, value)
    yield Place(path, schema, value, required)
    if isinstance(value, Mapping):
        for name, member in schema.get("properties", {}).items():
            if name in value:
                yield from places(document, member, value[name], (*path, name), name in schema.get("required", ()))
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from places(document, schema["items"], item, (*path, index), required=False)


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy with something else at a place, which may be new in its object."""
    if not path:
        return new
    step, *others = path
    copy: Any = value.copy()
    copy[step] = put(copy[step], tuple(others), new) if others else new
    return copy


def without(value: Any, path: Path) -> Any:
    *above, step = path
    holder = value
    for each in above:
        holder = holder[each]
    return put(value, tuple(above), {name: member for name, member in holder.items() if name != step})


def full(document: Document, schema: Schema, value: Any) -> Any:
    """A value with all the optional properties that it may have."""
    schema = chosen(document, schema, value)
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        missing = {name: made(document, each) for name, each in properties.items() if name not in value}
        return {
            **{name: full(document, properties.get(name, {}), member) for name, member in value.items()},
            **missing,
        }
    return value


def made(document: Document, schema: Schema, number: int = 0) -> Any:
    """A value that fits the schema; another one for each number, where it leaves a choice."""
    schema = document.resolve(schema)
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    match schema.get("type"):
        case "array":
            return [made(document, schema["items"], each) for each in range(schema.get("minItems", 1) or 1)]
        case "object":
            return {name: made(document, each, number) for name, each in schema.get("properties", {}).items()}
        case "integer" | "number":
            return schema.get("default", schema.get("minimum", 1))
        case "boolean":
            return schema.get("default", False)
    return _text(schema, number)


def _text(schema: Schema, number: int) -> str:
    if schema.get("format") == "uuid":
        return str(uuid.uuid5(_NAMESPACE, str(number)))
    text = schema.get("default") or f"word {number}"
    return str(text).ljust(schema.get("minLength", 0), "x")


def items(document: Document, place: Place, count: int) -> list[Any]:
    """As many as that: those that are there first, then others that are made."""
    own = list(place.value[:count])
    schema = place.schema.get("items", {})
    return own + [made(document, schema, each) for each in range(len(own), count)]


def size(value: Any) -> int:
    """In bytes, as it is sent."""
    return len(value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())
