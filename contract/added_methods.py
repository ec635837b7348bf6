"""The methods that compilation adds to each path: the CORS preflight, and 405 for every method that is not declared.

Both are MOCK integrations without a key. An author's own `options` or `x-amazon-apigateway-any-method` wins.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from contract.problem import MEDIA_TYPE, problem_template
from contract.shape import ANY_METHOD, INTEGRATION, METHODS

# A MOCK takes its status from a request template, and API Gateway has no template for "any content type": a request of
# a type without one is passed on as it is (500) or, with `never`, answered 415. So the usual types are listed. No
# Content-Type at all counts as application/json.
_CONTENT_TYPES = (
    "application/json",
    "application/merge-patch+json",
    "application/octet-stream",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/yaml",
    "multipart/form-data",
    "text/html",
    "text/plain",
    "text/xml",
)
_ALLOWED_HEADERS = ("authorization", "content-type", "idempotency-key", "x-api-key")
_PREFLIGHT_SECONDS = 7200  # browsers keep it no longer


def added_methods(methods: Iterable[str], parameters: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What to add to a path that declares `methods` (keys of METHODS); `parameters` are those of all its operations."""
    declared = set(methods)
    if ANY_METHOD in declared:
        return {}
    allowed = ",".join(method.upper() for method in METHODS if method in declared | {"options"})
    in_path = {each["name"]: each for each in parameters if each["in"] == "path"}
    in_headers = (each["name"].lower() for each in parameters if each["in"] == "header")
    added = {ANY_METHOD: _method_not_allowed(allowed)}
    if "options" not in declared:
        added = {"options": _preflight(allowed, sorted({*_ALLOWED_HEADERS, *in_headers})), **added}
    for method in added.values():
        if in_path:
            method["parameters"] = [in_path[name] for name in sorted(in_path)]
    return added


def _preflight(methods: str, headers: list[str]) -> dict[str, Any]:
    sent = {
        "Access-Control-Allow-Headers": ",".join(headers),
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
    }
    return _mock("204", "CORS preflight", sent, body=None)


def _method_not_allowed(methods: str) -> dict[str, Any]:
    detail = f"This path does not have this method. Use one of {methods.replace(',', ', ')}."
    body = problem_template(405, "method-not-allowed", "Method not allowed", detail)
    sent = {"Access-Control-Allow-Origin": "*", "Allow": methods, "Content-Type": MEDIA_TYPE}
    return _mock("405", "A method that this path does not have", sent, body)


def _mock(status: str, description: str, headers: Mapping[str, str], body: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "statusCode": status,
        "responseParameters": {f"method.response.header.{name}": f"'{value}'" for name, value in headers.items()},
    }
    if body is not None:
        answer["responseTemplates"] = {"application/json": body}
    return {
        "security": [],
        "responses": {
            status: {"description": description, "headers": {name: {"schema": {"type": "string"}} for name in headers}}
        },
        INTEGRATION: {
            "type": "mock",
            "passthroughBehavior": "never",
            "requestTemplates": dict.fromkeys(_CONTENT_TYPES, f'{{"statusCode": {status}}}'),
            "responses": {"default": answer},
        },
    }
