"""What API Gateway itself answers, for each type of gateway response that AWS has.

Each type is put with its own status, so that the two defaults catch only what has no type of its own. Changing a
default's status changes those too, which is why the status in their bodies is always right.
"""

from dataclasses import dataclass
from typing import Any

from contract.answer_headers import ANSWER_HEADERS
from contract.problem import MEDIA_TYPE, problem_template

EXTENSION = "x-amazon-apigateway-gateway-responses"


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """`retry_after` is in seconds; `challenge` says what credentials to send (RFC 6750, section 3)."""

    status: int
    slug: str
    title: str
    detail: str
    retry_after: int | None = None
    challenge: str | None = None


_INTERNAL = GatewayResponse(
    500, "internal-error", "Internal error", "The service failed. Quote the requestId when you report it."
)
_NO_PATH = GatewayResponse(
    404, "not-found", "Not found", "The API has no such path. Check the path against the OpenAPI document."
)

GATEWAY_RESPONSES: dict[str, GatewayResponse] = {
    "DEFAULT_4XX": GatewayResponse(
        400, "bad-request", "Bad request", "The gateway cannot read the request. Check its path, query and headers."
    ),
    "DEFAULT_5XX": _INTERNAL,
    "ACCESS_DENIED": GatewayResponse(
        403,
        "access-denied",
        "Access denied",
        "These credentials do not allow this call. The contract names the scope that it takes.",
        challenge='Bearer error="insufficient_scope"',
    ),
    "API_CONFIGURATION_ERROR": _INTERNAL,
    "AUTHORIZER_CONFIGURATION_ERROR": _INTERNAL,
    "AUTHORIZER_FAILURE": _INTERNAL,
    "BAD_REQUEST_BODY": GatewayResponse(
        400, "invalid-request", "Invalid request", "The body does not match the schema of this operation."
    ),
    # The message names the parameters. They are the contract's own names, so the quoted message is valid JSON.
    # The validation message of a body is not used: it quotes the client's text without escaping it.
    "BAD_REQUEST_PARAMETERS": GatewayResponse(
        400, "invalid-request", "Invalid request", "$context.error.messageString"
    ),
    "EXPIRED_TOKEN": GatewayResponse(
        403, "expired-token", "Expired token", "Sign the request anew with valid AWS credentials."
    ),
    "INTEGRATION_FAILURE": GatewayResponse(
        502,
        "bad-gateway",
        "Bad gateway",
        "What stands behind this operation failed. Quote the requestId when you report it.",
    ),
    "INTEGRATION_TIMEOUT": GatewayResponse(
        504,
        "gateway-timeout",
        "Gateway timeout",
        "What stands behind this operation did not answer in time. Try again.",
    ),
    "INVALID_API_KEY": GatewayResponse(
        401, "invalid-api-key", "Invalid API key", "The API key is unknown, disabled or of no usage plan of this stage."
    ),
    # No operation takes one. Where there is no path, API Gateway takes what `Authorization` holds for a signature.
    "INVALID_SIGNATURE": _NO_PATH,
    # AWS's name for a path or a method that the API does not have.
    "MISSING_AUTHENTICATION_TOKEN": _NO_PATH,
    "QUOTA_EXCEEDED": GatewayResponse(
        429,
        "quota-exceeded",
        "Quota exceeded",
        "The quota of requests is used up for its period.",
        retry_after=3600,
    ),
    # AWS sends its own body whatever stands here. It is put so that it cannot take over the status of DEFAULT_4XX.
    "REQUEST_TOO_LARGE": GatewayResponse(
        413, "content-too-large", "Content too large", "The body is larger than the gateway can hand on."
    ),
    "RESOURCE_NOT_FOUND": GatewayResponse(404, "not-found", "Not found", "The API has no such resource."),
    "THROTTLED": GatewayResponse(
        429,
        "throttled",
        "Too many requests",
        "The rate limit is reached. Wait for Retry-After seconds and try again.",
        retry_after=1,
    ),
    "UNAUTHORIZED": GatewayResponse(401, "unauthorized", "Unauthorized", "Send valid credentials.", challenge="Bearer"),
    "UNSUPPORTED_MEDIA_TYPE": GatewayResponse(
        415, "unsupported-media-type", "Unsupported media type", "Send a content type that this operation documents."
    ),
    "WAF_FILTERED": GatewayResponse(403, "filtered", "Filtered", "A firewall in front of the API refused the request."),
}


def gateway_responses() -> dict[str, Any]:
    """The extension's value, without what an author may add."""
    return {kind: _extension(response) for kind, response in GATEWAY_RESPONSES.items()}


def _extension(response: GatewayResponse) -> dict[str, Any]:
    # The template is keyed `application/json`, which API Gateway takes for any `Accept`; the header says what it is.
    headers = {**ANSWER_HEADERS, "Content-Type": MEDIA_TYPE}
    if response.retry_after is not None:
        headers["Retry-After"] = str(response.retry_after)
    if response.challenge is not None:
        headers["WWW-Authenticate"] = response.challenge
    template = problem_template(response.status, response.slug, response.title, response.detail)
    return {
        "statusCode": str(response.status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"application/json": template},
    }
