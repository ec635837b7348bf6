"""A node of one of the documents, and where it stands there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract import Document
from contract.place import child, segments


@dataclass(frozen=True, slots=True)
class Part:
    document: Document
    value: Any
    pointer: str = ""

    def at(self, *names: str | int) -> "Part":
        """What lies below; its value is None where there is nothing."""
        value = self.value
        for name in names:
            if isinstance(value, Mapping):
                value = value.get(str(name))
            else:
                value = value[int(name)] if isinstance(value, Sequence) else None
        return Part(self.document, value, child(self.pointer, *names))

    def has(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and name in self.value

    def resolved(self) -> "Part":
        """Itself, or what its `$ref` leads to, there; raises ContractError where that is nothing."""
        reference = self.reference()
        if not reference:
            return self
        node = self.document.find(reference)
        target = Part(self.document, node, reference[1:])
        if target.reference():
            self.document.resolve(node)  # A circle of references alone is refused there.
        return target.resolved()

    def reference(self) -> str:
        found = self.value.get("$ref") if isinstance(self.value, Mapping) else None
        return found if isinstance(found, str) else ""

    def entries(self, name: str) -> dict[str, "Part"]:
        """The parts of a mapping below, by their names."""
        below = self.at(name)
        return {key: below.at(key) for key in below.value} if isinstance(below.value, Mapping) else {}

    def items(self, name: str) -> "tuple[Part, ...]":
        below = self.at(name)
        return tuple(below.at(index) for index in range(len(below.value))) if isinstance(below.value, list) else ()


def same(left: Any, right: Any) -> bool:
    """As JSON has it: the order of keys means nothing, and 1 is not true."""
    return left is right or json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def sunset_of(node: Any) -> str:
    """The day that a deprecated node announces its end for."""
    if isinstance(node, Mapping) and node.get("deprecated") is True:
        announced = node.get("x-sunset")
        return announced if isinstance(announced, str) else ""
    return ""


def references(node: Any) -> Iterator[str]:
    """The pointers that a node refers to, those of a discriminator's mapping among them."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value[1:]
            elif key == "mapping" and isinstance(value, Mapping):
                yield from (each[1:] for each in value.values() if isinstance(each, str) and each.startswith("#/"))
            elif key not in ("example", "examples"):
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def components(document: Document) -> dict[str, Any]:
    """Every component by its pointer."""
    sections = document.root.get("components", {})
    return {
        child("/components", section, name): node
        for section, nodes in sections.items()
        if isinstance(nodes, Mapping)
        for name, node in nodes.items()
    }


def component_of(pointer: str) -> str:
    """The component that a pointer leads into; a longer pointer leads into the middle of one."""
    return child("", *segments(pointer)[:3])


def unchanged(base: Document, head: Document) -> frozenset[str]:
    """Components that are the same in both documents, with all that they refer to."""
    ours, theirs = components(base), components(head)
    left = {pointer for pointer in ours if pointer in theirs and same(ours[pointer], theirs[pointer])}
    uses = {pointer: {component_of(each) for each in references(ours[pointer])} for pointer in left}
    while gone := {pointer for pointer in left if not uses[pointer] <= left}:
        left -= gone
    return frozenset(left)


def reachable(document: Document, node: Any) -> frozenset[str]:
    """The components that a node leads to."""
    every = components(document)
    found: set[str] = set()
    waiting = [node]
    while waiting:
        for pointer in map(component_of, references(waiting.pop())):
            if pointer in every and pointer not in found:
                found.add(pointer)
                waiting.append(every[pointer])
    return frozenset(found)
