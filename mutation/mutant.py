"""A mutant: one seeded fault of the contract, and the requests and answers that it changes. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from contract import Routes

Headers = tuple[tuple[str, str], ...]

OWN = "API_KEY"
PEER = "PEER_API_KEY"
READER = "READER_API_KEY"

_MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is below the stage and raw, as `query` is (without its `?`); headers keep their order and repeats."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        return _first(self.headers, name)

    def having(self, name: str, value: str | None) -> Self:
        return replace(self, headers=_with(self.headers, name, value))


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a body is another one than it was, Content-Length follows it as the answer is written."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        return _first(self.headers, name)

    def having(self, name: str, value: str | None) -> Self:
        return replace(self, headers=_with(self.headers, name, value))


@dataclass(slots=True)
class Memory:
    """What one mutant remembers while it is served. `tokens`: by the names of conformance's environment variables."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def keep(self, key: str, value: Any) -> None:
        if len(self.kept) >= _MOST_KEPT:
            self.kept.pop(next(iter(self.kept)))
        self.kept[key] = value


class Change:
    """What passes unless a change says otherwise: everything, as it is."""

    __slots__ = ()

    def request(self, request: Request, _memory: Memory, /) -> Request | Answer:
        """What the stage is sent in place of the request, or what the client gets without the stage being asked."""
        return request

    def again(self, _request: Request, _answer: Answer, _memory: Memory, /) -> Request | None:
        """A second request, whose answer then counts in place of the first one's."""
        return None

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        """The request is as the client sent it."""
        return answer

    def seconds(self, _request: Request, _memory: Memory, /) -> float:
        """How much longer the answer takes."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Mutant:
    """`kind` is its class; `response` the status whose answers it changes, "" where it is about requests; `said` one
    sentence on what is wrong. `method`: of the requests that it is about, where that is not the operation's own, such
    as `OPTIONS` for the preflight of its path.
    """

    id: str
    kind: str
    operation: str
    response: str
    said: str
    change: Change = field(repr=False)
    routes: Routes = field(repr=False)
    method: str = ""

    def takes(self, request: Request) -> bool:
        if self.method:
            route = self.routes.route(request.path)
            here = route.operations.values() if route is not None else ()
            return request.method == self.method and any(each.operation_id == self.operation for each in here)
        found = self.routes.match(request.method, request.path)
        return found is not None and found[0].operation_id == self.operation

    def answers(self, answer: Answer) -> bool:
        return self.response in {"", str(answer.status)}


def _first(headers: Headers, name: str) -> str | None:
    return next((value for each, value in headers if each.lower() == name.lower()), None)


def _with(headers: Headers, name: str, value: str | None) -> Headers:
    """With the header in its old place, or last; without it for None. Repeats of it go."""
    placed: list[tuple[str, str]] = []
    done = value is None
    for each in headers:
        if each[0].lower() != name.lower():
            placed.append(each)
        elif not done and value is not None:
            placed.append((each[0], value))
            done = True
    if not done and value is not None:
        placed.append((name, value))
    return tuple(placed)
