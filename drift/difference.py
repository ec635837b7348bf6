"""Where two trees of JSON differ: each place once, as high up as it differs wholly."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from contract.place import child, segments

LEFT_OPEN = "${left.open}"
"""Stands in a wanted text for what only the deployment knows: any text without a quote."""


class Nothing(Enum):
    """There is no such member; null is a value."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING


@dataclass(frozen=True, slots=True)
class Difference:
    """`pointer` is a JSON pointer into the two trees. `operation` is "" for what is of no operation."""

    pointer: str
    operation: str
    wanted: Any
    served: Any


def differences(wanted: Any, served: Any) -> tuple[Difference, ...]:
    """In the order of what is wanted; what is only served comes after it."""
    return tuple(
        Difference(pointer, _operation(pointer, wanted, served), *values)
        for pointer, *values in _differing(wanted, served, "")
    )


def _differing(wanted: Any, served: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:
    match wanted, served:
        case Mapping(), Mapping():
            for name in [*wanted, *(name for name in served if name not in wanted)]:
                pair = wanted.get(name, NOTHING), served.get(name, NOTHING)
                yield from _differing(*pair, child(pointer, name))
        case list(), list() if any(isinstance(each, dict | list) for each in (*wanted, *served)):
            for index in range(max(len(wanted), len(served))):
                left, right = (each[index] if index < len(each) else NOTHING for each in (wanted, served))
                yield from _differing(left, right, child(pointer, index))
        case _ if not _is_same(wanted, served):
            yield pointer, wanted, served


def _is_same(wanted: Any, served: Any) -> bool:
    if isinstance(wanted, str) and isinstance(served, str) and LEFT_OPEN in wanted:
        return re.fullmatch("[^']*".join(map(re.escape, wanted.split(LEFT_OPEN))), served) is not None
    if isinstance(wanted, list) and isinstance(served, list):
        return len(wanted) == len(served) and all(map(_is_same, wanted, served))
    # Python takes True for 1; 1 and 1.0 are one number in JSON.
    return isinstance(wanted, bool) == isinstance(served, bool) and bool(wanted == served)


def _operation(pointer: str, *trees: Any) -> str:
    """Its id, or its method and path where it has none."""
    match segments(pointer):
        case ["paths", path, method, *_]:
            ids = (_at(tree, "paths", path, method, "operationId") for tree in trees)
            return next((each for each in ids if isinstance(each, str)), f"{method.upper()} {path}")
    return ""


def _at(node: Any, *names: str) -> Any:
    for name in names:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node
