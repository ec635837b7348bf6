"""Schemas without `oneOf`, `anyOf`, `allOf`: what a conjunction or a union of two schemas comes to.

Both functions only loosen: `both` accepts whatever satisfies both of its schemas, `either` whatever satisfies one of
them. They work on normalised schemas (reduction.py), which carry two marks of their own:

- CLOSED: an object without further properties. A property that one branch does not name may hold anything there,
  unless that branch is closed.
- ONE_WAY: a value that only requests or only responses have, so that nobody may require it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]
Join = Callable[[Any, Any], Any]

CLOSED = "x-closed"
ONE_WAY = "x-one-way"


def _same(left: Any, right: Any) -> bool:
    # Python's 1 == True would make two schemas of different meaning one.
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def _values_of_both(left: list[Any], right: list[Any]) -> list[Any]:
    # An empty enum is not JSON Schema; a contradiction may stay loose.
    return [value for value in left if value in right] or left


def _values_of_either(left: list[Any], right: list[Any]) -> list[Any]:
    return [*left, *(value for value in right if not any(_same(value, known) for known in left))]


def _names_of_both(left: list[str], right: list[str]) -> list[str]:
    return [name for name in left if name in right]


def _names_of_either(left: list[str], right: list[str]) -> list[str]:
    return list(dict.fromkeys((*left, *right)))


def _each_property(left: Schema, right: Schema) -> dict[str, Any]:
    return {name: both(left.get(name, {}), right.get(name, {})) for name in {**left, **right}}


# What a keyword of both schemas comes to. In a conjunction a keyword that only one of them has stays.
_BOTH: Mapping[str, Join] = {
    "enum": _values_of_both,
    "required": _names_of_either,
    "properties": _each_property,
    **dict.fromkeys(("minimum", "minLength", "minProperties"), max),
    **dict.fromkeys(("maximum", "maxLength", "maxProperties"), min),
}
# In a union a keyword that only one of them has goes.
_EITHER: Mapping[str, Join] = {
    "enum": _values_of_either,
    "required": _names_of_both,
    "uniqueItems": lambda left, right: left and right,
    CLOSED: lambda left, right: left and right,
    **dict.fromkeys(("minimum", "minLength", "minProperties"), min),
    **dict.fromkeys(("maximum", "maxLength", "maxProperties"), max),
}


def both(left: Schema, right: Schema) -> dict[str, Any]:
    """A schema for what satisfies `left` and `right`. Beside a `$ref` nothing else can stand, so the other one goes."""
    marks = {ONE_WAY: True} if ONE_WAY in left or ONE_WAY in right else {}
    if "$ref" in left or "$ref" in right:
        return {**(left if "$ref" in left else right), **marks}
    joined = {word: join(left[word], right[word]) for word, join in _BOTH.items() if word in left and word in right}
    if {left.get("type"), right.get("type")} == {"integer", "number"}:
        joined["type"] = "integer"
    if "items" in left and "items" in right:
        joined["items"] = both(left["items"], right["items"])
    return {**right, **left, **joined}


def either(left: Schema, right: Schema) -> dict[str, Any]:
    """A schema for what satisfies `left` or `right`.

    Schemas of different types, and those without a type, have nothing in common that is worth a rule.
    """
    if _same(left, right):
        return dict(left)
    kind = _type_of_either(left.get("type"), right.get("type"))
    if kind is None:
        return _anything(left, right)
    joined = {word: join(left[word], right[word]) for word, join in _EITHER.items() if word in left and word in right}
    joined |= {"type": kind, **_anything(left, right)}
    if kind == "object":
        joined["properties"] = _properties_of_either(left, right)
    if kind == "array":
        joined["items"] = either(left.get("items", {}), right.get("items", {}))
    return joined


def _anything(left: Schema, right: Schema) -> dict[str, Any]:
    return {ONE_WAY: True} if ONE_WAY in left or ONE_WAY in right else {}


def _type_of_either(left: str | None, right: str | None) -> str | None:
    if {left, right} == {"integer", "number"}:
        return "number"
    return left if left == right else None


def _properties_of_either(left: Schema, right: Schema) -> dict[str, Any]:
    ours, theirs = left.get("properties", {}), right.get("properties", {})
    properties: dict[str, Any] = {}
    for name in {**ours, **theirs}:
        if name in ours and name in theirs:
            properties[name] = either(ours[name], theirs[name])
        elif CLOSED in (right if name in ours else left):
            properties[name] = {**ours, **theirs}[name]
        else:
            properties[name] = _anything(ours.get(name, {}), theirs.get(name, {}))
    return properties
