"""Edits of an answer's bytes, status and headers."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mutation.changes.values import parsed, with_json
from mutation.mutant import Answer, Change, Memory, Request

_BODY: Mapping[str, Callable[[bytes], bytes]] = {
    "truncated": lambda body: body[: len(body) * 2 // 3],
    "not-utf-8": lambda body: body[:-1] + b"\xff" + body[-1:],
    "trailing-garbage": lambda body: body + b"\n<!-- 1 -->",
    "empty": lambda _body: b"",
    "twice": lambda body: body + body,
    "nan": lambda body: body.rstrip()[:-1] + b',"debug":NaN}' if body.rstrip().endswith(b"}") else body,
}
BODY_EDITS = tuple(_BODY)


@dataclass(frozen=True, slots=True)
class EditBody(Change):
    edit: str

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        return replace(answer, body=_BODY[self.edit](answer.body)) if answer.body else answer


@dataclass(frozen=True, slots=True)
class SetStatus(Change):
    """The body stays, but for a problem's `status`, which goes with it where `told`."""

    status: int
    told: bool = False

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        changed = replace(answer, status=self.status)
        body = parsed(answer)
        if self.told and isinstance(body, dict) and body.get("status") == answer.status:
            return with_json(changed, {**body, "status": self.status})
        return changed


@dataclass(frozen=True, slots=True)
class SetAnswer(Change):
    """Another answer altogether, with the headers that every answer has."""

    status: int
    content_type: str
    value: Any

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        made = Answer(self.status, answer.headers, json.dumps(self.value).encode())
        return made.having("Content-Type", self.content_type)


@dataclass(frozen=True, slots=True)
class SetHeader(Change):
    """None drops it. Where `only` it is there already, as a header that not every answer has."""

    name: str
    value: str | None
    only: bool = True

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        if self.only and answer.header(self.name) is None:
            return answer
        return answer.having(self.name, self.value)


@dataclass(frozen=True, slots=True)
class DropHeaders(Change):
    """All whose names start so, in lower case."""

    start: str

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        kept = tuple(each for each in answer.headers if not each[0].lower().startswith(self.start))
        return replace(answer, headers=kept)


@dataclass(frozen=True, slots=True)
class RandomHeader(Change):
    """Another value each time, between the quotes that an entity tag has."""

    name: str

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        if answer.header(self.name) is None:
            return answer
        return answer.having(self.name, f'"{secrets.token_hex(8)}"')


@dataclass(frozen=True, slots=True)
class FirstHeader(Change):
    """The value that the operation's first answer had, for ever."""

    name: str

    def answer(self, _request: Request, answer: Answer, memory: Memory, /) -> Answer:
        value = answer.header(self.name)
        if value is None:
            return answer
        return answer.having(self.name, memory.kept.setdefault(self.name, value))


@dataclass(frozen=True, slots=True)
class OtherId(Change):
    """Of a header that names a thing: its last digit is another one."""

    name: str

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        value = answer.header(self.name)
        if not value:
            return answer
        return answer.having(self.name, value[:-1] + ("0" if value[-1] != "0" else "1"))


@dataclass(frozen=True, slots=True)
class EditProblem(Change):
    """Members of a problem document, written over; `{}` in a text stands for what was there. Only members that are
    there, and only in a problem.
    """

    members: tuple[tuple[str, Any], ...]

    def answer(self, _request: Request, answer: Answer, _memory: Memory, /) -> Answer:
        body = parsed(answer)
        if not isinstance(body, dict) or any(name not in body for name, _ in self.members):
            return answer
        made = {name: _filled(value, body[name]) for name, value in self.members}
        return with_json(answer, {**body, **made})


def _filled(value: Any, old: Any) -> Any:
    return value.replace("{}", str(old)) if isinstance(value, str) else value
