"""Which operation an exchange was with, by the contract's path templates."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from contract import Document, Operation


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    template: re.Pattern[str]
    names: tuple[str, ...]
    operation: Operation


def routes_of(document: Document) -> tuple[Route, ...]:
    """Templates with fewer parameters come first: of two that fit, the more concrete one is meant.

    https://spec.openapis.org/oas/v3.0.3#path-templating-matching
    """
    routes = [_route(operation) for operation in document.operations()]
    return tuple(sorted(routes, key=lambda route: len(route.names)))


def _route(operation: Operation) -> Route:
    literals = re.split(r"\{([^{}]+)\}", operation.path)
    names = tuple(literals[1::2])
    template = "([^/]+)".join(map(re.escape, literals[::2]))
    return Route(operation.method, re.compile(template), names, operation)


def base_of(document: Document, paths: Iterable[str]) -> str:
    """What stands before the contract's paths: the server's own path, or, behind a proxy with another, that one."""
    servers = document.root.get("servers") or [{"url": "/"}]
    own = urlsplit(str(servers[0]["url"])).path.rstrip("/")
    known = [path for path in document.paths() if "{" not in path]
    found: Counter[str] = Counter()
    for path in paths:
        if path.startswith(f"{own}/"):
            return own
        found.update(path.removesuffix(each) for each in known if path.endswith(each))
    return found.most_common(1)[0][0] if found else own


def matched(routes: Sequence[Route], base: str, method: str, path: str) -> tuple[Operation, Mapping[str, str]] | None:
    """The operation and its path parameters, decoded; None for what the contract does not have."""
    if not path.startswith(base):
        return None
    below = path[len(base) :]
    for route in routes:
        if route.method == method and (match := route.template.fullmatch(below)):
            return route.operation, dict(zip(route.names, map(unquote, match.groups()), strict=True))
    return None
