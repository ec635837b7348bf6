"""Edits of one value in a JSON answer. Each takes the value and its schema, and answers the value itself where the
fault has no place in it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contract.document import Json
from mutation.mutant import Answer, Change, Memory, Request
from mutation.places import MISSING, Path, Place, at, edited

Edit = Callable[[Any, Json], Any]

_YEAR = 4


@dataclass(frozen=True, slots=True)
class EditValue(Change):
    """`every`: 2 spares each second answer, so that what is asked twice is answered in two ways."""

    path: Path
    edit: str
    schema: Json
    where: tuple[tuple[Path, Any], ...] = ()
    every: int = 1

    @classmethod
    def of(cls, place: Place, edit: str, every: int = 1) -> "EditValue":
        return cls(place.path, edit, place.schema, place.where, every)

    def answer(self, _request: Request, answer: Answer, memory: Memory, /) -> Answer:
        value = parsed(answer)
        if value is MISSING or any(at(value, path) != wanted for path, wanted in self.where):
            return answer
        memory.count += 1
        if memory.count % self.every:
            return answer
        made = edited(value, self.path, lambda found: EDITS[self.edit](found, self.schema))
        return answer if same(made, value) else with_json(answer, made)


def parsed(message: Answer | Request) -> Any:
    try:
        return json.loads(message.body)
    except ValueError:
        return MISSING


def with_json(answer: Answer, value: Any) -> Answer:
    return Answer(answer.status, answer.headers, written(value))


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def same(one: Any, other: Any) -> bool:
    """As JSON: 1 is not true, and 1.0 not 1."""
    return one is other or (MISSING not in (one, other) and written(one) == written(other))


def _of_type(kind: type | tuple[type, ...], make: Callable[[Any, Json], Any]) -> Edit:
    def edit(value: Any, schema: Json) -> Any:
        fits = isinstance(value, kind) and (not isinstance(value, bool) or kind is bool)
        return make(value, schema) if fits else value

    return edit


def _other_type(value: Any, schema: Json) -> Any:  # noqa: ARG001  # an Edit
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case str():
            return [value]
        case list():
            return {str(index): item for index, item in enumerate(value)}
        case Mapping():
            return [value]
    return False


def _broken_format(value: str, schema: Json) -> str:
    match schema.get("format"):
        case "uuid":
            return value[:-1]
        case "date-time":
            return value.replace("T", " ").removesuffix("Z")
        case "date":
            return ".".join(reversed(value.split("-")))
        case "uri":
            return f"no uri {value}"
    return value


def _other_choice(value: Any, schema: Json) -> Any:
    choices = schema["enum"]
    return choices[(choices.index(value) + 1) % len(choices)] if value in choices else value


def _off_by_one(value: float, schema: Json) -> float:
    step = 1 if isinstance(value, int) else 0.01
    return value - step if value + step > schema.get("maximum", float("inf")) else value + step


def _earlier(value: str, schema: Json) -> str:
    """By 20 years, so that something ended before it began."""
    if schema.get("format") not in {"date-time", "date"} or not value[:_YEAR].isdecimal():
        return value
    return f"{int(value[:_YEAR]) - 20:04}{value[_YEAR:]}"


def _other_id(value: str, schema: Json) -> str:
    if schema.get("format") != "uuid" or not value:
        return value
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def _beyond_maximum(value: Any, schema: Json) -> Any:
    match value:
        case list() if value and "maxItems" in schema:
            return (value * (schema["maxItems"] // len(value) + 1))[: schema["maxItems"] + 1]
        case int() | float() if "maximum" in schema:
            return schema["maximum"] + 1
    return value


def _below_minimum(value: Any, schema: Json) -> Any:
    match value:
        case str() if schema.get("minLength") or "pattern" in schema:
            return ""
        case list() if schema.get("minItems"):
            return []
        case int() | float() if "minimum" in schema:
            return schema["minimum"] - 1
    return value


EDITS: Mapping[str, Edit] = {
    # What the schema forbids.
    "missing": lambda _value, _schema: MISSING,
    "null": lambda _value, _schema: None,
    "wrong-type": _other_type,
    "extra-field": _of_type(dict, lambda value, _schema: {**value, "debug": True}),
    "out-of-enum": _of_type(str, lambda value, _schema: value.swapcase() + "_"),
    "below-minimum": _below_minimum,
    "beyond-maximum": _beyond_maximum,
    "broken-format": _of_type(str, _broken_format),
    "fraction": _of_type(int, lambda value, _schema: value + 0.5),
    # What only the contract's words, its links and a second look forbid.
    "off-by-one": _of_type((int, float), _off_by_one),
    "turned": _of_type(bool, lambda value, _schema: not value),
    "emptied": _of_type(str, lambda _value, _schema: ""),
    "cut": _of_type(str, lambda value, _schema: value[:-1]),
    "other-choice": _other_choice,
    "other-id": _of_type(str, _other_id),
    "earlier": _of_type(str, _earlier),
    "nowhere": lambda _value, _schema: "/no/such/place",
    "dotted": _of_type(str, lambda value, _schema: "$" + value.replace("/", ".")),
    "forgotten": lambda _value, _schema: None,
    "array-emptied": _of_type(list, lambda _value, _schema: []),
    "array-shortened": _of_type(list, lambda value, _schema: value[:-1]),
    "array-doubled": _of_type(list, lambda value, _schema: value * 2),
    "array-reversed": _of_type(list, lambda value, _schema: value[::-1]),
    "items-swapped": _of_type(list, lambda value, _schema: [*value[:-2], *reversed(value[-2:])]),
    "item-repeated": _of_type(list, lambda value, _schema: [*value, *value[-1:]]),
}
