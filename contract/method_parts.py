"""Parameters, request body and responses of one method, inlined and reduced to what API Gateway's import takes.

Like the reduction of schemas, these only loosen what a client may send.
"""

from typing import Any

from contract.answer_headers import REQUEST_ID
from contract.document import Document, Json, Operation
from contract.reduction import Reduction

_SCALARS = ("string", "number", "integer", "boolean")
_PLACES = ("path", "query", "header")  # a cookie cannot be mapped
_STATUSES = range(100, 600)


def parameters(document: Document, operation: Operation) -> list[dict[str, Any]]:
    return [_parameter(document, each) for each in document.parameters(operation) if each["in"] in _PLACES]


def _parameter(document: Document, authored: Json) -> dict[str, Any]:
    schema = document.resolve(authored.get("schema", {}))
    parameter: dict[str, Any] = {
        "name": authored["name"],
        "in": authored["in"],
        "required": _is_required(authored, schema),
        "schema": {"type": schema["type"] if schema.get("type") in _SCALARS else "string"},
    }
    if "description" in authored:
        parameter["description"] = authored["description"]
    return parameter


def _is_required(authored: Json, schema: Json) -> bool:
    """Whether the gateway may insist on it, which it does more strictly than the contract.

    It takes a blank value for a missing one, and `Idempotency-Key` and `idempotency-key` for two headers.
    """
    if authored["in"] == "path":
        return True
    takes_blank = schema.get("type", "string") == "string" and not schema.get("minLength") and "enum" not in schema
    return authored["in"] == "query" and bool(authored.get("required")) and not takes_blank


def request_body(document: Document, operation: Operation, reduction: Reduction) -> dict[str, Any] | None:
    """None where a model would refuse what the contract allows: the gateway reads an absent body as `{}`."""
    authored = document.resolve(operation.raw.get("requestBody", {}))
    content = _models(authored, reduction, ("object", "array"))
    if not authored.get("required") or not content:
        return None
    return {"required": True, "content": content}


def responses(document: Document, operation: Operation, reduction: Reduction) -> dict[str, Any]:
    """Those with a status of their own; a method response cannot be `default` or `4XX`."""
    authored = {status: document.resolve(each) for status, each in _numbered(operation.raw.get("responses", {}))}
    return {status: _response(document, each, reduction) for status, each in authored.items()} or {
        "200": {"description": "The answer."}
    }


def _numbered(authored: Json) -> list[tuple[str, Json]]:
    return [(status, each) for status, each in authored.items() if status.isdecimal() and int(status) in _STATUSES]


def _response(document: Document, authored: Json, reduction: Reduction) -> dict[str, Any]:
    response: dict[str, Any] = {"description": authored.get("description", "")}
    if headers := _mappable(authored.get("headers", {})):
        response["headers"] = {name: _header(document, document.resolve(each)) for name, each in headers.items()}
    if content := _models(authored, reduction, ("object",)):
        response["content"] = content
    return response


def _mappable(headers: Json) -> dict[str, Any]:
    """Those that an integration may send: not the one that API Gateway sends itself."""
    return {name: each for name, each in headers.items() if name.lower() != REQUEST_ID.lower()}


def _header(document: Document, authored: Json) -> dict[str, Any]:
    schema = document.resolve(authored.get("schema", {}))
    return {"schema": {"type": schema["type"] if schema.get("type") in _SCALARS else "string"}}


def _models(authored: Json, reduction: Reduction, types: tuple[str, ...]) -> dict[str, Any]:
    """The content that has a model: JSON, of one of `types`. A form with a model would be read as JSON and refused."""
    content = {}
    for media_type, each in authored.get("content", {}).items():
        if _is_json(media_type) and "schema" in each and reduction.kind(each["schema"]) in types:
            content[media_type] = {"schema": reduction.reduce(each["schema"])}
    return content


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")
