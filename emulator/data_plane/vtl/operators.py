"""The operators of expressions, as Velocity applies them: what cannot be calculated is null."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.data_plane.vtl.values import Nothing, as_text

_WORDS = 1 << 64


def equal(left: Any, right: Any) -> bool:
    """Values of different classes are compared as texts; null equals nothing but itself."""
    if isinstance(left, Nothing):
        return bool(left == right)
    if isinstance(right, Nothing) or type(left) is type(right) or (_is_number(left) and _is_number(right)):
        return bool(right == left)
    if left is None or right is None:
        return False
    return as_text(left) == as_text(right)


def add(left: Any, right: Any) -> Any:
    """With a text on either side, both are joined."""
    if isinstance(left, str) or isinstance(right, str):
        return as_text(left) + as_text(right)
    return _calculate(lambda a, b: a + b, left, right)


def _calculate(apply: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if not _is_number(left) or not _is_number(right):
        return None
    try:
        result = apply(left, right)
    except (ZeroDivisionError, OverflowError):
        return None
    return _as_long(result) if isinstance(result, int) else result


def _as_long(number: int) -> int:
    """As 64 bits hold it."""
    return (number + _WORDS // 2) % _WORDS - _WORDS // 2


def _divide(left: Any, right: Any) -> Any:
    if isinstance(left, float) or isinstance(right, float):
        return left / right
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: Any, right: Any) -> Any:
    return left - right * _divide(left, right) if isinstance(left, int) and isinstance(right, int) else left % right


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _arithmetic(apply: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: _calculate(apply, left, right)


def _comparison(apply: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: _is_number(left) and _is_number(right) and apply(left, right)


Operators = Mapping[str, Callable[[Any, Any], Any]]

# By the pattern that reads an operator; from those that bind least to those that bind most. `or` and `and`, which bind
# less still, are the reader's.
LEVELS: tuple[Operators, ...] = (
    {r"==|eq\b": equal, r"!=|ne\b": lambda left, right: not equal(left, right)},
    {
        r"<=|le\b": _comparison(lambda a, b: a <= b),
        r">=|ge\b": _comparison(lambda a, b: a >= b),
        r"<|lt\b": _comparison(lambda a, b: a < b),
        r">|gt\b": _comparison(lambda a, b: a > b),
    },
    {r"\+": add, "-": _arithmetic(lambda a, b: a - b)},
    {r"\*": _arithmetic(lambda a, b: a * b), "/": _arithmetic(_divide), "%": _arithmetic(_remainder)},
)
