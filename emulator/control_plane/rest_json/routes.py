"""Which operation a method and a path mean. Compiled once into a tree of path segments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from emulator.control_plane.rest_json.service import Operation


@dataclass(frozen=True, slots=True)
class Match:
    operation: Operation
    labels: Mapping[str, str]  # by URI label, percent-decoded


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    label: "_Node | None" = None
    greedy: "_Node | None" = None  # a label that takes the rest of the path
    operations: dict[str, list[tuple[Operation, tuple[str, ...]]]] = field(default_factory=dict)


class RouteTable:
    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def match(self, http_method: str, path: str, query: Mapping[str, str]) -> Match | None:
        """`path` as the request line has it: a label may hold an encoded slash."""
        segments = [segment for segment in path.strip("/").split("/") if segment]
        for node, values in _walk(self._root, segments, ()):
            for operation, names in node.operations.get(http_method, ()):
                if operation.fixed_query.items() <= query.items():
                    return Match(operation, dict(zip(names, values, strict=True)))
        return None

    def _add(self, operation: Operation) -> None:
        node, names = self._root, []
        for segment in operation.segments:
            if segment.startswith("{"):
                names.append(segment.strip("{}+"))
                node = _labelled(node, greedy=segment.endswith("+}"))
            else:
                node = node.literals.setdefault(segment, _Node())
        same_path = node.operations.setdefault(operation.http_method, [])
        same_path.append((operation, tuple(names)))
        same_path.sort(key=lambda entry: -len(entry[0].fixed_query))  # the more particular one is asked first


def _labelled(node: _Node, greedy: bool) -> _Node:
    if greedy:
        node.greedy = node.greedy or _Node()
        return node.greedy
    node.label = node.label or _Node()
    return node.label


def _walk(node: _Node, segments: list[str], values: tuple[str, ...]) -> Iterable[tuple[_Node, tuple[str, ...]]]:
    """Every node that the segments reach, literal segments before labels."""
    if not segments:
        yield node, values
        return
    head, tail = segments[0], segments[1:]
    if head in node.literals:
        yield from _walk(node.literals[head], tail, values)
    if node.label is not None:
        yield from _walk(node.label, tail, (*values, unquote(head)))
    if node.greedy is not None:
        yield node.greedy, (*values, unquote("/".join(segments)))
