"""Bad bodies, made from a good one: each breaks one rule of its schema, or of JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conformance.bodies import Path, Place, Schema, chosen, items, places, pointer, put, size, without
from contract import Document

LARGEST = 50_000
UNKNOWN = "noSuchProperty"
_LEVELS = 100
# None of these is of the type, nor can be read as one.
_OTHER_TYPES: dict[str, tuple[Any, ...]] = {
    "string": (5,),
    "integer": ("five", 1.5),
    "number": ("five",),
    "boolean": ("true",),
    "array": ("words",),
    "object": (["words"],),
}


@dataclass(frozen=True, slots=True)
class Spoilt:
    """`kind` is the rule that it breaks, `name` what it breaks it of; bytes go out as they are.

    `pointer` says where, and is None where the body is no JSON at all.
    """

    kind: str
    name: str
    pointer: str | None
    body: Any
    schema: Schema = field(default_factory=dict)

    @property
    def rule(self) -> tuple[str, str, str]:
        """Alike for the same rule of the same property, whichever branch has it."""
        return self.kind, self.name, json.dumps(self.schema, sort_keys=True)

    @property
    def said(self) -> str:
        return f"A body with `{self.name or 'the whole'}`: {self.kind}"


Breach = tuple[str, Path, Any]
"""The rule, the place and the body."""


def of_schema(document: Document, schema: Schema, body: Any) -> Iterator[Spoilt]:
    """Every rule of every place of the body once; of an array's items, those of the first."""
    seen = set()
    for place in places(document, schema, body):
        for kind, path, bad in _breaches(document, place, body):
            name = place.name if path == place.path else "/".join(map(str, path))
            if (name, kind) not in seen and size(bad) <= LARGEST:
                seen.add((name, kind))
                yield Spoilt(kind, name, pointer(path), bad, place.schema)


def _breaches(document: Document, place: Place, body: Any) -> Iterator[Breach]:
    if place.required and place.path:
        yield "left out", place.path, without(body, place.path)
    for kind, bad in (*_values(place), *_lengths(document, place)):
        yield kind, place.path, put(body, place.path, bad)
    if place.schema.get("additionalProperties") is False:
        path = (*place.path, UNKNOWN)
        yield "an unknown property", path, put(body, path, 1)


def _values(place: Place) -> Iterator[tuple[str, Any]]:
    schema = place.schema
    if "enum" in schema:
        yield "none of its values", "no such value"
    for bad in _OTHER_TYPES.get(schema.get("type", ""), ()) if "enum" not in schema else ():
        yield f"of another type, {bad!r}", bad
    if "type" in schema and not schema.get("nullable") and place.path:
        yield "null", None
    if schema.get("format") == "uuid":
        yield "no UUID", "no-uuid"
    if "minimum" in schema:
        yield "below its minimum", schema["minimum"] - 1
    if "maximum" in schema:
        yield "above its maximum", schema["maximum"] + 1


def _lengths(document: Document, place: Place) -> Iterator[tuple[str, Any]]:
    schema = place.schema
    if schema.get("minLength") and place.is_free_text:
        yield "too short", "x" * (schema["minLength"] - 1)
    if schema.get("maxLength", LARGEST) < LARGEST and place.is_free_text:
        yield "too long", "x" * (schema["maxLength"] + 1)
    if schema.get("minItems"):
        yield "too few", place.value[: schema["minItems"] - 1]
    if "maxItems" in schema:
        yield "too many", items(document, place, schema["maxItems"] + 1)
    if schema.get("uniqueItems") and place.value and schema.get("maxItems", 2) >= 2:
        room = place.value[: schema.get("maxItems", len(place.value) + 1) - 1]
        yield "the same item twice", [*room, room[0]]


def no_json(document: Document, schema: Schema, body: dict[str, Any]) -> Iterator[Spoilt]:
    """What is wrong whatever an object's properties are."""
    text = json.dumps(body, ensure_ascii=False)
    first, value = next(iter(body.items()))
    again = f"{text[:-1]}, {json.dumps(first)}: {json.dumps(value)}}}"
    numbers = [name for name, each in body.items() if _type(document, schema, body, name) in ("integer", "number")]
    sick = json.dumps({**body, (numbers or [first])[0]: float("nan")})
    deep = json.dumps(body)[:-1] + f', "{UNKNOWN}": {"[" * _LEVELS}{"]" * _LEVELS}}}'
    for kind, bad in (
        ("no object", b"[]"),
        ("cut short", text[: len(text) // 2].encode()),
        ("a name twice", again.encode()),
        ("NaN", sick.encode()),
        (f"{_LEVELS} levels deep", deep.encode()),
        ("empty", b""),
        *_halved(document, schema, body),
    ):
        yield Spoilt(kind, "", None, bad)


def _halved(document: Document, schema: Schema, body: Any) -> Iterator[tuple[str, bytes]]:
    """In the first text that is free, so that nothing else is wrong with it."""
    for place in places(document, schema, body):
        if place.is_free_text:
            yield "half a surrogate pair", json.dumps(put(body, place.path, "words \ud83d")).encode()
            return


def _type(document: Document, schema: Schema, body: Any, name: str) -> str:
    member = chosen(document, schema, body).get("properties", {}).get(name, {})
    return str(document.resolve(member).get("type", ""))


def spread(found: Iterable[Spoilt], most: int) -> list[Spoilt]:
    """At most so many, over all rules and all properties as evenly as can be; always the same ones."""
    left = list(found)
    taken: list[Spoilt] = []
    uses = Counter[Any]()
    while left and len(taken) < most:
        best = min(left, key=lambda each: (uses[each.kind] + uses[_property(each)], uses[each.kind]))
        left.remove(best)
        uses.update((best.kind, _property(best)))
        taken.append(best)
    return taken


def _property(bad: Spoilt) -> tuple[str, str]:
    return bad.name, json.dumps(bad.schema, sort_keys=True)
