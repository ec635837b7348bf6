"""The one place where answers become API Gateway's proxy responses, results and problems alike."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from handlers.gateway.problems import Problem


class ProxyResponse(TypedDict):
    statusCode: int
    headers: dict[str, str]
    body: str
    isBase64Encoded: bool


@dataclass(frozen=True, slots=True)
class Json:
    """A result: status 200."""

    document: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def status_of(answer: Json | Problem) -> int:
    return answer.kind.status if isinstance(answer, Problem) else 200


def render(answer: Json | Problem, request_id: str) -> ProxyResponse:
    match answer:
        case Json(document, headers):
            return _response(200, "application/json", document, headers)
        case Problem(kind, retry_after=retry_after):
            headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
            document = _problem_document(answer, request_id)
            return _response(kind.status, "application/problem+json", document, headers)


def _problem_document(problem: Problem, request_id: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": f"urn:ai-facade:problem:{problem.kind.slug}",
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        "requestId": request_id,
    }
    if problem.errors:
        document["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors]
    return document


def _response(status: int, media_type: str, document: Mapping[str, Any], headers: Mapping[str, str]) -> ProxyResponse:
    return {
        "statusCode": status,
        "headers": {"Content-Type": media_type, "Access-Control-Allow-Origin": "*", **headers},
        "body": json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
        "isBase64Encoded": False,
    }
