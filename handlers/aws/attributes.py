"""Values as DynamoDB's items hold them, and back. boto3 has this too, behind an import of 60 ms."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Attribute = Mapping[str, Any]
AttributeMap = Mapping[str, Attribute]


def attribute(value: Any) -> dict[str, Any]:
    """Numbers are whole ones; a set is one of numbers, and not empty."""
    kind, held = _KINDS[type(value)]
    return {kind: held(value)}


def attributes(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: attribute(value) for name, value in values.items()}


def value_of(held: Attribute) -> Any:
    [(kind, value)] = held.items()
    return _VALUES[kind](value)


def values_of(item: AttributeMap) -> dict[str, Any]:
    return {name: value_of(held) for name, held in item.items()}


def _list(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [attribute(value) for value in values]


_KINDS: Mapping[type, tuple[str, Callable[[Any], Any]]] = {
    type(None): ("NULL", lambda _: True),
    bool: ("BOOL", bool),
    str: ("S", str),
    int: ("N", str),
    frozenset: ("NS", lambda numbers: [str(number) for number in sorted(numbers)]),
    dict: ("M", attributes),
    list: ("L", _list),
    tuple: ("L", _list),
}
_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "NULL": lambda _: None,
    "BOOL": bool,
    "S": str,
    "N": int,
    "NS": lambda numbers: frozenset(map(int, numbers)),
    "M": values_of,
    "L": lambda held: [value_of(part) for part in held],
}
