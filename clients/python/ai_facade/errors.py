"""The one error that an answer is made into, whoever gave it: an operation, the gateway, or a proxy in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from .retry_after import retry_after
from .types import JsonValue

NAMELESS = "about:blank"  # RFC 9457: what the status says, and no more


@dataclass(frozen=True, slots=True)
class Fault:
    """A place of the request that breaks the contract; `pointer` is a JSON pointer into the body."""

    pointer: str
    detail: str


class ApiProblem(Exception):  # noqa: N818 - a problem is RFC 9457's word for it
    """`type` is stable and can be switched on; it is `about:blank` where the answer was no problem document.

    `request_id` is what to quote when you ask for help. `retry_after` is in seconds. `errors` are the faults of a
    request that breaks the contract, and `resets_at` says when a budget that is used up is full again.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the members of a problem document
        self,
        status: int,
        type: str,  # noqa: A002 - RFC 9457's name
        title: str,
        detail: str,
        request_id: str | None = None,
        retry_after: float | None = None,
        errors: tuple[Fault, ...] = (),
        resets_at: datetime | None = None,
    ) -> None:
        # All of them, so that it survives pickling.
        super().__init__(status, type, title, detail, request_id, retry_after, errors, resets_at)
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.request_id = request_id
        self.retry_after = retry_after
        self.errors = errors
        self.resets_at = resets_at

    def __str__(self) -> str:
        quoted = f" (request {self.request_id})" if self.request_id else ""
        return f"{self.status} {self.title}: {self.detail}{quoted}"


def problem_of(answer: httpx.Response) -> ApiProblem:
    """Whatever the answer holds; its body has been read."""
    body = json_object(answer)
    return ApiProblem(
        answer.status_code,
        _text(body, "type") or NAMELESS,
        _text(body, "title") or _phrase(answer.status_code),
        _text(body, "detail") or _said(body) or _described(answer),
        _text(body, "requestId") or answer.headers.get("x-amzn-requestid"),
        retry_after(answer.headers, datetime.now(UTC)),
        _faults(body),
        _moment(_text(body, "resetsAt")),
    )


def unreadable(answer: httpx.Response) -> ApiProblem:
    """For an answer that says all is well, and is not what the contract says."""
    return ApiProblem(
        answer.status_code,
        NAMELESS,
        "Unreadable answer",
        f"It is not what the contract of this package says. {_described(answer)}",
        answer.headers.get("x-amzn-requestid"),
    )


def json_object(answer: httpx.Response) -> Mapping[str, JsonValue]:
    """Empty where the answer holds none."""
    try:
        body: JsonValue = answer.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, Mapping) else {}


def _text(body: Mapping[str, JsonValue], name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) and value else None


def _said(body: Mapping[str, JsonValue]) -> str | None:
    """What others say: API Gateway, a model server, an OAuth server."""
    error = body.get("error")
    inner = _text(error, "message") if isinstance(error, Mapping) else _text(body, "error")
    return _text(body, "message") or _text(body, "error_description") or inner


def _described(answer: httpx.Response) -> str:
    kind = answer.headers.get("content-type", "no type")
    return f"The answer holds {len(answer.content)} bytes of {kind}."


def _faults(body: Mapping[str, JsonValue]) -> tuple[Fault, ...]:
    errors = body.get("errors")
    if not isinstance(errors, list):
        return ()
    return tuple(
        Fault(_text(each, "pointer") or "", _text(each, "detail") or "") for each in errors if isinstance(each, Mapping)
    )


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown status"
