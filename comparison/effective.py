"""A schema as it takes effect: its references followed and its `allOf` put together, so that moving a part into a
component, or out of one, is no difference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from comparison.part import Part, same

Conjunction = tuple[Part, ...]
"""Schemas that a value has to satisfy all."""

UNIONS = ("oneOf", "anyOf")
# What a keyword says when it is left out.
DEFAULTS: Mapping[str, Any] = {
    "minLength": 0,
    "minItems": 0,
    "minProperties": 0,
    **dict.fromkeys(("uniqueItems", "nullable", "exclusiveMinimum", "exclusiveMaximum"), False),
    **dict.fromkeys(("readOnly", "writeOnly", "deprecated"), False),
}
_STRUCTURE = frozenset({"allOf", "properties", "required", "items", "additionalProperties", "discriminator", *UNIONS})


@dataclass(frozen=True, slots=True)
class Effective:
    """`keywords` are those without schemas inside. `rest` is what further properties have to be: None for anything,
    False for nothing.
    """

    parts: Conjunction
    keywords: Mapping[str, Part]
    properties: Mapping[str, Conjunction]
    required: frozenset[str]
    items: Conjunction = ()
    rest: Conjunction | bool | None = None
    unions: tuple[Part, ...] = ()
    discriminator: Part | None = None
    last: Part = field(kw_only=True)

    def value(self, name: str) -> Any:
        part = self.keywords.get(name)
        return None if part is None else part.value

    def is_plain(self) -> bool:
        """It says something of its own beside a union."""
        return bool({*self.keywords} - {"description", "title", "example", "deprecated"} or self.properties)


def effective(schemas: Conjunction) -> Effective:
    parts = tuple(_flat(schemas, frozenset()))
    names = dict.fromkeys(name for part in parts for name in part.value if name not in _STRUCTURE)
    keywords = {name: _joined(name, [part.at(name) for part in parts if part.has(name)]) for name in names}
    keywords = {name: part for name, part in keywords.items() if not _is_default(name, part.value)}
    return Effective(
        parts=parts,
        keywords=keywords,
        properties=_properties(parts),
        required=frozenset(name for part in parts for name in part.value.get("required", ())),
        items=tuple(part.at("items") for part in parts if part.has("items")),
        rest=_rest(parts),
        unions=tuple(part.at(name) for part in parts for name in UNIONS if part.has(name)),
        discriminator=next((part.at("discriminator") for part in parts if part.has("discriminator")), None),
        last=parts[-1] if parts else schemas[-1],
    )


def _is_default(name: str, value: Any) -> bool:
    return name in DEFAULTS and same(value, DEFAULTS[name])


def _flat(schemas: Conjunction, above: frozenset[str]) -> Iterator[Part]:
    """A schema that contains itself by `allOf` alone says nothing more the second time."""
    for schema in schemas:
        part = schema.resolved()
        if part.pointer in above or not isinstance(part.value, Mapping):
            continue
        below = above | {part.pointer}
        inner = {name for name in ("allOf", *UNIONS) if name == "allOf" or len(part.value.get(name, ())) == 1}
        for name in sorted(inner):
            yield from _flat(part.items(name), below)
        own = {name: value for name, value in part.value.items() if name not in inner}
        if own or not inner & part.value.keys():
            yield Part(part.document, own, part.pointer)


def _properties(parts: Conjunction) -> dict[str, Conjunction]:
    found: dict[str, Conjunction] = {}
    for part in parts:
        for name, schema in part.entries("properties").items():
            found[name] = (*found.get(name, ()), schema)
    return found


def _rest(parts: Conjunction) -> Conjunction | bool | None:
    said = [part.at("additionalProperties") for part in parts if part.has("additionalProperties")]
    if any(each.value is False for each in said):
        return False
    return tuple(each for each in said if isinstance(each.value, Mapping) and each.value) or None


def _values_of_both(left: list[Any], right: list[Any]) -> list[Any]:
    return [value for value in left if any(same(value, each) for each in right)]


def _narrower_type(left: str, right: str) -> str:
    return "integer" if {left, right} == {"integer", "number"} else right


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    "enum": _values_of_both,
    "type": _narrower_type,
    **dict.fromkeys(("minimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "maxLength", "maxItems", "maxProperties"), min),
    **dict.fromkeys(("nullable",), lambda left, right: left and right),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), lambda left, right: left or right),
    **dict.fromkeys(("title", "description", "example", "default"), lambda _left, right: right),
}


def _joined(name: str, parts: list[Part]) -> Part:
    """What a keyword of several schemas comes to: one value, or all of them where none says more."""
    last = parts[-1]
    if name in _JOINS:
        return Part(last.document, reduce(_JOINS[name], (part.value for part in parts)), last.pointer)
    values: list[Any] = []
    for part in parts:
        if not any(same(part.value, value) for value in values):
            values.append(part.value)
    return last if len(values) == 1 else Part(last.document, values, last.pointer)
