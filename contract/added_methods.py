"""The methods that compilation adds to each path: the CORS preflight, and 405 for every method that is not declared.

Both are MOCK integrations without a key. An author's own `options` wins, and so does `x-amazon-apigateway-any-method`;
but where that one asks for credentials the preflight is added all the same, since a browser sends it without any.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contract.answer_headers import ANSWER_HEADERS
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
_EVERY_METHOD = tuple(method for method in METHODS if method not in {ANY_METHOD, "trace"})  # browsers send no TRACE
_EVERY_HEADER = ("*", "authorization")  # the star leaves that one out
_PREFLIGHT_SECONDS = 7200  # browsers keep it no longer


def added_methods(methods: Mapping[str, bool], parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What to add to a path that declares `methods`: keys of METHODS, and whether each asks for credentials.

    `parameters` are those of all its operations.
    """
    added: dict[str, Any] = {}
    if "options" not in methods and methods.get(ANY_METHOD, True):
        added["options"] = _preflight_of(methods, parameters)
    if ANY_METHOD not in methods:
        added[ANY_METHOD] = _method_not_allowed(_allowed(methods))
    in_path = {each["name"]: each for each in parameters if each["in"] == "path"}
    for method in added.values():
        if in_path:
            method["parameters"] = [in_path[name] for name in sorted(in_path)]
    return added


def _preflight_of(methods: Iterable[str], parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of a path that answers every method it is not known which headers they read."""
    if ANY_METHOD in methods:
        return _preflight(_allowed(_EVERY_METHOD), _EVERY_HEADER)
    in_headers = (each["name"].lower() for each in parameters if each["in"] == "header")
    return _preflight(_allowed(methods), sorted({*_ALLOWED_HEADERS, *in_headers}))


def _allowed(methods: Iterable[str]) -> str:
    return ",".join(method.upper() for method in METHODS if method in {*methods, "options"})


def _preflight(methods: str, headers: Iterable[str]) -> dict[str, Any]:
    sent = {
        **ANSWER_HEADERS,
        "Access-Control-Allow-Headers": ",".join(headers),
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
    }
    return _mock("204", "CORS preflight", sent, body=None)


def _method_not_allowed(methods: str) -> dict[str, Any]:
    detail = f"This path does not have this method. Use one of {methods.replace(',', ', ')}."
    body = problem_template(405, "method-not-allowed", "Method not allowed", detail)
    sent = {**ANSWER_HEADERS, "Allow": methods, "Content-Type": MEDIA_TYPE}
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
