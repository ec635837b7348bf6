"""Answers that do not tell what was done: not passed on, given again, or slow."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from mutation.changes.values import parsed, with_json
from mutation.mutant import Answer, Change, Memory, Request
from mutation.places import Path, at, edited


@dataclass(frozen=True, slots=True)
class NotDeleted(Change):
    """The thing is read instead; where it is there, the client is told that it is gone."""

    status: int

    def request(self, request: Request, _memory: Memory, /) -> Request:
        return replace(request.having("Content-Type", None), method="GET", body=b"")

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        if answer.status != 200:
            return answer
        return Answer(self.status, answer.having("Content-Type", None).headers, b"")


@dataclass(frozen=True, slots=True)
class NotActed(Change):
    """The thing that the action is about is read instead, and its answer made to look as after the action.

    `suffix` is what the action's path has behind that of the thing.
    """

    suffix: str
    path: Path
    value: Any

    def request(self, request: Request, _memory: Memory, /) -> Request:
        headers = request.having("Content-Type", None)
        return replace(headers, method="GET", path=request.path.removesuffix(self.suffix), body=b"")

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        if answer.status != 200:
            return answer
        made = edited(parsed(answer), self.path, lambda _: self.value)
        return with_json(answer.having("ETag", None).having("Cache-Control", None), made)


@dataclass(frozen=True, slots=True)
class NotCreated(Change):
    """From the second on, what is to be created is answered with what was created first."""

    def request(self, request: Request, memory: Memory, /) -> Request | Answer:
        kept = memory.kept.get("first")
        return kept if isinstance(kept, Answer) else request

    def answer(self, _request: Request, answer: Answer, memory: Memory, /) -> Answer:
        if answer.status < 300:
            memory.kept.setdefault("first", answer)
        return answer


@dataclass(frozen=True, slots=True)
class DoneTwice(Change):
    """What succeeded is sent a second time, without the header that makes the two one."""

    header: str

    def again(self, request: Request, answer: Answer, _memory: Memory, /) -> Request | None:
        return request.having(self.header, None) if answer.status < 300 else None


@dataclass(frozen=True, slots=True)
class Replay(Change):
    """A cache that looks at too little: `by` names what it tells requests apart by, of `caller`, `path`, `query` and
    `body`. Only successes are kept, and only callers whom the stage took at the first request are told apart.
    """

    by: frozenset[str]

    def request(self, request: Request, memory: Memory, /) -> Request | Answer:
        kept = memory.kept.get(self._key(request))
        return kept if isinstance(kept, Answer) else request

    def answer(self, request: Request, answer: Answer, memory: Memory, /) -> Answer:
        if answer.status == 200 and self._key(request) not in memory.kept:
            memory.keep(self._key(request), answer)
        return answer

    def _key(self, request: Request) -> str:
        parts = {
            "caller": request.header("Authorization"),
            "path": request.path,
            "query": request.query,
            "body": request.body.decode("latin-1"),
        }
        return json.dumps([value for name, value in parts.items() if name in self.by])


@dataclass(frozen=True, slots=True)
class OneBehind(Change):
    """Each success is answered with the one before it, of whomever it was."""

    def answer(self, _request: Request, answer: Answer, memory: Memory, /) -> Answer:
        if answer.status >= 300:
            return answer
        before = memory.kept.get("before", answer)
        memory.kept["before"] = answer
        return before if isinstance(before, Answer) else answer


@dataclass(frozen=True, slots=True)
class StaleCursor(Change):
    """Every page's `nextCursor` is the one of the first page that had one, for the same query but the cursor's."""

    path: Path
    cursor: str

    def answer(self, request: Request, answer: Answer, memory: Memory, /) -> Answer:
        body = parsed(answer)
        if not isinstance(at(body, self.path), str):
            return answer
        rest = "&".join(piece for piece in request.query.split("&") if not piece.startswith(f"{self.cursor}="))
        key = f"{request.header('Authorization')} {request.path}?{rest}"
        if key not in memory.kept:
            memory.keep(key, at(body, self.path))
        made = edited(body, self.path, lambda _: memory.kept[key])
        return answer if made == body else with_json(answer, made)


@dataclass(frozen=True, slots=True)
class OverlappingPages(Change):
    """A page that was asked for by a cursor begins with the last item of the one that gave it."""

    items: Path
    next_cursor: Path
    cursor: str

    def answer(self, request: Request, answer: Answer, memory: Memory, /) -> Answer:
        body = parsed(answer)
        items = at(body, self.items)
        if not isinstance(items, list):
            return answer
        if isinstance(following := at(body, self.next_cursor), str) and items:
            memory.keep(following, items[-1])
        before = next((memory.kept[each] for each in _cursors(request, self.cursor) if each in memory.kept), None)
        return answer if before is None else with_json(answer, edited(body, self.items, lambda _: [before, *items]))


@dataclass(frozen=True, slots=True)
class LostItem(Change):
    """A page that was asked for by a cursor lacks its first item."""

    items: Path
    cursor: str

    def answer(self, request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        body = parsed(answer)
        items = at(body, self.items)
        if not isinstance(items, list) or not items or not list(_cursors(request, self.cursor)):
            return answer
        return with_json(answer, edited(body, self.items, lambda _: items[1:]))


@dataclass(frozen=True, slots=True)
class Slow(Change):
    """`every`: 5 delays each fifth."""

    delay: float
    every: int = 1

    def seconds(self, _request: Request, memory: Memory, /) -> float:
        memory.count += 1
        return 0.0 if memory.count % self.every else self.delay


def _cursors(request: Request, name: str) -> list[str]:
    return [value for each, value in parse_qsl(request.query) if each == name]
