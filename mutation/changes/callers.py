"""Who is calling: credentials that are not looked at, and data of another team. Tokens are those of the trial."""

from dataclasses import dataclass

from mutation.mutant import OWN, PEER, Answer, Change, Memory, Request

_BEARER = "Bearer "
_REFUSED = frozenset({401, 403})


def _as(request: Request, memory: Memory, team: str) -> Request | None:
    token = memory.tokens.get(team)
    return request.having("Authorization", _BEARER + token) if token else None


def _team(request: Request, memory: Memory) -> str:
    """The name of the token that was sent, "" for none of the trial's."""
    sent = (request.header("Authorization") or "").removeprefix(_BEARER)
    return next((name for name, token in memory.tokens.items() if token == sent), "")


@dataclass(frozen=True, slots=True)
class OpenDoor(Change):
    """Whoever has no token that the stage takes is taken for the team under test. `bare` lets those in that send no
    credentials at all; otherwise those whose credentials are worth nothing.
    """

    bare: bool

    def again(self, request: Request, answer: Answer, memory: Memory, /) -> Request | None:
        if answer.status not in _REFUSED or _team(request, memory):
            return None
        sent = request.header("Authorization") or ""
        return _as(request, memory, OWN) if self.bare is not bool(sent) else None


@dataclass(frozen=True, slots=True)
class NoScopes(Change):
    """A team's token that lacks the scope is taken as if it had them all."""

    def again(self, request: Request, answer: Answer, memory: Memory, /) -> Request | None:
        if answer.status != 403 or _team(request, memory) in {"", OWN}:
            return None
        return _as(request, memory, OWN)


@dataclass(frozen=True, slots=True)
class OtherTeam(Change):
    """The team under test is served as another one."""

    def request(self, request: Request, memory: Memory, /) -> Request:
        if _team(request, memory) != OWN:
            return request
        return _as(request, memory, PEER) or request


@dataclass(frozen=True, slots=True)
class OneForAll(Change):
    """Every other team is served as the one under test."""

    def request(self, request: Request, memory: Memory, /) -> Request:
        if _team(request, memory) in {"", OWN}:
            return request
        return _as(request, memory, OWN) or request


@dataclass(frozen=True, slots=True)
class AnyOwner(Change):
    """What is not the caller's is looked for among the things of the two teams."""

    def again(self, request: Request, answer: Answer, memory: Memory, /) -> Request | None:
        if answer.status != 404:
            return None
        owners = {OWN: PEER, PEER: OWN}
        return _as(request, memory, owners.get(_team(request, memory), OWN)) if _team(request, memory) else None
