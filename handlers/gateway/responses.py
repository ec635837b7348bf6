"""The one place where answers become API Gateway's proxy responses, results and problems alike."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from handlers.gateway.problems import Problem, problem_document

# The caller's own, so for no shared cache; and to be asked for again each time, with its tag.
CACHE_CONTROL = "private, no-cache"
# What a browser lets a page read beyond the body only where it is told to.
EXPOSED = ("ETag", "Location", "Retry-After")


class ProxyResponse(TypedDict):
    statusCode: int
    headers: dict[str, str]
    body: str
    isBase64Encoded: bool


@dataclass(frozen=True, slots=True)
class Json:
    """A result: a document, and what the operation says of it."""

    document: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class NoContent:
    """Done, and nothing to say: status 204."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """What the caller has is still right: status 304. `etag` is quoted already."""

    etag: str
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Json | NoContent | NotModified | Problem


def status_of(answer: Answer) -> int:
    match answer:
        case Json(status=status):
            return status
        case NoContent():
            return 204
        case NotModified():
            return 304
        case Problem(kind):
            return kind.status


def render(answer: Answer, request_id: str) -> ProxyResponse:
    status = status_of(answer)
    match answer:
        case Json(document, headers):
            return _response(status, headers, "application/json", document)
        case NoContent():
            return _response(status, {})
        case NotModified(etag, headers):
            return _response(status, {**headers, "ETag": etag, "Cache-Control": CACHE_CONTROL})
        case Problem(retry_after=retry_after):
            headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
            document = {**problem_document(answer), "requestId": request_id}
            return _response(status, headers, "application/problem+json", document)


def _response(
    status: int, headers: Mapping[str, str], media_type: str = "", document: Mapping[str, Any] | None = None
) -> ProxyResponse:
    """Without a document there is no body, and nothing is said of its type."""
    content_type = {"Content-Type": media_type} if media_type else {}
    body = "" if document is None else json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return {
        "statusCode": status,
        "headers": {**content_type, "Access-Control-Allow-Origin": "*", **_exposing(headers), **headers},
        "body": body,
        "isBase64Encoded": False,
    }


def _exposing(headers: Mapping[str, str]) -> dict[str, str]:
    names = ", ".join(name for name in EXPOSED if name in headers)
    return {"Access-Control-Expose-Headers": names} if names else {}
