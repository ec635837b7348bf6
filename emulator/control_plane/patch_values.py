"""One change of a patch, made where a resource's shape says that it is: values come as text and take its type."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from emulator.control_plane.patch_table import Patch
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_ANYTHING = re.compile(r".*", re.DOTALL)
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
# How a value of each type is written, and made of what is written; all other types are text.
_SCALARS: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "boolean": (_ANYTHING, lambda text: text.lower() == "true"),  # whatever is not true is false, as recorded
    "integer": (_INTEGER, int),
    "long": (_INTEGER, int),
    "double": (_NUMBER, float),
    "float": (_NUMBER, float),
}


def change(document: Document, shape: Shape, steps: list[str], patch: Patch) -> Refusal | None:
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
        del elements[elements.index(named) if index is None else index]  # the new one comes last, as recorded
        elements.append(patch.value or "")
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
