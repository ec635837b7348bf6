"""Which resource and method a path belongs to: a tree of path segments, built once a deployment.

A literal segment wins over a parameter, a parameter over a greedy one. A resource that lacks the request's method does
not end the search: a less specific one may have it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")

ANY = "ANY"


@dataclass(frozen=True, slots=True)
class Node(Generic[T]):
    """One position in the tree. `methods` is empty where no resource ends."""

    methods: Mapping[str, T]
    literals: Mapping[str, "Node[T]"]
    parameter: "tuple[str, Node[T]] | None"
    greedy: "tuple[str, Mapping[str, T]] | None"


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """`parameters` are as they were sent, percent-encoded: API Gateway does not decode them."""

    method: T
    parameters: Mapping[str, str]


def build_routes(resources: Iterable[tuple[str, Mapping[str, T]]]) -> Node[T]:
    """Takes resource paths such as "/pets/{id}" and "/{proxy+}", each with what answers its methods."""
    return _grow([(_segments(path), methods) for path, methods in resources])


def find_route(root: Node[T], method: str, path: str) -> Match[T] | None:
    """`path` is as sent. Slashes before and after it do not count; inside, an empty segment matches no parameter."""
    return _search(root, _segments(path), 0, method)


def every_method(root: Node[T]) -> Iterator[T]:
    yield from root.methods.values()
    below = [*root.literals.values(), *([root.parameter[1]] if root.parameter else [])]
    for node in below:
        yield from every_method(node)
    if root.greedy is not None:
        yield from root.greedy[1].values()


def _segments(path: str) -> list[str]:
    trimmed = path.strip("/")
    return trimmed.split("/") if trimmed else []


def _grow(resources: list[tuple[list[str], Mapping[str, T]]]) -> Node[T]:
    methods: Mapping[str, T] = {}
    branches: dict[str, list[tuple[list[str], Mapping[str, T]]]] = {}
    for segments, answers in resources:
        if segments:
            branches.setdefault(segments[0], []).append((segments[1:], answers))
        else:
            methods = answers
    literals: dict[str, Node[T]] = {}
    parameter: tuple[str, Node[T]] | None = None
    greedy: tuple[str, Mapping[str, T]] | None = None
    for segment, below in branches.items():
        node = _grow(below)
        if segment.startswith("{") and segment.endswith("+}"):
            greedy = segment[1:-2], node.methods
        elif segment.startswith("{") and segment.endswith("}"):
            parameter = segment[1:-1], node
        else:
            literals[segment] = node
    return Node(methods, literals, parameter, greedy)


def _search(node: Node[T], segments: list[str], depth: int, method: str) -> Match[T] | None:
    """Each node is met at one depth alone, so that a search is bounded by the size of the tree."""
    if depth == len(segments):
        return _answer(node.methods, method, {})
    segment = segments[depth]
    literal = node.literals.get(unquote(segment) if "%" in segment else segment)
    if literal is not None and (found := _search(literal, segments, depth + 1, method)):
        return found
    if node.parameter is not None and segment:
        name, below = node.parameter
        if found := _search(below, segments, depth + 1, method):
            return Match(found.method, {name: segment, **found.parameters})
    if node.greedy is not None:
        name, methods = node.greedy
        return _answer(methods, method, {name: "/".join(segments[depth:])})
    return None


def _answer(methods: Mapping[str, T], method: str, parameters: Mapping[str, str]) -> Match[T] | None:
    answer = methods.get(method)
    if answer is None:
        answer = methods.get(ANY)
    return None if answer is None else Match(answer, parameters)
