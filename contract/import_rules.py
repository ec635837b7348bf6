"""The rules of API Gateway's OpenAPI import that compilation cannot mend: the author keeps them.

Sources: "Amazon API Gateway important notes", "Quotas", and answers of the API. Where AWS is quoted, it says just that.
"""

import json
import re

from contract import parts
from contract.authorizers import AUTHORIZER
from contract.document import Document
from contract.findings import Faults, Rule
from contract.place import ContractError, child
from contract.shape import INTEGRATION

MOST_RESOURCES = 300
MOST_BYTES = 6 * 1024 * 1024
LONGEST_TIMEOUT = 29_000  # milliseconds, of a buffered integration
SHORTEST_TIMEOUT = 50

_VERSION = re.compile(r"3\.0\.\d+")
_MODEL_NAME = re.compile(r"[A-Za-z0-9]+")
_SEGMENT = re.compile(r"[A-Za-z0-9._-]+|\{[A-Za-z0-9._-]+\+?\}")
_REMAPPED_HEADERS = ("date", "server", "www-authenticate")
_RESERVED_PATHS = ("/ping", "/sping")


def _openapi_version(document: Document) -> Faults:
    version = document.root.get("openapi", document.root.get("swagger", "none"))
    if not _VERSION.fullmatch(str(version)) or "openapi" not in document.root:
        yield "/openapi", f"The document is of OpenAPI version {version}; write it as 3.0.x, for instance 3.0.3."


def _reference(document: Document) -> Faults:
    for pointer, node in parts.references(document.root):
        try:
            document.resolve(node)
        except ContractError as error:
            yield pointer, error.sentence


def _path(document: Document) -> Faults:
    for path, item in document.paths().items():
        if not path.startswith("/"):
            yield child("/paths", path), f"The path {path} does not start with `/`; let it."
        if "$ref" in item:
            yield child("/paths", path), "The path is a reference; write its operations out here."


def _model_name(document: Document) -> Faults:
    for name in document.root.get("components", {}).get("schemas", {}):
        if not _MODEL_NAME.fullmatch(name):
            yield child("/components/schemas", name), f"The schema is named {name}; use letters and digits alone."


def _path_segment(document: Document) -> Faults:
    for path in document.paths():
        for segment in path.split("/")[1:]:
            if path != "/" and not _SEGMENT.fullmatch(segment):
                allowed = "letters, digits, `.`, `_` and `-`, or be one whole {variable}"
                yield child("/paths", path), f"The segment {segment!r} of {path} must be of {allowed}; rename it."


def _sibling_variables(document: Document) -> Faults:
    variables: dict[str, str] = {}
    for path in document.paths():
        above = ""
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                first = variables.setdefault(above, segment)
                if first != segment:
                    both = f"{first} in another path and {segment} in this one"
                    yield child("/paths", path), f"After {above or '/'} comes {both}; give both one name."
            above += f"/{segment}"


def _reserved_path(document: Document) -> Faults:
    for path in document.paths():
        if path in _RESERVED_PATHS:
            yield child("/paths", path), f"{path} is API Gateway's own health check; choose another path."


def _resources(document: Document) -> Faults:
    resources = {"/"}
    for path in document.paths():
        segments = path.strip("/").split("/")
        resources |= {"/".join(segments[: length + 1]) for length in range(len(segments))}
    if len(resources) > MOST_RESOURCES:
        yield "/paths", f"The paths make {len(resources)} resources; split the API, {MOST_RESOURCES} is the quota."


def _size(document: Document) -> Faults:
    size = len(json.dumps(document.root).encode())
    if size > MOST_BYTES:
        yield "", f"The document has {size} bytes as JSON; shorten or split it, {MOST_BYTES} is the limit."


def _query_name(document: Document) -> Faults:
    for pointer, parameter in parts.parameters(document):
        name = parameter.get("name", "")
        if parameter.get("in") == "query" and (unfit := set("{}|;") & set(name)):
            yield pointer, f"The query parameter {name} has {' and '.join(sorted(unfit))} in its name; rename it."


def _security_scheme(document: Document) -> Faults:
    for name, scheme in document.root.get("components", {}).get("securitySchemes", {}).items():
        if scheme.get("type") != "apiKey" and AUTHORIZER not in scheme:
            mend = f"make it apiKey, or put {AUTHORIZER} beside it, which says who checks it"
            yield child("/components/securitySchemes", name), f"The type of {name} is {scheme.get('type')}; {mend}."


def _remapped_header(document: Document) -> Faults:
    for pointer, name in parts.headers(document):
        if name.lower() in _REMAPPED_HEADERS:
            yield pointer, f"No client ever receives the response header {name} as it is declared here; remove it."


def _integration(document: Document) -> Faults:
    for operation in document.operations():
        if not operation.integration:
            yield operation.pointer, "The operation has no x-amazon-apigateway-integration; write one."


def _method(document: Document) -> Faults:
    for operation in document.operations():
        if operation.method == "trace":
            yield operation.pointer, "API Gateway has no TRACE method; remove the operation."


def _lambda_method(document: Document) -> Faults:
    for operation in document.operations():
        method = operation.integration.get("httpMethod")
        if operation.integration.get("type", "").lower() == "aws_proxy" and method != "POST":
            yield (
                child(operation.pointer, INTEGRATION),
                f"The function is called with httpMethod {method}; Lambda is always called with POST.",
            )


def _timeout(document: Document) -> Faults:
    for operation in document.operations():
        timeout = operation.integration.get("timeoutInMillis", LONGEST_TIMEOUT)
        streams = operation.integration.get("responseTransferMode") == "STREAM"
        if timeout < SHORTEST_TIMEOUT or (timeout > LONGEST_TIMEOUT and not streams):
            mend = f"keep it between {SHORTEST_TIMEOUT} and {LONGEST_TIMEOUT}; let what takes longer run on its own"
            yield child(operation.pointer, INTEGRATION, "timeoutInMillis"), f"The timeout is {timeout} ms; {mend}."


def _variable_twice(document: Document) -> Faults:
    for path in document.paths():
        variables = [segment for segment in path.split("/") if segment.startswith("{")]
        if len(variables) != len(set(variables)):
            yield child("/paths", path), f"{path} names a variable twice; give each its own name."


# What the other rules build on; where one of these is broken, theirs would be about nothing.
FIRST_RULES: tuple[Rule, ...] = (
    Rule("openapi-version", _openapi_version, '"Invalid OpenAPI input."'),
    Rule("reference", _reference, "external references are not supported, nor are dangling ones."),
    Rule("path", _path, "a path that is a reference is not imported."),
)
RULES: tuple[Rule, ...] = (
    Rule("model-name", _model_name, '"Model name must be alphanumeric: …"'),
    Rule("path-segment", _path_segment, '"Resource\'s path part only allow a-zA-Z0-9._- …"'),
    Rule(
        "sibling-path-variables",
        _sibling_variables,
        '"A sibling ({…}) of this resource already has a variable path part -- only one is allowed"',
    ),
    Rule("path-variable-twice", _variable_twice, "the method's path parameter would be ambiguous."),
    Rule("reserved-path", _reserved_path, "/ping and /sping fail to produce the expected result."),
    Rule("resource-quota", _resources, "the import fails past the quota of resources per API."),
    Rule("import-size", _size, "an imported definition has at most 6 MB."),
    Rule("query-name", _query_name, "`|`, `{` and `}` are refused raw in a query, `;` splits it."),
    Rule(
        "security-scheme",
        _security_scheme,
        "the type of a security scheme must be apiKey, or all is for an authorizer to check.",
    ),
    Rule("remapped-header", _remapped_header, "Date, Server and WWW-Authenticate are remapped or replaced."),
    Rule("method", _method, "the methods are DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT and ANY."),
    Rule("integration", _integration, '"No integration defined for method", when the API is deployed.'),
    Rule(
        "lambda-method", _lambda_method, '"Enumeration value for HttpMethod must be non-empty", or a call that fails.'
    ),
    Rule("integration-timeout", _timeout, "a buffered integration times out between 50 ms and 29 s."),
)
