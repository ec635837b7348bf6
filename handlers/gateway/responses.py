"""The one place where answers become API Gateway's proxy responses, results and problems alike."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypedDict

from handlers.gateway.problems import Problem, problem_document

# Of every answer, unless its operation says otherwise how long it may be kept. The gateway's own answers have the same,
# and all of them are part of the contract.
ANSWER_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        # What a browser lets a page read beyond the body only where it is told to.
        "Access-Control-Expose-Headers": (
            "Allow, Deprecation, ETag, Location, Retry-After, Sunset, WWW-Authenticate, x-amzn-RequestId"
        ),
        "Cache-Control": "no-store",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    }
)


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
class Html:
    """A page for browsers."""

    text: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoContent:
    """Done, and nothing to say: status 204."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """What the caller has is still right: status 304. The headers are those of the whole answer, its tag among them."""

    headers: Mapping[str, str]


Answer = Json | Html | NoContent | NotModified | Problem


def status_of(answer: Answer) -> int:
    match answer:
        case Json(status=status):
            return status
        case Html():
            return 200
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
            return _response(status, headers, "application/json", _text(document))
        case Html(text, headers):
            return _response(status, headers, "text/html; charset=utf-8", text)
        case NoContent():
            return _response(status, {})
        case NotModified(headers):
            return _response(status, headers)
        case Problem(retry_after=retry_after):
            headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
            document = {**problem_document(answer), "requestId": request_id}
            return _response(status, headers, "application/problem+json", _text(document))


def _response(status: int, headers: Mapping[str, str], media_type: str = "", body: str = "") -> ProxyResponse:
    """Without a body nothing is said of its type."""
    content_type = {"Content-Type": media_type} if media_type else {}
    return {
        "statusCode": status,
        "headers": {**content_type, **ANSWER_HEADERS, **headers},
        "body": body,
        "isBase64Encoded": False,
    }


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
