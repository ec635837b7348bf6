"""Values against the shapes of a service model: what is wrong with an input, in the words and the order of AWS."""

import re
from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.constraints import (
    outside_enumeration,
    outside_list_enumeration,
    outside_pattern,
    violated,
)

# What the JSON body may hold for a shape's type. bool is an int to Python, but not to AWS.
_JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "timestamp": (int, float, str),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}
# What AWS calls a JSON value where text should be.
_JAVA_TYPES: Mapping[type, str] = {
    bool: "java.lang.Boolean",
    int: "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
    float: "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
}


class Reader:
    """Checks values against shapes and keeps what is wrong with them; members of other names are left out."""

    def __init__(self, input_name: str) -> None:
        self._input_name = input_name
        self._broken: list[Refusal] = []
        self._violations: list[tuple[bool, str]] = []  # whether it is of the path or the query, and the words
        self._missing: list[Refusal] = []

    def refusal(self) -> Refusal | None:
        """AWS reads first, then tells all violated constraints at once, the body's before the path's."""
        violations = [words for _, words in sorted(self._violations, key=lambda violation: violation[0])]
        constraints = [violated(violations)] if violations else []
        return next(iter((*self._broken, *constraints, *self._missing)), None)

    def read_member(self, shape: Shape, value: Any, name: str) -> Any:
        """A member outside the body is named alone, one in the body with the input's name before it."""
        is_outside_body = "location" in shape.serialization
        before = len(self._violations)
        read = self._read(shape, value, name, name if is_outside_body else f"{self._input_name}.{name}")
        self._violations[before:] = [(is_outside_body, words) for _, words in self._violations[before:]]
        return read

    def require(self, shape: StructureShape, parsed: Mapping[str, Any], place: str) -> None:
        for name in shape.required_members:
            if name not in parsed:
                self._missing.append(bad_request(f"Invalid request input: {place}{name} is required"))

    def _read(self, shape: Shape, value: Any, place: str, path: str) -> Any:
        """`place` is where the value is, `path` how AWS names that in a violated constraint."""
        if shape.type_name == "blob":
            return value
        if not self._has_type(shape, value):
            self._broken.append(_of_another_type(shape, value, place))
            return None
        if isinstance(shape, StructureShape):
            return self._structure(shape, value, place, path)
        if isinstance(shape, ListShape):
            return self._list(shape, value, place, path)
        if isinstance(shape, MapShape):
            none = "" if shape.value.type_name == "string" else None  # null is empty text, as recorded
            entries = {key: none if item is None else item for key, item in value.items()}
            entries = {key: item for key, item in entries.items() if item is not None}
            return {key: self._read(shape.value, item, f"{place}.{key}", path) for key, item in entries.items()}
        return self._scalar(shape, value, path)

    def _has_type(self, shape: Shape, value: Any) -> bool:
        is_misplaced_bool = isinstance(value, bool) and shape.type_name != "boolean"
        return isinstance(value, _JSON_TYPES[shape.type_name]) and not is_misplaced_bool

    def _structure(self, shape: StructureShape, value: Mapping[str, Any], place: str, path: str) -> dict[str, Any]:
        parsed: dict[str, Any] = {}
        for name, member in shape.members.items():
            sent = value.get(member.serialization.get("name", name))
            if sent is not None:
                parsed[name] = self._read(member, sent, f"{place}.{name}", f"{path}.{name}")
        sent_members = without_none(parsed)
        self.require(shape, sent_members, f"{place}.")
        return sent_members

    def _list(self, shape: ListShape, value: list[Any], place: str, path: str) -> list[Any]:
        allowed: list[str] = getattr(shape.member, "enum", [])
        if allowed and any(item not in allowed for item in value):
            self._violations.append((False, outside_list_enumeration(value, path, allowed)))
            return []
        return [
            self._read(shape.member, item, f"{place}.{index}", f"{path}.{index + 1}.member")
            for index, item in enumerate(value)
        ]

    def _scalar(self, shape: Shape, value: Any, path: str) -> Any:
        allowed: list[str] = getattr(shape, "enum", [])
        pattern = shape.metadata.get("pattern")
        if allowed and value not in allowed:
            if value != "":  # SDKs send an unset enumeration as empty text
                self._violations.append((False, outside_enumeration(value, path, allowed)))
            return None
        if pattern is not None and not re.fullmatch(pattern, value):
            self._violations.append((False, outside_pattern(value, path, pattern)))
            return None
        return value


def _of_another_type(shape: Shape, value: Any, place: str) -> Refusal:
    java_type = _JAVA_TYPES.get(type(value))
    if shape.type_name == "string" and java_type is not None:
        return Refusal(400, "SerializationException", f"class {java_type} can not be converted to an String")
    return bad_request(f"Invalid request input: {place} is not of type {shape.type_name}")


def without_none(parsed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parsed.items() if value is not None}
