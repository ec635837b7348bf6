"""Change each method of a document that API Gateway imports or exports."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contract.shape import METHODS

Json = Mapping[str, Any]
Pair = tuple[dict[str, Any], dict[str, Any]]
"""What is wanted and what is served."""


def change_methods(document: Json, change: Callable[[Json], Json]) -> dict[str, Any]:
    paths = {
        path: {name: change(method) if name in METHODS else method for name, method in item.items()}
        for path, item in document.get("paths", {}).items()
    }
    return {**document, "paths": paths}


def methods(document: Json) -> Iterator[Json]:
    for item in document.get("paths", {}).values():
        yield from (method for name, method in item.items() if name in METHODS)


def without(node: Json, *names: str) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in names}
