"""What a different value of a schema's keyword does to what is valid: a table, one rule a keyword."""

from collections.abc import Callable, Mapping
from typing import Any

from comparison.site import Direction

Rule = Callable[[Any, Any], Direction]
"""Of two different values, the earlier and the later; None is a keyword that is not there."""

NARROWED, WIDENED, CHANGED = Direction.NARROWED, Direction.WIDENED, Direction.CHANGED


def lower_bound(base: Any, head: Any) -> Direction:
    if base is None or head is None:
        return NARROWED if base is None else WIDENED
    return NARROWED if head > base else WIDENED


def upper_bound(base: Any, head: Any) -> Direction:
    if base is None or head is None:
        return NARROWED if base is None else WIDENED
    return NARROWED if head < base else WIDENED


def restriction(base: Any, head: Any) -> Direction:
    """A keyword whose values cannot be compared: it may be added or dropped."""
    if base is None or head is None:
        return NARROWED if base is None else WIDENED
    return CHANGED


def permission(_base: Any, head: Any) -> Direction:
    return WIDENED if head else NARROWED


def type_of(base: Any, head: Any) -> Direction:
    if (base, head) == ("number", "integer"):
        return NARROWED
    return WIDENED if (base, head) == ("integer", "number") else restriction(base, head)


def format_of(base: Any, head: Any) -> Direction:
    wider = {("int32", "int64"), ("float", "double")}
    if (base, head) in wider:
        return WIDENED
    return NARROWED if (head, base) in wider else restriction(base, head)


def multiple_of(base: Any, head: Any) -> Direction:
    if base and head:
        if (head / base).is_integer():
            return NARROWED
        return WIDENED if (base / head).is_integer() else CHANGED
    return restriction(base, head)


KEYWORDS: Mapping[str, Rule] = {
    "type": type_of,
    "format": format_of,
    "pattern": restriction,
    "not": restriction,
    "nullable": permission,
    "uniqueItems": restriction,
    "multipleOf": multiple_of,
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), restriction),
    **dict.fromkeys(("minimum", "minLength", "minItems", "minProperties"), lower_bound),
    **dict.fromkeys(("maximum", "maxLength", "maxItems", "maxProperties"), upper_bound),
}


def told(name: str, base: Any, head: Any) -> str:
    """What differs, in words."""
    if base is None:
        return f"`{name}` is new: {_text(head)}"
    return f"`{name}` {_text(base)} is gone" if head is None else f"`{name}` is {_text(head)} in place of {_text(base)}"


def _text(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if len(text) <= 80 else f"`{text[:77]}…`"
