"""Why the gateway itself answers, as data: AWS's gateway response types with what each says by default.

The names and default statuses are those of the developer guide, "Gateway response types for API Gateway".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class GatewayResponseType(StrEnum):
    ACCESS_DENIED = "ACCESS_DENIED"
    API_CONFIGURATION_ERROR = "API_CONFIGURATION_ERROR"
    AUTHORIZER_CONFIGURATION_ERROR = "AUTHORIZER_CONFIGURATION_ERROR"
    AUTHORIZER_FAILURE = "AUTHORIZER_FAILURE"
    BAD_REQUEST_BODY = "BAD_REQUEST_BODY"
    BAD_REQUEST_PARAMETERS = "BAD_REQUEST_PARAMETERS"
    DEFAULT_4XX = "DEFAULT_4XX"
    DEFAULT_5XX = "DEFAULT_5XX"
    EXPIRED_TOKEN = "EXPIRED_TOKEN"  # noqa: S105 - the name of a response type, not a secret
    INTEGRATION_FAILURE = "INTEGRATION_FAILURE"
    INTEGRATION_TIMEOUT = "INTEGRATION_TIMEOUT"
    INVALID_API_KEY = "INVALID_API_KEY"
    INVALID_SIGNATURE = "INVALID_SIGNATURE"
    MISSING_AUTHENTICATION_TOKEN = "MISSING_AUTHENTICATION_TOKEN"  # noqa: S105 - as above
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"
    RESOURCE_NOT_FOUND = "RESOURCE_NOT_FOUND"
    THROTTLED = "THROTTLED"
    UNAUTHORIZED = "UNAUTHORIZED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    WAF_FILTERED = "WAF_FILTERED"


@dataclass(frozen=True, slots=True)
class Default:
    """What a response type answers where the API says nothing. `error_type` goes into x-amzn-ErrorType."""

    status: int
    error_type: str


DEFAULTS = {
    GatewayResponseType.ACCESS_DENIED: Default(403, "AccessDeniedException"),
    GatewayResponseType.API_CONFIGURATION_ERROR: Default(500, "InternalServerErrorException"),
    GatewayResponseType.AUTHORIZER_CONFIGURATION_ERROR: Default(500, "AuthorizerConfigurationException"),
    GatewayResponseType.AUTHORIZER_FAILURE: Default(500, "AuthorizerConfigurationException"),
    GatewayResponseType.BAD_REQUEST_BODY: Default(400, "BadRequestException"),
    GatewayResponseType.BAD_REQUEST_PARAMETERS: Default(400, "BadRequestException"),
    GatewayResponseType.DEFAULT_4XX: Default(400, "BadRequestException"),
    GatewayResponseType.DEFAULT_5XX: Default(500, "InternalServerErrorException"),
    GatewayResponseType.EXPIRED_TOKEN: Default(403, "ExpiredTokenException"),
    GatewayResponseType.INTEGRATION_FAILURE: Default(504, "InternalServerErrorException"),
    GatewayResponseType.INTEGRATION_TIMEOUT: Default(504, "InternalServerErrorException"),
    GatewayResponseType.INVALID_API_KEY: Default(403, "ForbiddenException"),
    GatewayResponseType.INVALID_SIGNATURE: Default(403, "InvalidSignatureException"),
    GatewayResponseType.MISSING_AUTHENTICATION_TOKEN: Default(403, "MissingAuthenticationTokenException"),
    GatewayResponseType.QUOTA_EXCEEDED: Default(429, "LimitExceededException"),
    GatewayResponseType.REQUEST_TOO_LARGE: Default(413, "RequestEntityTooLargeException"),
    GatewayResponseType.RESOURCE_NOT_FOUND: Default(404, "NotFoundException"),
    GatewayResponseType.THROTTLED: Default(429, "TooManyRequestsException"),
    GatewayResponseType.UNAUTHORIZED: Default(401, "UnauthorizedException"),
    GatewayResponseType.UNSUPPORTED_MEDIA_TYPE: Default(415, "UnsupportedMediaTypeException"),
    GatewayResponseType.WAF_FILTERED: Default(403, "ForbiddenException"),
}


@dataclass(frozen=True, slots=True)
class IntegrationReport:
    """What an integration did, for the access log.

    `status` is the service's own: Lambda's 200 for a function that failed. `backend_status` is what the function said.
    """

    status: int
    latency: float  # milliseconds
    backend_status: int | None = None
    request_id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The gateway answers this call itself.

    `status` replaces the type's default status, not one that the API has set, and `error_type` its x-amzn-ErrorType.
    `variables` are those of `$context` that only this refusal has, by full name ("authorizer.error"). `reason` is for
    the logs alone: clients never see it. A refusal that is not `customisable` ignores the API's gateway responses.
    """

    type: GatewayResponseType
    message: str | None
    status: int | None = None
    reason: str = ""
    validation_error: str = ""
    customisable: bool = True
    report: IntegrationReport | None = None
    error_type: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


INTERNAL_SERVER_ERROR = "Internal server error"


# How AWS begins such a line of its execution logs.
_CONFIGURATION = "Execution failed due to configuration error: "


def misconfigured(reason: str) -> Refusal:
    """The API's definition cannot be served as it is."""
    reason = _CONFIGURATION + reason
    return Refusal(GatewayResponseType.API_CONFIGURATION_ERROR, INTERNAL_SERVER_ERROR, reason=reason)


def bad_gateway(reason: str) -> Refusal:
    """A function failed, or answered in a form that is not the proxy integration's: 502 has no type of its own."""
    reason = _CONFIGURATION + reason
    return Refusal(GatewayResponseType.DEFAULT_5XX, INTERNAL_SERVER_ERROR, status=502, reason=reason)


def internal_failure(reason: str) -> Refusal:
    """A fault of the gateway's own."""
    return Refusal(GatewayResponseType.DEFAULT_5XX, INTERNAL_SERVER_ERROR, reason=reason)
