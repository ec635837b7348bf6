"""AWS's patch operations: one mechanism; what may be patched in a resource is a table of paths.

A path's segments name members of the resource's output shape, keys of its maps, or elements of its lists; values come
as text and take the type that the shape has at that place.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

REPLACE = frozenset({"replace"})
REMOVE = frozenset({"remove"})
REPLACE_REMOVE = frozenset({"replace", "remove"})
ADD_REMOVE = frozenset({"add", "remove"})
ANY_OP = frozenset({"add", "replace", "remove"})

_ANYTHING = re.compile(r".*", re.DOTALL)
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
_BOOLEAN = re.compile(r"true|false", re.IGNORECASE)
# How a value of each type is written, and made of what is written; all other types are text.
_SCALARS: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "boolean": (_BOOLEAN, lambda text: text.lower() == "true"),
    "integer": (_INTEGER, int),
    "long": (_INTEGER, int),
    "double": (_NUMBER, float),
    "float": (_NUMBER, float),
}


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch operation whose path a table has. `names` are what stood for the pattern's `{…}` segments."""

    op: str  # "remove" also when nothing is to replace what is there
    path: str
    value: str | None
    names: Mapping[str, str]
    removable: bool


@dataclass(frozen=True, slots=True)
class PatchPath:
    """`pattern` is AWS's spelling of the path; `{name}` stands for a segment, one `{name+}` for several.

    `target` says where that is in the output shape, if elsewhere; `{name}` in it is what the pattern's stood for.
    `apply` does what the shape alone cannot say.
    """

    pattern: str
    ops: frozenset[str] = REPLACE
    target: tuple[str, ...] | None = None
    apply: Callable[[Document, Patch], Refusal | None] | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.pattern.strip("/").split("/"))


def patched(
    document: Document, shape: Shape, operations: Sequence[Document], paths: Sequence[PatchPath]
) -> Document | Refusal:
    """A changed copy: all operations apply, or none."""
    changed = deepcopy(document)
    for operation in operations:
        refusal = _apply(changed, shape, operation, paths)
        if refusal is not None:
            return refusal
    return changed


def unescape(segment: str) -> str:
    return segment.replace("~1", "/").replace("~0", "~")


def _apply(document: Document, shape: Shape, operation: Document, paths: Sequence[PatchPath]) -> Refusal | None:
    op, path = operation.get("op", ""), operation.get("path", "")
    for allowed in paths:
        names = _matched(allowed.segments, path) if op in allowed.ops else None
        if names is None:
            continue
        removable, value = "remove" in allowed.ops, operation.get("value")
        if op == "replace" and value is None and removable:
            op = "remove"
        patch = Patch(op, path, value, names, removable)
        if allowed.apply is not None:
            return allowed.apply(document, patch)
        target = allowed.target or tuple(segment.replace("+}", "}") for segment in allowed.segments)
        return _change(document, shape, [step.format_map(names) for step in target], patch)
    choices = ", ".join(allowed.pattern for allowed in paths if op in allowed.ops)
    return bad_request(f"Invalid patch path  '{path}' specified for op '{op}'. Must be one of: [{choices}]")


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


def _change(document: Document, shape: Shape, steps: list[str], patch: Patch) -> Refusal | None:
    """Goes down to the container that the last step is in, making containers on the way."""
    container: Any = document
    for step in steps[:-1]:
        shape = _inside(shape, step)
        container = container.setdefault(step, [] if isinstance(shape, ListShape) else {})
    last = steps[-1]
    if isinstance(shape, ListShape):
        return _change_element(container, last, patch)
    inside = _inside(shape, last)
    if isinstance(inside, ListShape):
        return _change_list(container, last, patch)
    if patch.op == "remove" or (patch.removable and patch.value == "" and getattr(inside, "enum", [])):
        container.pop(last, None)
        return None
    value = _coerced(inside, patch)
    if isinstance(value, Refusal):
        return value
    container[last] = value
    return None


def _inside(shape: Shape, step: str) -> Shape:
    if isinstance(shape, StructureShape):
        return shape.members[step]
    if isinstance(shape, MapShape):
        return shape.value
    message = f"no place {step!r} in the shape {shape.name}"
    raise TypeError(message)


def _change_element(elements: list[str], named: str, patch: Patch) -> Refusal | None:
    """The last segment of the path is an element of a list, or its index."""
    index = int(named) if named.isdecimal() and int(named) < len(elements) else None
    present = index is not None or named in elements
    if patch.op == "add" and not present:
        elements.append(named)
    elif patch.op == "remove" and present:
        del elements[elements.index(named) if index is None else index]
    elif patch.op == "replace" and present:
        elements[elements.index(named) if index is None else index] = patch.value or ""
    elif not present:
        return bad_request(f"Invalid patch path  '{patch.path}' specified for op '{patch.op}': no such element")
    return None


def _change_list(container: Document, name: str, patch: Patch) -> Refusal | None:
    """The value is an element of the list that the path names; several are separated by commas."""
    elements: list[str] = container.setdefault(name, [])
    values = [value.strip() for value in (patch.value or "").split(",") if value.strip()]
    match patch.op:
        case "add":
            elements.extend(value for value in values if value not in elements)
        case "remove":
            container[name] = [element for element in elements if values and element not in values]
        case _:
            container[name] = values
    return None


def _coerced(shape: Shape, patch: Patch) -> Any:
    """The patch's text as a value of the shape, or why it is none."""
    text = patch.value or ""
    allowed: list[str] = getattr(shape, "enum", [])
    if allowed and text not in allowed:
        return _invalid_value(patch, f"one of: [{', '.join(allowed)}]")
    form, make = _SCALARS.get(shape.type_name, (_ANYTHING, str))
    return make(text) if form.fullmatch(text) else _invalid_value(patch, f"of type {shape.type_name}")


def _invalid_value(patch: Patch, expected: str) -> Refusal:
    return bad_request(
        f"Invalid patch value  '{patch.value}' specified for op '{patch.op}' at path '{patch.path}'. Must be {expected}"
    )
