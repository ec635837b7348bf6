"""Good bodies that are hard to read, made from an example: all of them fit their schema, and are JSON."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.bodies import Place, Schema, chosen, full, items, size
from contract import Document

LARGEST = 200_000
LONGEST = 8_192
# Each is short enough for a label.
PIECES = (
    "Words 😀👩‍👩‍👧‍👦 \U0001d518\U0002070e",
    "é ệ ä̈́ Ω Å ﬁ ß İ 日本",
    "\u202eright to left\u202c \u200b\ufeff\u2028",
    "\"quoted\" 'it''s' \\ \\n \\u0041 / `x`",
    "${jndi:ldap://x} #set($x=1) $x {{x}} %s %00",
    "<script>alert(1)</script> & &amp; -- ;",
    "tab\tline\nreturn\r\x01\x1b\x7f",
)
NUL = "a\x00b"
BLANK = " \t\n\u3000 "
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
REFUSABLE = frozenset({"blank texts", "texts with NUL"})
"""A model may have no answer to these: then 422, where it is documented."""


@dataclass(frozen=True, slots=True)
class Nasty:
    """`kind` tells what is unusual in it; bytes go out as they are."""

    kind: str
    body: Any


def nasty(document: Document, schema: Schema, example: Any) -> Iterator[Nasty]:
    """All but two have every property that there is."""
    whole = full(document, schema, example)
    yield Nasty("no property that may be left out", _bare(document, schema, example))
    if whole != example:
        yield Nasty("every property", whole)
    for kind, change in _CHANGES.items():
        body = _changed(document, schema, whole, change)
        if body != whole and size(body) <= LARGEST:
            yield Nasty(kind, body)
    yield Nasty("blanks between, and its names in another order", _spaced(whole))
    yield Nasty("escapes in the place of characters", _escaped(example))


def _bare(document: Document, schema: Schema, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    schema = chosen(document, schema, value)
    needed = schema.get("required", ())
    members = schema.get("properties", {})
    if not members:
        return value
    return {name: _bare(document, members.get(name, {}), value[name]) for name in value if name in needed}


Change = Callable[[Document, Place], Any]
"""What stands at a place instead of its value; None where it stays, and what is within it is looked at."""


def _changed(document: Document, schema: Schema, value: Any, change: Change) -> Any:
    schema = chosen(document, schema, value)
    new = change(document, Place((), schema, value, required=False))
    if new is not None:
        return new
    if isinstance(value, Mapping):
        members = schema.get("properties", {})
        return {name: _changed(document, members.get(name, {}), each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_changed(document, schema.get("items", {}), each, change) for each in value]
    return value


def _unusual(document: Document, place: Place) -> Any:
    """All pieces in one text, or one in each of an array."""
    if _texts_of(document, place):
        most = place.schema.get("maxItems", len(PIECES))
        return [each[: _most(document, place)] for each in PIECES[:most]]
    return " ".join(PIECES)[: place.schema.get("maxLength", LONGEST)] if place.is_free_text else None


def _text(make: Callable[[int], str]) -> Change:
    """Every free text, and the first one of an array, by the most characters that it may have."""

    def change(document: Document, place: Place) -> Any:
        if place.is_free_text:
            most = min(place.schema.get("maxLength", LONGEST), LONGEST)
            text = make(most)
            return text if place.schema.get("minLength", 0) <= len(text) <= most else None
        if _texts_of(document, place) and place.value:
            return [make(min(_most(document, place), LONGEST)), *place.value[1:]]
        return None

    return change


def _texts_of(document: Document, place: Place) -> bool:
    return Place((), document.resolve(place.schema.get("items", {})), None, required=False).is_free_text


def _most(document: Document, place: Place) -> int:
    return int(document.resolve(place.schema["items"]).get("maxLength", LONGEST))


def _greatest(document: Document, place: Place) -> Any:
    if isinstance(place.value, list) and "maxItems" in place.schema:
        return items(document, place, place.schema["maxItems"])
    return place.schema.get("maximum") if "enum" not in place.schema else None


def _least(_document: Document, place: Place) -> Any:
    if isinstance(place.value, list):
        return place.value[: place.schema.get("minItems", 0)]
    if place.is_free_text:
        return place.value[: place.schema.get("minLength", 0)]
    return place.schema.get("minimum")


_CHANGES: Mapping[str, Change] = {
    "unusual characters": _unusual,
    "texts with NUL": _text(lambda _most: NUL),
    "blank texts": _text(lambda _most: BLANK),
    "`null` as text": _text(lambda _most: "null"),
    "the longest texts": _text(lambda most: ("é 😀 words " * most)[:most]),
    "the greatest numbers and the longest arrays": _greatest,
    "the least numbers and the shortest arrays and texts": _least,
}


def _spaced(body: Any) -> bytes:
    return f"\r\n\t{json.dumps(_reversed(body), ensure_ascii=False, indent=2)}\n ".encode()


def _reversed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


def _escaped(body: Any) -> bytes:
    """Every letter of every name and every text as `\\u0041`."""
    return _STRINGS.sub(lambda found: _hidden(found[0]), json.dumps(body)).encode()


def _hidden(text: str) -> str:
    """A text as JSON has it, with its quotes."""
    return '"' + "".join(f"\\u{ord(each):04x}" for each in json.loads(text) if ord(each) <= 0xFFFF) + '"'
