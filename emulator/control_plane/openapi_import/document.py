"""An OpenAPI document, read from JSON or YAML and known to have OpenAPI's bones."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

INTEGRATION = "x-amazon-apigateway-integration"
AUTHORIZER = "x-amazon-apigateway-authorizer"
_GREATEST_SIZE = 6 * 1024 * 1024
_OPERATION_METHODS = frozenset(
    {"get", "put", "post", "delete", "patch", "options", "head", "x-amazon-apigateway-any-method"}
)

# What is read from a document must be what it should be: "*" is every key, "[]" every item, "{}" every operation.
_BONES: tuple[tuple[str, type], ...] = (
    ("info", dict),
    ("paths", dict),
    ("paths *", dict),
    ("paths * parameters", list),
    ("paths * parameters []", dict),
    ("paths * parameters [] in", str),
    ("paths * parameters [] name", str),
    ("paths * {}", dict),
    ("paths * {} parameters", list),
    ("paths * {} parameters []", dict),
    ("paths * {} parameters [] in", str),
    ("paths * {} parameters [] name", str),
    ("paths * {} requestBody", dict),
    ("paths * {} requestBody content", dict),
    ("paths * {} requestBody content *", dict),
    ("paths * {} responses", dict),
    ("paths * {} responses *", dict),
    ("paths * {} responses * headers", dict),
    ("paths * {} responses * content", dict),
    ("paths * {} responses * content *", dict),
    ("paths * {} security", list),
    ("paths * {} security []", dict),
    ("paths * {} security [] *", list),
    ("security", list),
    ("security []", dict),
    ("security [] *", list),
    ("servers", list),
    ("servers []", dict),
    ("servers [] variables", dict),
    ("servers [] variables *", dict),
    ("definitions", dict),
    ("definitions *", dict),
    ("parameters", dict),
    ("parameters *", dict),
    ("parameters * in", str),
    ("parameters * name", str),
    ("responses", dict),
    ("responses *", dict),
    ("responses * headers", dict),
    ("securityDefinitions", dict),
    ("securityDefinitions *", dict),
    ("components", dict),
    ("components *", dict),
    ("components * *", dict),
    ("components parameters * in", str),
    ("components parameters * name", str),
    ("components responses * headers", dict),
    ("components responses * content", dict),
    ("components responses * content *", dict),
    ("components requestBodies * content", dict),
    ("components requestBodies * content *", dict),
    (f"securityDefinitions * {AUTHORIZER} providerARNs", list),
    (f"securityDefinitions * {AUTHORIZER} authorizerUri", str),
    (f"components securitySchemes * {AUTHORIZER} providerARNs", list),
    (f"components securitySchemes * {AUTHORIZER} authorizerUri", str),
    ("x-amazon-apigateway-request-validators", dict),
    ("x-amazon-apigateway-request-validators *", dict),
    ("x-amazon-apigateway-gateway-responses", dict),
    ("x-amazon-apigateway-gateway-responses *", dict),
    ("x-amazon-apigateway-gateway-responses * responseParameters", dict),
    ("x-amazon-apigateway-gateway-responses * responseTemplates", dict),
    ("x-amazon-apigateway-endpoint-configuration", dict),
    ("x-amazon-apigateway-endpoint-configuration vpcEndpointIds", list),
    ("x-amazon-apigateway-binary-media-types", list),
    ("x-amazon-apigateway-minimum-compression-size", int),
    ("x-amazon-apigateway-api-key-source", str),
    ("x-amazon-apigateway-documentation", dict),
    ("x-amazon-apigateway-documentation documentationParts", list),
    ("x-amazon-apigateway-documentation documentationParts []", dict),
    ("x-amazon-apigateway-documentation documentationParts [] location", dict),
)


def read_document(body: bytes) -> Document | Refusal:
    if len(body) > _GREATEST_SIZE:
        return bad_request("The API definition must not be larger than 6 MB")
    try:
        document = _plain(_parsed(body), {})
    except (ValueError, yaml.YAMLError, RecursionError):
        return _invalid()
    if not isinstance(document, dict) or not _is_supported(document) or not isinstance(document.get("paths"), dict):
        return _invalid()
    if any(not isinstance(node, kind) for path, kind in _BONES for node in _nodes(document, path.split())):
        return _invalid()
    return document


def operations_of(path_item: Document) -> Iterator[tuple[str, Document]]:
    """Each operation of a path by API Gateway's name of its method."""
    for key, operation in path_item.items():
        if key in _OPERATION_METHODS:
            yield "ANY" if key.startswith("x-") else key.upper(), operation


def _invalid() -> Refusal:
    return bad_request("Invalid OpenAPI input.")


def _parsed(body: bytes) -> Any:
    text = body.decode("utf-8-sig")
    if text.lstrip().startswith("{"):
        return json.loads(text)
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe loaders


def _is_supported(document: Document) -> bool:
    return document.get("swagger") == "2.0" or str(document.get("openapi", "")).startswith("3.0.")


def _plain(node: Any, known: dict[int, Any]) -> Any:
    """YAML as JSON would have it: text as keys, no dates. What an alias repeats is made once; a cycle is refused."""
    if isinstance(node, date):
        return node.isoformat()
    if not isinstance(node, dict | list):
        return node
    if id(node) in known:
        if known[id(node)] is None:
            message = "an alias within itself"
            raise ValueError(message)
        return known[id(node)]
    known[id(node)] = None
    plain: Any = (
        {_key(key): _plain(value, known) for key, value in node.items()}
        if isinstance(node, dict)
        else [_plain(item, known) for item in node]
    )
    known[id(node)] = plain
    return plain


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def _nodes(node: Any, path: list[str]) -> Iterator[Any]:
    """The nodes at a path of _BONES; what is not there is no node."""
    if not path:
        yield node
        return
    head, rest = path[0], path[1:]
    if head == "[]":
        inside = node if isinstance(node, list) else []
    elif not isinstance(node, dict):
        inside = []
    elif head == "{}":
        inside = [value for key, value in node.items() if key in _OPERATION_METHODS]
    elif head == "*":
        inside = [value for key, value in node.items() if not key.startswith("x-")]
    else:
        inside = [node[head]] if head in node else []
    for value in inside:
        yield from _nodes(value, rest)
