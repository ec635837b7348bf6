"""Gateway responses completed with AWS's defaults."""

from collections.abc import Mapping

from emulator.control_plane.store import Document

# A type without a status takes the status of the answer at hand.
DEFAULT_STATUSES: Mapping[str, str | None] = {
    "ACCESS_DENIED": "403",
    "API_CONFIGURATION_ERROR": "500",
    "AUTHORIZER_CONFIGURATION_ERROR": "500",
    "AUTHORIZER_FAILURE": "500",
    "BAD_REQUEST_BODY": "400",
    "BAD_REQUEST_PARAMETERS": "400",
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
    "EXPIRED_TOKEN": "403",
    "INTEGRATION_FAILURE": "504",
    "INTEGRATION_TIMEOUT": "504",
    "INVALID_API_KEY": "403",
    "INVALID_SIGNATURE": "403",
    "MISSING_AUTHENTICATION_TOKEN": "403",
    "QUOTA_EXCEEDED": "429",
    "REQUEST_TOO_LARGE": "413",
    "RESOURCE_NOT_FOUND": "404",
    "THROTTLED": "429",
    "UNAUTHORIZED": "401",
    "UNSUPPORTED_MEDIA_TYPE": "415",
    "WAF_FILTERED": "403",
}
_TEMPLATES = {"application/json": '{"message":$context.error.messageString}'}
_FAMILIES = {"4": "DEFAULT_4XX", "5": "DEFAULT_5XX"}


def gateway_response(kind: str, sent: Mapping[str, object]) -> Document:
    """What was put, completed with the type's own defaults, not with those of DEFAULT_4XX or DEFAULT_5XX."""
    return {
        "responseType": kind,
        "statusCode": sent.get("statusCode") or DEFAULT_STATUSES[kind],
        "responseParameters": sent.get("responseParameters") or {},
        "responseTemplates": sent.get("responseTemplates") or dict(_TEMPLATES),
        "defaultResponse": False,
    }


def effective_response(kind: str, put: Mapping[str, Document]) -> Document:
    if kind in put:
        return put[kind]
    own = {**gateway_response(kind, {}), "defaultResponse": True}
    family = put.get(_FAMILIES.get((DEFAULT_STATUSES[kind] or " ")[0], ""))
    if family is None:
        return own
    inherited = {"responseParameters": family["responseParameters"], "responseTemplates": family["responseTemplates"]}
    return {**own, **inherited, "statusCode": family["statusCode"] or own["statusCode"]}
