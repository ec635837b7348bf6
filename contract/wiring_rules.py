"""This project's own rules: one name for one operation, and every answer that can be served stands in the contract."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from contract import parts
from contract.authorizers import scopes
from contract.document import Document, Operation
from contract.findings import Faults, Rule
from contract.gateway_responses import GATEWAY_RESPONSES
from contract.place import child
from contract.placeholders import INVOKE_ARN, PLACEHOLDER, function_id
from contract.problem import MEDIA_TYPE
from contract.shape import INTEGRATION

VALIDATOR = "x-amazon-apigateway-request-validator"
VALIDATORS = "x-amazon-apigateway-request-validators"

_OPERATION_ID = re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*")


def _kind(operation: Operation) -> str:
    return str(operation.integration.get("type", "")).lower()


def _operation_id(document: Document) -> Faults:
    owners: dict[str, str] = {}
    for operation in document.operations():
        name = operation.operation_id
        pointer = child(operation.pointer, "operationId")
        if not name:
            yield (
                operation.pointer,
                "The operation has no operationId; its handler and its function are named after it.",
            )
        elif not _OPERATION_ID.fullmatch(name):
            yield pointer, f"The operationId {name} is not lowerCamelCase; write it like runTask."
        elif (owner := owners.setdefault(function_id(name), operation.pointer)) != operation.pointer:
            yield pointer, f"The operationId {name} is taken by {document.place(owner)}; choose another."


def _invoke_arn(document: Document) -> Faults:
    for operation in document.operations():
        expected = f"${{{function_id(operation.operation_id)}{INVOKE_ARN}}}"
        uri = operation.integration.get("uri")
        if _kind(operation) == "aws_proxy" and uri != expected:
            yield child(operation.pointer, INTEGRATION, "uri"), f"The uri is {uri}; write {expected}."


def _placeholder(document: Document) -> Faults:
    for pointer, node in parts.nodes(document.root):
        inside = "/x-amazon-apigateway-" in pointer
        if isinstance(node, str) and not inside and INVOKE_ARN in "".join(PLACEHOLDER.findall(node)):
            yield pointer, "A placeholder is replaced in x-amazon-apigateway-… alone; here it would reach clients."


def _mock(document: Document) -> Faults:
    for operation in document.operations():
        pointer = child(operation.pointer, INTEGRATION)
        if _kind(operation) != "mock":
            continue
        if operation.integration.get("passthroughBehavior", "").lower() != "never":
            yield (
                child(pointer, "passthroughBehavior"),
                "A MOCK that passes bodies through answers 500 to a content type without a template; write `never`.",
            )
        templates = operation.integration.get("requestTemplates", {})
        if not templates:
            yield pointer, "A MOCK takes its status from a request template; write '{\"statusCode\": 200}'."
        for media_type, template in templates.items():
            if not _has_status(template):
                yield (
                    child(pointer, "requestTemplates", media_type),
                    "The template makes no status; write '{\"statusCode\": 200}'.",
                )


def _has_status(template: str) -> bool:
    try:
        made = json.loads(template)
    except ValueError:
        return "statusCode" in template  # Velocity decides
    return isinstance(made, dict) and isinstance(made.get("statusCode"), int)


def _request_validator(document: Document) -> Faults:
    validators = document.root.get(VALIDATORS, {})
    chosen = document.root.get(VALIDATOR)
    for operation in document.operations():
        pointer = operation.pointer
        name = operation.raw.get(VALIDATOR, chosen)
        settings = validators.get(name, {})
        if name is None:
            yield pointer, f"No request validator is chosen; write {VALIDATOR} at the top or here."
        elif name not in validators:
            yield pointer, f"The request validator {name} is not one of {VALIDATORS}; define it there."
        elif not (settings.get("validateRequestBody") and settings.get("validateRequestParameters")):
            yield pointer, f"The request validator {name} leaves body or parameters unchecked; let it check both."


def _problem(document: Document) -> Faults:
    for operation in document.operations():
        for pointer, status, response in parts.responses(document, operation):
            if status[:1] in {"4", "5"} and MEDIA_TYPE not in response.get("content", {}):
                yield pointer, f"The response {status} has no {MEDIA_TYPE} content; every error is a problem."


def _documented_status(document: Document) -> Faults:
    for operation in document.operations():
        documented = operation.raw.get("responses", {})
        for kind in _gateway_answers(document, operation):
            status = str(GATEWAY_RESPONSES[kind].status)
            if status not in documented:
                yield (
                    child(operation.pointer, "responses"),
                    f"The gateway can answer {status} ({kind}) here, and the operation does not document it; add it.",
                )


def _gateway_answers(document: Document, operation: Operation) -> Iterator[str]:
    """The types of gateway response that a client of the operation can meet, one for each status."""
    yield from ("DEFAULT_4XX", "REQUEST_TOO_LARGE", "THROTTLED", "DEFAULT_5XX")
    if operation.raw.get("security", document.root.get("security")):
        yield from ("INVALID_API_KEY", "UNAUTHORIZED", "ACCESS_DENIED")
    if "requestBody" in operation.raw or _kind(operation) == "mock":
        yield "UNSUPPORTED_MEDIA_TYPE"
    if operation.integration and _kind(operation) != "mock":
        yield from ("INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT")


def _security(document: Document) -> Faults:
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    known = scopes(document)
    for operation in document.operations():
        security = operation.raw.get("security", document.root.get("security"))
        if security is None:
            yield operation.pointer, "Nothing says who may call this; write `security`, `[]` for everybody."
        for name, asked in (named for each in security or () for named in each.items()):
            if name not in schemes:
                yield operation.pointer, f"The security scheme {name} is not defined in components."
            elif "flows" in schemes[name]:
                yield from _scopes(operation, name, asked, known)


def _scopes(operation: Operation, scheme: str, asked: Sequence[str], known: Mapping[str, str]) -> Faults:
    pointer = child(operation.pointer, "security")
    if not asked:
        yield pointer, f"The operation asks for no scope of {scheme}; then any token opens it: name one."
    for scope in asked:
        if scope not in known:
            yield pointer, f"The scope {scope} is none of {scheme}: correct it, or describe it in the scheme's flows."


def _authorization(document: Document) -> Faults:
    for pointer, parameter in parts.parameters(document):
        if parameter.get("in") == "header" and parameter.get("name", "").lower() == "authorization":
            yield pointer, "Authorization is declared as a parameter; write a security scheme instead."


def _link(document: Document) -> Faults:
    known = {operation.operation_id for operation in document.operations()}
    for operation in document.operations():
        for pointer, _, response in parts.responses(document, operation):
            for name, link in response.get("links", {}).items():
                if (target := document.resolve(link).get("operationId")) not in known:
                    mend = "name an operation by its operationId"
                    yield child(pointer, "links", name), f"The link {name} leads to {target}, which is none; {mend}."


RULES: tuple[Rule, ...] = (
    Rule("operation-id", _operation_id),
    Rule("invoke-arn", _invoke_arn),
    Rule("placeholder", _placeholder),
    Rule("mock-integration", _mock),
    Rule("request-validator", _request_validator),
    Rule("problem-document", _problem),
    Rule("documented-status", _documented_status),
    Rule("security", _security),
    Rule("authorization-parameter", _authorization),
    Rule("link", _link),
)
