"""Edits of requests on their way to the stage: what a server that does not look at them would do. Pure."""

from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from contract import Document
from contract.document import Json
from mutation.changes.repairs import mended
from mutation.changes.values import parsed, same, written
from mutation.mutant import Answer, Change, Memory, Request
from mutation.places import MISSING, Path, edited


def _pairs(query: str) -> list[tuple[str, str]]:
    """Each raw piece with the name that it has once decoded."""
    return [(unquote_plus(piece.split("=", 1)[0]), piece) for piece in query.split("&") if piece]


@dataclass(frozen=True, slots=True)
class DropQuery(Change):
    name: str

    def request(self, request: Request, _memory: Memory, /) -> Request:
        kept = [piece for name, piece in _pairs(request.query) if name != self.name]
        return replace(request, query="&".join(kept)) if len(kept) < len(_pairs(request.query)) else request


@dataclass(frozen=True, slots=True)
class DropHeader(Change):
    name: str

    def request(self, request: Request, _memory: Memory, /) -> Request:
        return request if request.header(self.name) is None else request.having(self.name, None)


@dataclass(frozen=True, slots=True)
class CutHeader(Change):
    """Only its first characters count."""

    name: str
    characters: int

    def request(self, request: Request, _memory: Memory, /) -> Request:
        value = request.header(self.name)
        if value is None or len(value) <= self.characters:
            return request
        return request.having(self.name, value[: self.characters])


@dataclass(frozen=True, slots=True)
class FirstValue(Change):
    """The header is what it was in the first request that had it."""

    name: str

    def request(self, request: Request, memory: Memory, /) -> Request:
        value = request.header(self.name)
        if value is None:
            return request
        return request.having(self.name, memory.kept.setdefault(self.name, value))


@dataclass(frozen=True, slots=True)
class DropProperty(Change):
    path: Path

    def request(self, request: Request, _memory: Memory, /) -> Request:
        value = parsed(request)
        made = edited(value, self.path, lambda _: MISSING)
        return request if same(made, value) else replace(request, body=written(made))


@dataclass(frozen=True, slots=True)
class MendBody(Change):
    """The body is mended by one keyword of its schema, which is thus not enforced any more. A request that the stage
    takes is not touched.
    """

    document: Document
    schema: Json
    keyword: str

    def again(self, request: Request, answer: Answer, _memory: Memory, /) -> Request | None:
        value = parsed(request)
        if answer.status not in {400, 422} or value is MISSING:
            return None
        made = mended(self.document, value, self.schema, self.keyword)
        return None if same(made, value) else replace(request, body=written(made))


@dataclass(frozen=True, slots=True)
class ReplaceBody(Change):
    """What the stage refuses is taken as if it had been another body."""

    statuses: frozenset[int]
    body: bytes

    def again(self, request: Request, answer: Answer, _memory: Memory, /) -> Request | None:
        if answer.status not in self.statuses:
            return None
        return replace(request.having("Content-Type", "application/json"), body=self.body)


@dataclass(frozen=True, slots=True)
class ForgiveQuery(Change):
    """A query that the stage refuses is asked without this parameter."""

    name: str

    def again(self, request: Request, answer: Answer, _memory: Memory, /) -> Request | None:
        if answer.status not in {400, 422} or self.name not in {name for name, _ in _pairs(request.query)}:
            return None
        return replace(request, query="&".join(piece for name, piece in _pairs(request.query) if name != self.name))


@dataclass(frozen=True, slots=True)
class ForgiveHeader(Change):
    """A header that the stage refuses is left out."""

    name: str

    def again(self, request: Request, answer: Answer, _memory: Memory, /) -> Request | None:
        if answer.status != 400 or request.header(self.name) is None:
            return None
        return request.having(self.name, None)


@dataclass(frozen=True, slots=True)
class RetypeBody(Change):
    """Every body is read as if it were of the one content type that is declared."""

    content_type: str

    def again(self, request: Request, answer: Answer, _memory: Memory, /) -> Request | None:
        return request.having("Content-Type", self.content_type) if answer.status == 415 else None
