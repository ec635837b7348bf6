"""The contract as API Gateway imports it: the body of the REST API, made so that `fail_on_warnings` finds none."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract.added_methods import added_methods
from contract.authorizers import gateway_schemes, gateway_security
from contract.document import Document, Json, Operation
from contract.gateway_responses import EXTENSION, gateway_responses
from contract.method_parts import parameters, request_body, responses
from contract.placeholders import replace_placeholders
from contract.reduction import Reduction
from contract.shape import METHODS

_EXTENSIONS = "x-amazon-apigateway-"
_INFO = ("title", "version", "description")
_OPERATION = ("operationId", "summary", "description", "security")


def gateway_body(document: Document, values: Mapping[str, str], *, authorizer_cache: bool = True) -> dict[str, Any]:
    """`values` are those of placeholders, by name: `run_task.invoke_arn`. The same document always gives the same body.

    Without `authorizer_cache` authorizers are asked at every request. Raises ContractError for a placeholder without a
    value and for a reference that leads nowhere.
    """
    document = replace(document, root=replace_placeholders(document, values))
    reduction = Reduction(document)
    paths = {path: _path_item(document, path, reduction) for path in document.paths()}
    root = document.root
    body: dict[str, Any] = {
        "openapi": root["openapi"],
        "info": _kept(root["info"], _INFO),
        **({"security": gateway_security(document, root["security"])} if "security" in root else {}),
        "paths": paths,
        "components": _components(document, reduction, authorizer_cache=authorizer_cache),
        **_extensions(root),
    }
    body[EXTENSION] = {**gateway_responses(), **root.get(EXTENSION, {})}
    return body


def _path_item(document: Document, path: str, reduction: Reduction) -> dict[str, Any]:
    operations = [operation for operation in document.operations() if operation.path == path]
    authored = {operation.method: _method(document, operation, reduction) for operation in operations}
    everywhere = [each for operation in operations for each in parameters(document, operation)]
    methods = {**authored, **added_methods(_credentials(document, authored), everywhere)}
    return {method: methods[method] for method in METHODS if method in methods}


def _credentials(document: Document, methods: Mapping[str, Json]) -> dict[str, bool]:
    """Whether each method asks for any, by its own `security` or the document's."""
    everywhere = document.root.get("security", [])
    return {name: bool(method.get("security", everywhere)) for name, method in methods.items()}


def _method(document: Document, operation: Operation, reduction: Reduction) -> dict[str, Any]:
    method = _kept(operation.raw, _OPERATION)
    if "security" in method:
        method["security"] = gateway_security(document, method["security"])
    if declared := parameters(document, operation):
        method["parameters"] = declared
    if body := request_body(document, operation, reduction):
        method["requestBody"] = body
    method["responses"] = responses(document, operation, reduction)
    return {**method, **_extensions(operation.raw)}


def _components(document: Document, reduction: Reduction, *, authorizer_cache: bool) -> dict[str, Any]:
    schemes = gateway_schemes(document, cached=authorizer_cache)
    parts = {"schemas": reduction.shared(), "securitySchemes": schemes}
    return {name: part for name, part in parts.items() if part}


def _kept(node: Json, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: node[key] for key in keys if key in node}


def _extensions(node: Json) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key.startswith(_EXTENSIONS)}
