"""Values of a JSON that may hold anything, as what is wanted of them, or as nothing. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.front_page.charts.scales import LARGEST

LONGEST_TEXT = 512
_MOST_TEXTS = 100


def number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST:
        return float(value)
    return None


def text(value: object, longest: int = LONGEST_TEXT) -> str:
    return value[:longest] if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    return tuple(each[:LONGEST_TEXT] for each in items(value)[:_MOST_TEXTS] if isinstance(each, str))


def items(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def whole(value: object, default: int, lowest: int, highest: int) -> int:
    given = number(value)
    return default if given is None else int(min(highest, max(lowest, given)))
