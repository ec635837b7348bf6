"""Values of a query or header parameter just within its bounds, and beyond them."""

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from contract import Document, Operation

Schema = Mapping[str, Any]
# Tried where a pattern is to be broken.
_ODD = ("no such value", "ä", "0", "2026-13", "x y")
_TIMES = ("%Y-%m", "%Y-%m-%d")


def bad_values(schema: Schema, place: str) -> Iterator[str]:
    """In a header, only what HTTP can carry: no empty text, which is as if left out."""
    if place == "query" and (schema.get("minLength") or schema.get("type") != "string" or _breaks(schema, "")):
        yield ""
    if schema.get("type") in ("integer", "number"):
        yield "many"
        yield from ("1.5",) if schema["type"] == "integer" else ()
    if "minimum" in schema:
        yield str(schema["minimum"] - 1)
    if "maximum" in schema:
        yield str(schema["maximum"] + 1)
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if "enum" in schema:
        yield "no-such-value"
        yield str(schema["enum"][0]).swapcase()
    if "pattern" in schema:
        within = (each for each in _ODD if len(each) <= schema.get("maxLength", len(each)) and _breaks(schema, each))
        yield from list(within)[:2]


def _breaks(schema: Schema, value: str) -> bool:
    if "enum" in schema:
        return value not in schema["enum"]
    return "pattern" in schema and not re.search(schema["pattern"], value)


def good_values(schema: Schema) -> Iterator[str]:
    """Of texts, the longest; where a pattern says what they are, today as far as it is of that form."""
    if "enum" in schema:
        yield from map(str, schema["enum"])
    yield from (str(schema[word]) for word in ("minimum", "maximum") if word in schema)
    if schema.get("type") == "string" and "maxLength" in schema:
        longest = f"{uuid.uuid4()}".ljust(schema["maxLength"], "x")[-schema["maxLength"] :]
        if not _breaks(schema, longest):
            yield longest
    if "pattern" in schema:
        written = (datetime.now(UTC).strftime(each) for each in _TIMES)
        yield from (each for each in written if not _breaks(schema, each) and len(each) <= schema.get("maxLength", 99))


def together(document: Document, operation: Operation) -> dict[str, str]:
    """A good value of every optional query parameter whose schema says all of it; a cursor is of its own list."""
    found: dict[str, str] = {}
    for each in document.parameters(operation):
        schema = document.resolve(each["schema"])
        if each["in"] == "query" and not each.get("required") and each["name"] != "cursor":
            found.update((each["name"], value) for value in islice(good_values(schema), 1))
    return found
