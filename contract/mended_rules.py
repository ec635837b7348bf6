"""The rules of API Gateway's OpenAPI import that compilation keeps for the author.

They are asked of a document that goes to AWS as it is: of our compiled body, and of any team's own file.
"""

import re

from contract import parts
from contract.document import Document
from contract.findings import Faults, Rule
from contract.place import child
from contract.shape import INTEGRATION

_COMBINATIONS = ("oneOf", "anyOf", "allOf")
_UNSUPPORTED = (
    "additionalProperties",
    "default",
    "deprecated",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "readOnly",
    "writeOnly",
)
_UNCHECKED = ("format", "maxItems", "minItems")
_PARAMETER = ("name", "in", "required", "schema", "description", "$ref")
_LAMBDA_URI = re.compile(
    r"arn:aws[a-z-]*:apigateway:[^:]+:(lambda:path/2015-03-31/functions/.+/invocations|firehose:.+)"
)
_KNOWN_LATER = "${"  # Terraform's, or a stage variable


def _scheme_type(document: Document) -> Faults:
    for name, scheme in document.root.get("components", {}).get("securitySchemes", {}).items():
        if scheme.get("type") != "apiKey":
            mend = "make it apiKey; what it takes to call is for the authorizer to check"
            yield child("/components/securitySchemes", name), f"The type of {name} is {scheme.get('type')}; {mend}."


def _combination(document: Document) -> Faults:
    for pointer, schema in parts.schemas(document):
        for keyword in _COMBINATIONS:
            if keyword in schema:
                yield child(pointer, keyword), f"`{keyword}` is in a model; merge its schemas into one."


def _discriminator(document: Document) -> Faults:
    for pointer, schema in parts.schemas(document):
        if "discriminator" in schema:
            yield child(pointer, "discriminator"), "`discriminator` is in a model; give its property an `enum` instead."


def _nullable(document: Document) -> Faults:
    for pointer, schema in parts.schemas(document):
        if schema.get("nullable"):
            yield child(pointer, "nullable"), "`nullable` is in a model; leave the schema's `type` out as well."


def _unsupported(document: Document) -> Faults:
    for pointer, schema in parts.schemas(document):
        for keyword in _UNSUPPORTED:
            if keyword in schema:
                yield child(pointer, keyword), f"`{keyword}` is in a model; remove it."


def _unchecked(document: Document) -> Faults:
    for pointer, schema in parts.schemas(document):
        for keyword in _UNCHECKED:
            if keyword in schema:
                yield child(pointer, keyword), f"`{keyword}` is in a model; remove it and check it in the integration."


def _parameter(document: Document) -> Faults:
    for pointer, parameter in parts.parameters(document):
        for keyword in parameter:
            if keyword not in _PARAMETER:
                yield child(pointer, keyword), f"`{keyword}` is in a parameter; remove it."
        if parameter.get("in") == "cookie":
            yield child(pointer, "in"), "The parameter is in a cookie; read the Cookie header in the integration."


def _shared_response(document: Document) -> Faults:
    for operation in document.operations():
        for status, response in operation.raw.get("responses", {}).items():
            if not status.startswith("x-") and "$ref" in response:
                yield (
                    child(operation.pointer, "responses", status),
                    f"The response {status} is a reference to a shared one; write it out here.",
                )


def _response_status(document: Document) -> Faults:
    for operation in document.operations():
        for pointer, status, _ in parts.responses(document, operation):
            if not (status.isdecimal() and len(status) == 3):
                yield pointer, f"The response is for {status!r}; write one response for each status."


def _response_model(document: Document) -> Faults:
    for operation in document.operations():
        for pointer, _, response in parts.responses(document, operation):
            for media_type, content in response.get("content", {}).items():
                schema = content.get("schema", {})
                if document.resolve(schema).get("type") != "object":
                    yield (
                        child(pointer, "content", media_type),
                        "The response's schema is not an object's; wrap the value in an object.",
                    )


def _lambda_uri(document: Document) -> Faults:
    for operation in document.operations():
        uri = operation.integration.get("uri", "")
        proxies = operation.integration.get("type", "").lower() == "aws_proxy"
        if proxies and _KNOWN_LATER not in uri and not _LAMBDA_URI.fullmatch(uri):
            expected = "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations"
            yield child(operation.pointer, INTEGRATION, "uri"), f"The uri is {uri!r}; write {expected}."


RULES: tuple[Rule, ...] = (
    Rule("scheme-type", _scheme_type, "the type of a security scheme must be apiKey."),
    Rule("combined-schema", _combination, "\"Unsupported model type 'ComposedSchema' …\""),
    Rule("discriminator", _discriminator, "the discriminator keyword is not supported in any schema."),
    Rule("nullable", _nullable, "it is dropped in silence, and null is refused."),
    Rule("unsupported-keyword", _unsupported, "the keyword is not supported in models."),
    Rule("unchecked-keyword", _unchecked, "the keyword is not part of request validation that one can count on."),
    Rule("parameter-keyword", _parameter, "only name, in, required, type and description count; the rest is ignored."),
    Rule("shared-response", _shared_response, "a response that is a reference is not supported."),
    Rule("response-status", _response_status, "a method response has a status code of three digits."),
    Rule("response-model", _response_model, "the schema of a method response must be of an object type."),
    Rule("lambda-uri", _lambda_uri, '"AWS ARN for integration must contain path or action"'),
)
