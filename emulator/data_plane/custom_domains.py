"""Custom domain names: which stage a request is for, by its Host and the beginning of its path."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BasePathMapping:
    """`base_path` is "" where the whole domain is the API's. Without a `stage`, the next segment of a path names it."""

    base_path: str
    api_id: str
    stage: str | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """`base_path` is what the path began with, "/v1" or ""; `path` is what comes after it and the stage."""

    api_id: str
    stage: str
    base_path: str
    path: str


class CustomDomains:
    __slots__ = ("_mappings",)

    def __init__(self) -> None:
        self._mappings: dict[str, tuple[BasePathMapping, ...]] = {}

    def put(self, domain_name: str, mappings: Iterable[BasePathMapping]) -> None:
        """The longest base path is asked first."""
        longest_first = sorted(mappings, key=lambda mapping: -len(mapping.base_path))
        self._mappings[domain_name.lower()] = tuple(longest_first)

    def remove(self, domain_name: str) -> None:
        self._mappings.pop(domain_name.lower(), None)

    def serves(self, host: str) -> bool:
        return bool(self._mappings) and _name(host) in self._mappings

    def find(self, host: str, path: str) -> Mapped | None:
        for mapping in self._mappings.get(_name(host), ()):
            base = f"/{mapping.base_path}" if mapping.base_path else ""
            if path == base or path.startswith(f"{base}/"):
                return _mapped(mapping, base, path[len(base) :])
        return None


def _mapped(mapping: BasePathMapping, base: str, rest: str) -> Mapped | None:
    if mapping.stage is not None:
        return Mapped(mapping.api_id, mapping.stage, base, rest)
    stage, slash, path = rest.removeprefix("/").partition("/")
    return Mapped(mapping.api_id, stage, f"{base}/{stage}", slash + path) if stage else None


def _name(host: str) -> str:
    """Without the port."""
    return host.partition(":")[0].lower()
