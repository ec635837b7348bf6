"""Requests and answers for tests of changes."""

import json
from collections.abc import Mapping
from typing import Any

from mutation.mutant import Answer, Change, Memory, Request


def asked(
    method: str = "GET",
    path: str = "/pets",
    query: str = "",
    headers: Mapping[str, str] | None = None,
    value: Any = None,
) -> Request:
    body = b"" if value is None else json.dumps(value).encode()
    return Request(method, path, query, tuple((headers or {}).items()), body)


def answered(value: Any = None, status: int = 200, **headers: str) -> Answer:
    pairs = tuple((name.replace("_", "-"), each) for name, each in headers.items())
    body = b"" if value is None else json.dumps(value).encode()
    return Answer(status, (("Content-Type", "application/json"), *pairs), body)


def after(change: Change, answer: Answer, request: Request | None = None, memory: Memory | None = None) -> Answer:
    return change.answer(request or asked(), answer, memory or Memory())


def value_of(message: Answer | Request) -> Any:
    return json.loads(message.body)
