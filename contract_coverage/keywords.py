"""What each keyword of a request's schema asks to be tried: a table of keywords, each with its trials."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft4Validator

from contract_coverage.formats import FORMATS

Schema = Mapping[str, Any]
Holds = Callable[[Any], bool]
Trial = tuple[str, Holds]

# By `type`, what JSON is in Python; a bool is no number.
TYPES: Mapping[str, Holds] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
OF_ANOTHER_TYPE, NULL, NO_NULL = "of another type", "null", "null in its place"
REQUIRED = "required, violated by leaving out"
INTEGERS = {"int32": 2**31, "int64": 2**63}


def request_trials(schema: Schema) -> Iterator[Trial]:
    """Of one schema, without those below it. A trial of a keyword is made with values of the schema's type alone."""
    of_type = TYPES.get(schema.get("type", ""))
    if of_type is not None:
        yield "of its type", of_type
        yield OF_ANOTHER_TYPE, lambda value: value is not None and not of_type(value)
        if schema.get("nullable") is not True:
            yield NO_NULL, lambda value: value is None
    if schema.get("nullable") is True:
        yield NULL, lambda value: value is None
    for keyword, trials in KEYWORDS.items():
        if keyword in schema:
            for what, holds in trials(schema):
                yield f"{keyword} {what}", _only(of_type or _fits(keyword), holds)
    yield from ((what, _only(TYPES["object"], holds)) for what, holds in _left_out(schema))


def _equals(one: Any) -> Holds:
    return lambda value: value == one and isinstance(value, bool) == isinstance(one, bool)


def _lacks(name: str) -> Holds:
    return lambda value: name not in value


def _only(of_type: Holds, holds: Holds) -> Holds:
    return lambda value: of_type(value) and holds(value)


def _fits(keyword: str) -> Holds:
    """Where a schema names no type, each keyword speaks of its own."""
    return next((TYPES[name] for name, keywords in OF_TYPE.items() if keyword in keywords), lambda _: True)


def _kept(holds: Holds) -> Iterator[Trial]:
    yield "met", holds
    yield "violated", lambda value: not holds(value)


def _least(size: Callable[[Any], float], keyword: str) -> Callable[[Schema], Iterator[Trial]]:
    def trials(schema: Schema) -> Iterator[Trial]:
        limit = schema[keyword]
        excluded = schema.get("exclusiveMinimum") is True if keyword == "minimum" else False
        yield "at its bound", lambda value: size(value) == limit
        yield "met", lambda value: size(value) > limit or (size(value) == limit and not excluded)
        if limit > 0 or keyword == "minimum":  # nothing is shorter than nothing
            yield "violated", lambda value: size(value) < limit or (size(value) == limit and excluded)

    return trials


def _most(size: Callable[[Any], float], keyword: str) -> Callable[[Schema], Iterator[Trial]]:
    def trials(schema: Schema) -> Iterator[Trial]:
        limit = schema[keyword]
        excluded = schema.get("exclusiveMaximum") is True if keyword == "maximum" else False
        yield "at its bound", lambda value: size(value) == limit
        yield "met", lambda value: size(value) < limit or (size(value) == limit and not excluded)
        yield "violated", lambda value: size(value) > limit or (size(value) == limit and excluded)

    return trials


def _enum(schema: Schema) -> Iterator[Trial]:
    values = [value for value in schema["enum"] if value is not None]
    for each in values:
        yield json.dumps(each, ensure_ascii=False), _equals(each)
    yield "violated", lambda value: value not in values


def _pattern(schema: Schema) -> Iterator[Trial]:
    validator = Draft4Validator({"pattern": schema["pattern"]})
    return _kept(lambda value: _is_valid(validator, value))


def _format(schema: Schema) -> Iterator[Trial]:
    name = schema["format"]
    if name in FORMATS:
        yield from _kept(FORMATS[name])
    elif name in INTEGERS:
        yield from _kept(lambda value: -INTEGERS[name] <= value < INTEGERS[name])


def _is_valid(validator: Draft4Validator, value: Any) -> bool:
    try:
        return validator.is_valid(value)
    except ValueError:
        return False  # half a surrogate pair


def _multiple(schema: Schema) -> Iterator[Trial]:
    return _kept(lambda value: value % schema["multipleOf"] == 0)


def _unique(schema: Schema) -> Iterator[Trial]:
    if schema["uniqueItems"] is True:
        yield "met", lambda value: len(value) > 1 and _are_unique(value)
        yield "violated", lambda value: not _are_unique(value)


def _are_unique(values: list[Any]) -> bool:
    return len({json.dumps(each, sort_keys=True) for each in values}) == len(values)


def _additional(schema: Schema) -> Iterator[Trial]:
    known = schema.get("properties", {}).keys()
    if schema["additionalProperties"] is False:
        yield from _kept(lambda value: value.keys() <= known)
    else:
        yield "used", lambda value: not value.keys() <= known


def _left_out(schema: Schema) -> Iterator[Trial]:
    """Each property: one that must be there once missing, any other once left to its default."""
    required = schema.get("required", ())
    for name in dict.fromkeys((*required, *schema.get("properties", {}))):
        as_what = REQUIRED if name in required else "optional, left out:"
        yield f"{as_what} {name}", _lacks(name)


KEYWORDS: Mapping[str, Callable[[Schema], Iterator[Trial]]] = {
    "enum": _enum,
    "minLength": _least(len, "minLength"),
    "maxLength": _most(len, "maxLength"),
    "pattern": _pattern,
    "format": _format,
    "minimum": _least(lambda value: value, "minimum"),
    "maximum": _most(lambda value: value, "maximum"),
    "multipleOf": _multiple,
    "minItems": _least(len, "minItems"),
    "maxItems": _most(len, "maxItems"),
    "uniqueItems": _unique,
    "minProperties": _least(len, "minProperties"),
    "maxProperties": _most(len, "maxProperties"),
    "additionalProperties": _additional,
}
OF_TYPE = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "multipleOf"),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties", "additionalProperties"),
}


def answer_trials(schema: Schema) -> Iterator[Trial]:
    """What is to be seen in an answer where the schema is for."""
    yield "seen", lambda value: value is not None
    if schema.get("nullable") is True:
        yield NULL, lambda value: value is None
    for each in schema.get("enum", ()):
        if each is not None:
            yield json.dumps(each, ensure_ascii=False), _equals(each)
