"""Which operation a request is for, by the path templates of a contract."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from contract import Document
from contract.shape import ANY_METHOD

_PARAMETER = re.compile(r"\{([^}]*)\}")
_NARROW = ("format", "pattern", "enum")


@dataclass(frozen=True, slots=True)
class _Route:
    pattern: re.Pattern[str]
    operations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Routes:
    """Ordered: a path with more literal segments is asked first."""

    routes: tuple[_Route, ...]

    @classmethod
    def of(cls, document: Document) -> Self:
        by_path: dict[str, dict[str, str]] = {}
        patterns: dict[str, re.Pattern[str]] = {}
        for operation in document.operations():
            by_path.setdefault(operation.path, {})[operation.method.upper()] = operation.operation_id
            plain = {
                each["name"]
                for each in document.parameters(operation)
                if each["in"] == "path" and not any(word in each.get("schema", {}) for word in _NARROW)
            }
            patterns[operation.path] = _pattern(operation.path, plain)
        ordered = sorted(by_path, key=lambda path: (path.count("{"), -path.count("/")))
        return cls(tuple(_Route(patterns[path], by_path[path]) for path in ordered))

    def operation(self, method: str, path: str) -> str:
        """The operationId, "" where there is none."""
        found = self.of_methods(path)
        return found.get(method, found.get(ANY_METHOD.upper(), ""))

    def of_path(self, path: str) -> frozenset[str]:
        return frozenset(self.of_methods(path).values())

    def of_methods(self, path: str) -> Mapping[str, str]:
        return next((each.operations for each in self.routes if each.pattern.fullmatch(path)), {})


def _pattern(path: str, plain: set[str]) -> re.Pattern[str]:
    """The client edition writes API Gateway's `{proxy+}` as `{proxy}`: a last parameter that may be any text takes all
    that is left of a path.
    """
    pieces: list[str] = []
    end = 0
    for match in _PARAMETER.finditer(path):
        name = match[1].removesuffix("+")
        greedy = match[1].endswith("+") or (match.end() == len(path) and name in plain)
        pieces += [re.escape(path[end : match.start()]), ".+" if greedy else "[^/]+"]
        end = match.end()
    return re.compile("".join((*pieces, re.escape(path[end:]))))
