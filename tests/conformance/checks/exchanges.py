"""Requests and answers as the passive checks are handed them: of the contract itself, with no stage behind it."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import requests
from schemathesis.core.transport import Response

from contract import Document, client_edition, load

ORIGIN = "https://stage.example"
DATE = "Mon, 23 Nov 2026 09:30:05 GMT"
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Deprecation, ETag, Location, Retry-After, Sunset, WWW-Authenticate, x-amzn-RequestId"
    ),
    "Cache-Control": "no-store",
    "Content-Type": "application/json",
    "Date": DATE,
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
PROBLEM = "application/problem+json"
_numbers = count(1)


@cache
def contract() -> Document:
    edition = client_edition(load(Path("openapi.yaml")), ORIGIN)
    return Document("openapi.json", edition)


@cache
def _schema() -> Any:
    """Kept for good: the suite knows a contract by where it is in memory."""
    return SimpleNamespace(raw_schema=contract().root)


def case(operation_id: str, *, is_valid: bool = True) -> Any:
    """A case of an operation; `is_valid` says what Schemathesis thinks of the answer's schema."""
    operation = next(each for each in contract().operations() if each.operation_id == operation_id)
    return SimpleNamespace(
        id=f"case-{next(_numbers)}",
        operation=SimpleNamespace(
            schema=_schema(),
            method=operation.method,
            path=operation.path,
            label=f"{operation.method.upper()} {operation.path}",
            is_valid_response=lambda _: is_valid,
        ),
    )


def answer(
    body: Any = None,
    status: int = 200,
    headers: Mapping[str, str | None] | None = None,
    *,
    sent: Any = None,
    method: str = "GET",
    url: str = "/",
    sent_headers: Mapping[str, str] | None = None,
    elapsed: float = 0.01,
) -> Response:
    """An answer with all headers that it should have; those that are None are left out. Bytes stay as they are."""
    request = requests.Request(method, ORIGIN + url, headers=dict(sent_headers or {}), data=_bytes(sent)).prepare()
    given = {**HEADERS, "x-amzn-requestid": str(UUID(int=next(_numbers))), **(headers or {})}
    return Response(
        status_code=status,
        headers={name: [value] for name, value in given.items() if value is not None},
        content=_bytes(body) or b"",
        request=request,
        elapsed=elapsed,
        verify=True,
    )


def problem(
    status: int = 400,
    slug: str = "invalid-request",
    headers: Mapping[str, str | None] | None = None,
    *,
    members: Mapping[str, Any] | None = None,
    **more: Any,
) -> Response:
    """A problem document that agrees with its answer, but for `members`: what is None there is left out."""
    request_id = str(UUID(int=next(_numbers)))
    document = {
        "type": f"urn:ai-facade:problem:{slug}",
        "title": slug.replace("-", " ").capitalize(),
        "status": status,
        "detail": "The body does not match the schema of this operation.",
        "requestId": request_id,
        **(members or {}),
    }
    given = {"Content-Type": PROBLEM, "x-amzn-requestid": request_id, **(headers or {})}
    body = {name: value for name, value in document.items() if value is not None}
    return answer(body, status, given, **more)


def context(came: Mapping[str, float] | None = None) -> Any:
    """A check's context, where answers came at these times, by the id of their case."""
    interactions = {case_id: SimpleNamespace(timestamp=time) for case_id, time in (came or {}).items()}
    return SimpleNamespace(internals=SimpleNamespace(recorder=SimpleNamespace(interactions=interactions)))


def changed(body: Any, changes: Mapping[str, Any]) -> Any:
    """A copy with other values, by JSON pointer; a function is called with what was there before."""
    body = json.loads(json.dumps(body))
    for pointer, value in changes.items():
        *way, last = (int(each) if each.isdecimal() else each for each in pointer.split("/")[1:])
        place = body
        for each in way:
            place = place[each]
        if value is LEFT_OUT:
            del place[last]
        else:
            place[last] = value(place[last]) if isinstance(value, Callable) else value  # type: ignore[arg-type] # a type as any
    return body


LEFT_OUT = object()


def example(operation_id: str, status: str, name: str = "") -> Any:
    """An answer that the contract shows."""
    operation = next(each for each in contract().operations() if each.operation_id == operation_id)
    content = contract().resolve(operation.raw["responses"][status])["content"]["application/json"]
    return content["examples"][name]["value"] if name else content["example"]


def _bytes(body: Any) -> bytes | None:
    return body if body is None or isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
