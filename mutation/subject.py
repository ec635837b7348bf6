"""An operation as the catalogue looks at it: what the contract says of it, and the conventions that it follows.

No operation is known by its name: a new one is covered by what it declares.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from contract import Document, Operation
from contract.document import Json
from contract.place import segments
from mutation.mutant import Change
from mutation.places import Path, Place, places
from mutation.samples import media_sample

PROBLEM = "application/problem+json"

_JSON = re.compile(r"application/([\w.-]+\+)?json")
_FROM_BODY = "$response.body#"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """A mutant before it has its operation; `where` tells it from others of its kind."""

    kind: str
    response: str
    where: str
    said: str
    change: Change = field(repr=False)
    method: str = ""


@dataclass(frozen=True, slots=True)
class Paged:
    """How a list goes on: the parameters of its next page, and where in an answer its items and its cursor stand."""

    cursor: str
    next_cursor: Path
    items: Path
    limit: str


@dataclass(frozen=True, slots=True)
class Subject:
    document: Document
    operation: Operation
    operations: Mapping[str, Operation]

    @property
    def id(self) -> str:
        return self.operation.operation_id

    @property
    def method(self) -> str:
        return self.operation.method.upper()

    @property
    def responses(self) -> dict[str, Json]:
        """By status, resolved."""
        found = self.operation.raw.get("responses", {})
        return {str(status): self.document.resolve(each) for status, each in found.items() if str(status).isdecimal()}

    @property
    def success(self) -> str:
        """The first documented 2xx, "" where there is none."""
        return next((status for status in sorted(self.responses) if status[0] == "2"), "")

    def parameters(self, place: str) -> list[Json]:
        return [each for each in self.document.parameters(self.operation) if each["in"] == place]

    @property
    def body(self) -> Json | None:
        """The media type of its JSON request body."""
        content = self.document.resolve(self.operation.raw.get("requestBody", {})).get("content", {})
        return next((media for name, media in content.items() if _JSON.fullmatch(name)), None)

    def media(self, status: str, name: str = "") -> Json | None:
        """Of a response: that media type, or its first JSON one."""
        content = self.responses.get(status, {}).get("content", {})
        return next((each for key, each in content.items() if (key == name if name else _JSON.fullmatch(key))), None)

    def places(self, status: str) -> tuple[Place, ...]:
        media = self.media(status)
        return places(self.document, media["schema"]) if media and "schema" in media else ()

    def headers(self, status: str) -> dict[str, Json]:
        return {name: self.document.resolve(each) for name, each in self.responses[status].get("headers", {}).items()}

    @property
    def secured(self) -> bool:
        security = self.operation.raw.get("security", self.document.root.get("security", ()))
        return bool(security) and all(security)

    @property
    def scoped(self) -> bool:
        security = self.operation.raw.get("security", self.document.root.get("security", ()))
        return self.secured and any(asked for each in security for asked in each.values())

    @property
    def named(self) -> bool:
        """It is about a thing that has an id."""
        return any(self.document.resolve(each.get("schema", {})).get("format") for each in self.parameters("path"))

    @property
    def links(self) -> list[Json]:
        found = self.responses.get(self.success, {}).get("links", {})
        return [self.document.resolve(each) for each in found.values()]

    @property
    def creates(self) -> bool:
        """A POST to a collection whose answer leads on to what it made."""
        return self.method == "POST" and self.body is not None and bool(self.links)

    @property
    def owned(self) -> bool:
        """What it answers is the caller's own: by the contract's words, or because only its owner finds it."""
        said = " ".join(str(self.operation.raw.get(word, "")) for word in ("summary", "description")).lower()
        return self.secured and (self.named or self.creates or "caller's" in said or "your team" in said)

    @property
    def paged(self) -> Paged | None:
        """By the link of a page to the next one."""
        query = {each["name"]: self.document.resolve(each.get("schema", {})) for each in self.parameters("query")}
        arrays = [each.path for each in self.places(self.success) if each.schema.get("type") == "array"]
        limit = next((name for name, schema in query.items() if {"minimum", "maximum"} <= schema.keys()), "")
        for link in self.links:
            for name, source in link.get("parameters", {}).items():
                if link.get("operationId") == self.id and name in query and arrays:
                    return Paged(name, tuple(segments(source.removeprefix(_FROM_BODY))), arrays[0], limit)
        return None

    @property
    def about(self) -> Operation | None:
        """Of an action (`POST …/{id}/verb`): the operation that reads the thing."""
        if self.method != "POST" or not self.named:
            return None
        above = self.operation.path.rpartition("/")[0]
        return next((each for each in self.operations.values() if (each.path, each.method) == (above, "get")), None)

    def problem(self, status: int) -> dict[str, Any]:
        """A problem that the contract would let this status have."""
        media = self.media(str(status), PROBLEM) or {}
        made = media_sample(self.document, media) if media.get("schema") else {}
        return {**made, "status": status} if isinstance(made, dict) else {"status": status}

    def first_of(self, *statuses: int) -> int | None:
        return next((each for each in statuses if str(each) in self.responses), None)


@dataclass(slots=True)
class Rotation:
    """Chooses what was chosen least so far, so that over the whole catalogue everything comes up."""

    chosen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def choose(
        self,
        kind: str,
        candidates: Sequence[T],
        label: Callable[[T], str],
        most: int = 1,
        cost: Callable[[T], int] = lambda _: 0,
    ) -> Iterator[T]:
        left = list(candidates)
        for _ in range(min(most, len(left))):
            best = min(left, key=lambda each: (self.chosen[kind, label(each)], cost(each)))
            self.chosen[kind, label(best)] += 1
            left.remove(best)
            yield best
