"""JSON Patch, as UpdateResource takes it: add, remove, replace and test. Pure.

https://www.rfc-editor.org/rfc/rfc6902. Without copy and move a document grows by no more than the patch holds.
"""

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_INDEX = re.compile(r"0|[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class InvalidPatch:
    reason: str


class _MismatchError(Exception):
    """Ends the application of a patch; its text says which operation does not fit the document."""


def patched(document: Any, patch: object) -> Any | InvalidPatch:
    """A copy of the document, with every operation done; None if nothing is left."""
    if not isinstance(patch, list):
        return InvalidPatch("The patch document is not a list of operations")
    holder = {"": copy.deepcopy(document)}
    for operation in patch:
        try:
            _apply(holder, operation)
        except _MismatchError as error:
            return InvalidPatch(str(error))
    return holder.get("")


def _apply(holder: dict[str, Any], operation: object) -> None:
    """The whole document has the path "", and so is a member of its holder."""
    if not isinstance(operation, dict):
        raise _MismatchError("An operation is not an object")
    act, path = _OPERATIONS.get(str(operation.get("op"))), operation.get("path")
    if act is None or not isinstance(path, str) or path[:1] not in ("", "/"):
        raise _MismatchError(f"An operation has no path, or is unknown: {operation.get('op')}")
    if act is not _remove and "value" not in operation:
        raise _MismatchError(f"The operation on {path} has no value")
    *parents, last = ["", *(part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:])]
    place: Any = holder
    for step in parents:
        place = place[_key(place, step, path)]
    act(place, last, copy.deepcopy(operation.get("value")), path)


def _add(place: Any, last: str, value: Any, path: str) -> None:
    if isinstance(place, dict):
        place[last] = value
    elif last == "-" and isinstance(place, list):
        place.append(value)
    else:
        place.insert(_key(place, last, path, end=1), value)


def _remove(place: Any, last: str, value: Any, path: str) -> None:
    del value
    del place[_key(place, last, path)]


def _replace(place: Any, last: str, value: Any, path: str) -> None:
    place[_key(place, last, path)] = value


def _test(place: Any, last: str, value: Any, path: str) -> None:
    if place[_key(place, last, path)] != value:
        raise _MismatchError(f"{path} is not as tested")


_OPERATIONS: Mapping[str, Callable[[Any, str, Any, str], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "test": _test,
}


def _key(place: Any, step: str, path: str, end: int = 0) -> Any:
    """A member's name, or an index, which may be `end` past the last."""
    if isinstance(place, dict) and step in place:
        return step
    if isinstance(place, list) and _INDEX.fullmatch(step) and int(step) < len(place) + end:
        return int(step)
    raise _MismatchError(f"There is no {path}")
