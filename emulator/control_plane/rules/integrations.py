"""What an integration must be, and what it is by default."""

import re
from collections.abc import Iterable

from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.store import Document

_SHORTEST_TIMEOUT, _LONGEST_TIMEOUT, _LONGEST_STREAM = 50, 29_000, 900_000
_AWS_URI = re.compile(r"arn:[\w-]+:apigateway:[\w-]*:(?P<service>[\w.-]+):(?:path|action)/(?P<rest>.*)", re.DOTALL)
_LAMBDA_PATH = re.compile(r"[\d-]+/functions/arn:[\w-]+:lambda:.+/(?:response-streaming-)?invocations", re.DOTALL)
_HTTP_URI = re.compile(r"https?://[^/\s?#]+(?:[/?#]\S*)?|\$\{stageVariables\.[^}]+\}\S*")
# Where a mapping reads from that a method must have declared.
_DECLARED = re.compile(r"method\.request\.(?:multivalue)?(?:header|querystring|path)\.\S+")

_HTTP_TYPES = frozenset({"HTTP", "HTTP_PROXY"})
_AWS_TYPES = frozenset({"AWS", "AWS_PROXY"})


def with_defaults(integration: Document, resource_id: str) -> Document:
    defaults: Document = {
        "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": _LONGEST_TIMEOUT,
        "cacheNamespace": resource_id,
        "cacheKeyParameters": [],
    }
    if integration["type"] in _HTTP_TYPES:
        defaults["connectionType"] = "INTERNET"
    return defaults | integration


def refuse_integration(integration: Document, method: Document, before: Document | None = None) -> Refusal | None:
    """`integration` has its defaults. What it mapped `before` is not judged again: a method may lose parameters."""
    problem = _endpoint_problem(integration) or _timeout_problem(integration)
    if problem is not None:
        return bad_request(problem)
    read = _new(integration, before, "requestParameters").values()
    return _refuse_undeclared(
        (value for value in read if _DECLARED.fullmatch(value)), method.get("requestParameters", {})
    )


def refuse_integration_response(response: Document, method: Document, before: Document | None = None) -> Refusal | None:
    method_response = method.get("methodResponses", {}).get(response["statusCode"])
    if method_response is None:
        return not_found("Invalid Response status code specified")
    written = _new(response, before, "responseParameters")
    return _refuse_undeclared(written, method_response.get("responseParameters", {}))


def _new(document: Document, before: Document | None, member: str) -> dict[str, str]:
    known = (before or {}).get(member, {})
    return {key: value for key, value in document.get(member, {}).items() if known.get(key) != value}


def _endpoint_problem(integration: Document) -> str | None:
    kind, uri = integration["type"], integration.get("uri", "")
    if kind == "MOCK":
        return None
    if not integration.get("httpMethod"):
        return "Enumeration value for HttpMethod must be non-empty"
    if kind in _AWS_TYPES:
        return _aws_problem(kind, uri, integration.get("credentials"))
    if not _HTTP_URI.fullmatch(uri):
        return "Invalid HTTP endpoint specified for URI"
    return None


def _aws_problem(kind: str, uri: str, credentials: str | None) -> str | None:
    if not uri.startswith("arn:"):
        return "Invalid ARN specified in the request"
    parts = _AWS_URI.fullmatch(uri)
    if parts is None:
        return "AWS ARN for integration must contain path or action"
    is_lambda = parts["service"] == "lambda" and _LAMBDA_PATH.fullmatch(parts["rest"]) is not None
    if kind == "AWS_PROXY" and not is_lambda and parts["service"] != "firehose":
        return (
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."
        )
    if not is_lambda and not credentials:
        return "Role ARN must be specified for AWS integrations"
    return None


def _timeout_problem(integration: Document) -> str | None:
    longest = _LONGEST_STREAM if integration.get("responseTransferMode") == "STREAM" else _LONGEST_TIMEOUT
    if _SHORTEST_TIMEOUT <= integration["timeoutInMillis"] <= longest:
        return None
    return f"Timeout should be between {_SHORTEST_TIMEOUT} ms and {longest} ms"


def _refuse_undeclared(parameters: Iterable[str], declared: Document) -> Refusal | None:
    undeclared = next((parameter for parameter in parameters if parameter not in declared), None)
    if undeclared is None:
        return None
    return bad_request(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
        f"[Invalid mapping expression parameter specified: {undeclared}]"
    )
