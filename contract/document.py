"""A contract as frozen data: its nodes, where they stand, its references and its operations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract.place import ContractError, Place, child, segments
from contract.shape import INTEGRATION, METHODS, misshapen
from contract.source import read

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; `method` is a key of METHODS. `operation_id` is empty where the author left it out."""

    operation_id: str
    method: str
    path: str
    pointer: str
    raw: Json
    integration: Json


@dataclass(frozen=True, slots=True)
class Document:
    """Whoever holds one must not change its nodes.

    A reference (`$ref`) is a JSON pointer into the same document: anything else is refused, as API Gateway refuses it.
    """

    path: str
    root: Json
    positions: Mapping[str, Place] = field(default_factory=dict, repr=False)

    def place(self, pointer: str) -> Place:
        """Where a node stands, or where the nearest node above it does."""
        while pointer and pointer not in self.positions:
            pointer = pointer.rpartition("/")[0]
        return self.positions.get(pointer, Place(self.path, 1, 1))

    def find(self, reference: str) -> Json:
        """The mapping that `#/a/b` names; raises ContractError when there is none in this document."""
        if not reference.startswith("#/"):
            raise ContractError(self.path, f"The reference {reference} leads out of this document; bring it in here.")
        node: Any = self.root
        for segment in segments(reference[1:]):
            if isinstance(node, list) and segment.isdecimal() and int(segment) < len(node):
                node = node[int(segment)]
            else:
                node = node.get(segment) if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping):
            raise ContractError(
                self.path, f"The reference {reference} leads nowhere; write what it names, or correct it."
            )
        return node

    def resolve(self, node: Json) -> Json:
        """The node itself, or what its `$ref` leads to after as many steps as it takes; raises as `find` does."""
        followed: list[str] = []
        while isinstance(reference := node.get("$ref"), str):
            if reference in followed:
                raise ContractError(self.path, f"The reference {reference} leads back to itself; break the circle.")
            followed.append(reference)
            node = self.find(reference)
        return node

    def paths(self) -> dict[str, Json]:
        return {path: item for path, item in self.root["paths"].items() if not path.startswith("x-")}

    def operations(self) -> tuple[Operation, ...]:
        """In the order of the file."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.paths().items():
            for method in item:
                if method in METHODS:
                    raw = item[method]
                    yield Operation(
                        operation_id=raw.get("operationId", ""),
                        method=method,
                        path=path,
                        pointer=child("/paths", path, method),
                        raw=raw,
                        integration=raw.get(INTEGRATION, {}),
                    )

    def parameters(self, operation: Operation) -> tuple[Json, ...]:
        """The operation's own parameters and those of its path, resolved; its own win over those of the same name."""
        item = self.root["paths"][operation.path]
        resolved = (self.resolve(each) for each in (*item.get("parameters", ()), *operation.raw.get("parameters", ())))
        return tuple({(each.get("in"), each.get("name")): each for each in resolved}.values())


def load(path: Path | str) -> Document:
    """Raises ContractError, whose text is one sentence with `file:line:column`, for a file that is no contract."""
    source = read(Path(path))
    return checked(Document(source.path, source.root, source.positions))


def checked(document: Document) -> Document:
    """The same document, once each node that this plane reads is known to have the right type."""
    for pointer, sentence in misshapen(document.root):
        raise ContractError(document.place(pointer), sentence)
    return document
