"""What an integration must be, and what it is by default."""

import re
from collections.abc import Iterable, Mapping

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_SHORTEST_TIMEOUT, _LONGEST_TIMEOUT, _LONGEST_STREAM = 50, 29_000, 900_000
_VARIABLE = r"\$\{stageVariables\.\w+\}"
# A stage variable may stand for a subdomain, and for all behind the service.
_AWS_URI = re.compile(
    rf"arn:[\w-]+:apigateway:[\w-]*:(?P<service>(?:[\w.-]|{_VARIABLE})+):"
    rf"(?:(?:path|action)/(?P<rest>.*)|{_VARIABLE}.*)",
    re.DOTALL,
)
_LAMBDA_PATH = re.compile(r"[\d-]+/functions/arn:[\w-]+:lambda:.+/(?:response-streaming-)?invocations", re.DOTALL)
_HTTP_URI = re.compile(r"https?://[^/\s?#]+(?:[/?#]\S*)?|\$\{stageVariables\.[^}]+\}\S*")
# Where a mapping reads from that a method must have declared.
_DECLARED = re.compile(r"method\.request\.(?:multivalue)?(?:header|querystring|path)\.\S+")

_ANY_TYPE = "$default"
_LARGEST_TEMPLATE = 300 * 1024  # developer guide, "Quotas for configuring and running a REST API"
_HTTP_TYPES = frozenset({"HTTP", "HTTP_PROXY"})
_AWS_TYPES = frozenset({"AWS", "AWS_PROXY"})


def with_defaults(integration: Document, resource_id: str) -> Document:
    """A MOCK integration goes nowhere: a method and a uri are not kept, as recorded."""
    if integration["type"] == "MOCK":
        integration = {name: value for name, value in integration.items() if name not in {"httpMethod", "uri"}}
    defaults: Document = {
        "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": _LONGEST_TIMEOUT,
        "cacheNamespace": resource_id,
        "cacheKeyParameters": [],
    }
    if integration["type"] in _HTTP_TYPES:
        defaults["connectionType"] = "INTERNET"
    return defaults | integration


def without_empty_templates(response: Document) -> Document:
    """An integration response whose empty templates are null, as recorded: such a template maps nothing."""
    if "responseTemplates" not in response:
        return response
    templates = {kind: template or None for kind, template in response["responseTemplates"].items()}
    return {**response, "responseTemplates": templates}


def refuse_integration(integration: Document, method: Document, before: Document | None = None) -> Refusal | None:
    """`integration` has its defaults. What it mapped `before` is not judged again: a method may lose parameters."""
    problem = (
        _endpoint_problem(integration)
        or _timeout_problem(integration)
        or _templates_problem(_new(integration, before, "requestTemplates"))
    )
    if problem is not None:
        return bad_request(problem)
    read = _new(integration, before, "requestParameters").values()
    return _refuse_undeclared(
        (value for value in read if _DECLARED.fullmatch(value)), method.get("requestParameters", {})
    )


def refuse_integration_response(response: Document, method: Document, before: Document | None = None) -> Refusal | None:
    """There need not be a method response of the status, as recorded, unless headers are written to it."""
    method_response = method.get("methodResponses", {}).get(response["statusCode"], {})
    problem = _templates_problem(_new(response, before, "responseTemplates"))
    if problem is not None:
        return bad_request(problem)
    written = _new(response, before, "responseParameters")
    return _refuse_undeclared(written, method_response.get("responseParameters", {}))


def _templates_problem(templates: Mapping[str, str | None]) -> str | None:
    for kind, template in templates.items():
        if "/" not in kind and kind != _ANY_TYPE:
            return f"Validation Result: warnings : [], errors : [Invalid content type specified: {kind}]"
        if len((template or "").encode(errors="surrogatepass")) > _LARGEST_TEMPLATE:
            return f"Mapping template of {kind} exceeds the limit of {_LARGEST_TEMPLATE} bytes"
    return None


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
    is_lambda = parts["service"] == "lambda" and _LAMBDA_PATH.fullmatch(parts["rest"] or "") is not None
    if kind == "AWS_PROXY" and not is_lambda:
        # AWS's words name Firehose, but it refuses that too.
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
