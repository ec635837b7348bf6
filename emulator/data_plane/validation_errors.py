"""What is wrong with a body, in the words that API Gateway has for it.

They are those of the Java library that it validates with, as $context.error.validationErrorString and execution logs
show them. As there, members of a value are only looked at once nothing is wrong with the value itself.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any

from jsonschema_rs import ValidationError

_SHOWN = 100
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}

Place = list[str | int]
Terms = Mapping[str, Any]  # what a keyword of the schema asked for, as the validator names it


def _allowed(types: Iterable[str]) -> str:
    named = set(types)
    return _text(sorted(named | {"integer"} if "number" in named else named))


def _matched(terms: Terms) -> int:
    return sum(not faults for faults in terms["context"])


_WORDS: Mapping[str, Callable[[Any, Terms], str]] = {
    "type": lambda v, t: (
        f"instance type ({_TYPES[type(v)]}) does not match any allowed primitive type (allowed: {_allowed(t['types'])})"
    ),
    "enum": lambda v, t: f"instance value ({_text(v)}) not found in enum (possible values: {_text(t['options'])})",
    "pattern": lambda v, t: f'ECMA 262 regex "{t["pattern"]}" does not match input string "{v}"',
    "minLength": lambda v, t: f'string "{v}" is too short (length: {len(v)}, required minimum: {t["limit"]})',
    "maxLength": lambda v, t: f'string "{v}" is too long (length: {len(v)}, maximum allowed: {t["limit"]})',
    "minimum": lambda v, t: (
        f"numeric instance is lower than the required minimum (minimum: {_text(t['limit'])}, found: {_text(v)})"
    ),
    "maximum": lambda v, t: (
        f"numeric instance is greater than the required maximum (maximum: {_text(t['limit'])}, found: {_text(v)})"
    ),
    "exclusiveMinimum": lambda _, t: (
        f"numeric instance is not strictly greater than the required minimum {_text(t['limit'])}"
    ),
    "exclusiveMaximum": lambda _, t: (
        f"numeric instance is not strictly lower than the required maximum {_text(t['limit'])}"
    ),
    "multipleOf": lambda v, t: f"remainder of division is not zero ({_text(v)} / {_text(t['multiple_of'])})",
    "minItems": lambda v, t: (
        f"array is too short: must have at least {t['limit']} elements but instance has {len(v)} elements"
    ),
    "maxItems": lambda v, t: (
        f"array is too long: must have at most {t['limit']} elements but instance has {len(v)} elements"
    ),
    "uniqueItems": lambda _, __: "array must not contain duplicate elements",
    "minProperties": lambda v, t: (
        f"object has too few properties (found {len(v)} but schema requires at least {t['limit']})"
    ),
    "maxProperties": lambda v, t: (
        f"object has too many properties (found {len(v)} but schema requires at most {t['limit']})"
    ),
    "additionalProperties": lambda _, t: (
        f"object instance has properties which are not allowed by the schema: {_text(sorted(t['unexpected']))}"
    ),
    "anyOf": lambda _, t: f"instance failed to match at least one required schema among {len(t['context'])}",
    "oneOf": lambda _, t: (
        f"instance failed to match exactly one schema (matched {_matched(t)} out of {len(t['context'])})"
    ),
    "not": lambda _, __: "instance matched a schema which it should not have",
}


def describe(errors: Iterable[ValidationError]) -> str:
    """E.g. `[object has missing required properties (["price","type"])]`."""
    faults = sorted(errors, key=_order)
    return "[" + ", ".join(islice(_messages(faults), _SHOWN)) + "]"


def _order(error: ValidationError) -> tuple[list[tuple[bool, str | int]], str]:
    """The validator gives names that look like numbers as numbers."""
    return [(isinstance(step, str), step) for step in error.instance_path], _keyword(error)


def _keyword(error: ValidationError) -> str:
    return error.kind.name


def _messages(faults: Sequence[ValidationError]) -> Iterator[str]:
    """`faults` are in order, so that each value comes right before what it holds."""
    faulty: Place | None = None
    for place, group in groupby(faults, key=lambda fault: fault.instance_path):
        if faulty is not None and place[: len(faulty)] == faulty:
            continue
        faulty = place
        for keyword, same in groupby(group, key=_keyword):
            yield from _in_words(keyword, list(same))


def _in_words(keyword: str, faults: Sequence[ValidationError]) -> Iterator[str]:
    if keyword == "required":
        yield f"object has missing required properties ({_text(sorted({_property(fault) for fault in faults}))})"
        return
    words = _WORDS.get(keyword)
    for fault in faults:
        yield words(fault.instance, fault.kind.as_dict()) if words else fault.message


def _property(fault: ValidationError) -> str:
    return str(fault.kind.as_dict()["property"])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
