"""AWS's patch operations: one mechanism; what may be patched in a resource is a table of paths.

A path's segments name members of the resource's output shape, keys of its maps, or elements of its lists; values come
as text and take the type that the shape has at that place.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from botocore.model import Shape

from emulator.control_plane.patch_table import Patch, PatchPath, PatchTable
from emulator.control_plane.patch_values import change
from emulator.control_plane.refusal import Refusal
from emulator.control_plane.store import Document


def patched(document: Document, shape: Shape, operations: Sequence[Document], table: PatchTable) -> Document | Refusal:
    """A changed copy: all operations apply, or none."""
    changed = deepcopy(document)
    for operation in operations:
        refusal = _apply(changed, shape, operation, table)
        if refusal is not None:
            return refusal
    return changed


def unescape(segment: str) -> str:
    return segment.replace("~1", "/").replace("~0", "~")


def _apply(document: Document, shape: Shape, operation: Document, table: PatchTable) -> Refusal | None:
    known: list[PatchPath] = []
    for allowed in table.paths:
        names = _matched(allowed.segments, operation.get("path", ""))
        if names is None:
            continue
        if operation.get("op") in allowed.ops:
            return _apply_at(document, shape, operation, allowed, names)
        known.append(allowed)
    return table.refuse(table.paths, operation, known)


def _apply_at(
    document: Document, shape: Shape, operation: Document, allowed: PatchPath, names: Mapping[str, str]
) -> Refusal | None:
    op, value, removable = operation["op"], operation.get("value"), "remove" in allowed.ops
    if op == "replace" and not value and allowed.without_value is not None:
        return allowed.without_value
    if op == "replace" and value is None and removable:
        op = "remove"
    patch = Patch(op, operation["path"], value, names, removable, operation.get("from"))
    if allowed.apply is not None:
        return allowed.apply(document, patch)
    steps = [step.format_map(names) for step in allowed.target or _as_steps(allowed.segments)]
    if allowed.absent is not None and op != "add" and _find(document, steps) is None:
        return allowed.absent(patch)
    if allowed.prepare is not None:
        allowed.prepare(document, patch)
    refusal = change(document, shape, steps, patch)
    if op == "remove":
        _prune(document, steps[:-1])
    return refusal


def _as_steps(segments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(segment.replace("+}", "}") for segment in segments)


def _find(document: Document, steps: Sequence[str]) -> Any:
    found: Any = document
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _prune(document: Document, steps: Sequence[str]) -> None:
    """A map that has lost its last entry is gone."""
    container = _find(document, steps[:-1])
    if steps and isinstance(container, dict) and container.get(steps[-1]) == {}:
        del container[steps[-1]]


def _matched(pattern: tuple[str, ...], path: str) -> dict[str, str] | None:
    """What the pattern's names stand for, unescaped, `{name+}` as it was sent; None when the path is another."""
    sent = path.removeprefix("/").split("/")
    greedy = next((index for index, segment in enumerate(pattern) if segment.endswith("+}")), None)
    names: dict[str, str] = {}
    if greedy is not None:
        surplus = len(sent) - len(pattern) + 1
        if surplus < 1:
            return None
        names[pattern[greedy].strip("{}+")] = "/".join(sent[greedy : greedy + surplus])
        pattern, sent = pattern[:greedy] + pattern[greedy + 1 :], sent[:greedy] + sent[greedy + surplus :]
    if len(sent) != len(pattern):
        return None
    for expected, segment in zip(pattern, sent, strict=True):
        if expected.startswith("{"):
            names[expected.strip("{}")] = unescape(segment)
        elif expected != segment:
            return None
    return names
