"""Which operation a request is for, by the path templates of a contract."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

from contract.document import Document, Operation
from contract.shape import ANY_METHOD

_PARAMETER = re.compile(r"\{([^{}]*)\}")
_NARROW = ("format", "pattern", "enum")


@dataclass(frozen=True, slots=True)
class Route:
    """One path: `operations` by method in upper case, `names` of its parameters in their order."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    operations: Mapping[str, Operation]

    def operation(self, method: str) -> Operation | None:
        return self.operations.get(method.upper(), self.operations.get(ANY_METHOD.upper()))


@dataclass(frozen=True, slots=True)
class Routes:
    """Ordered: of two templates that fit, the more concrete one is meant.

    https://spec.openapis.org/oas/v3.0.3#path-templating-matching
    """

    routes: tuple[Route, ...]

    @classmethod
    def of(cls, document: Document) -> Self:
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in document.operations():
            by_path.setdefault(operation.path, {})[operation.method.upper()] = operation
        ordered = sorted(by_path, key=lambda path: (path.count("{"), -path.count("/")))
        return cls(tuple(_route(document, path, by_path[path]) for path in ordered))

    def route(self, path: str) -> Route | None:
        """Of a path as it stands in a request, below the document's server, still encoded."""
        return next((each for each in self.routes if each.pattern.fullmatch(path)), None)

    def match(self, method: str, path: str) -> tuple[Operation, Mapping[str, str]] | None:
        """The operation and its path parameters, decoded; None for what the contract does not have."""
        for route in self.routes:
            operation, found = route.operation(method), route.pattern.fullmatch(path)
            if found and operation is not None:
                return operation, dict(zip(route.names, map(unquote, found.groups()), strict=True))
        return None


def _route(document: Document, path: str, operations: Mapping[str, Operation]) -> Route:
    """The client edition writes API Gateway's `{proxy+}` as `{proxy}`: a last parameter that may be any text takes all
    that is left of a path.
    """
    parameters = (each for operation in operations.values() for each in document.parameters(operation))
    narrow = {
        each["name"]
        for each in parameters
        if each["in"] == "path" and any(word in document.resolve(each.get("schema", {})) for word in _NARROW)
    }
    names: list[str] = []
    pieces: list[str] = []
    end = 0
    for match in _PARAMETER.finditer(path):
        name = match[1].removesuffix("+")
        takes_all = match[1].endswith("+") or (match.end() == len(path) and name not in narrow)
        names.append(name)
        pieces += [re.escape(path[end : match.start()]), "(.+)" if takes_all else "([^/]+)"]
        end = match.end()
    return Route(re.compile("".join((*pieces, re.escape(path[end:])))), tuple(names), operations)
