"""Violated constraints of a service model, in the words of AWS."""

from collections.abc import Mapping, Sequence

from emulator.control_plane.refusal import Refusal

# AWS lists an enumeration in an order of its own; these are the recorded ones.
_ORDERS: Mapping[frozenset[str], tuple[str, ...]] = {
    frozenset(order): order
    for order in (
        ("add", "remove", "move", "test", "replace", "copy"),
        ("HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"),
        ("PRIVATE", "EDGE", "REGIONAL"),
        (
            "RESPONSE_BODY",
            "RESPONSE",
            "METHOD",
            "MODEL",
            "AUTHORIZER",
            "RESPONSE_HEADER",
            "RESOURCE",
            "PATH_PARAMETER",
            "REQUEST_BODY",
            "QUERY_PARAMETER",
            "API",
            "REQUEST_HEADER",
        ),
        (
            "REQUEST_TOO_LARGE",
            "RESOURCE_NOT_FOUND",
            "AUTHORIZER_CONFIGURATION_ERROR",
            "MISSING_AUTHENTICATION_TOKEN",
            "BAD_REQUEST_BODY",
            "INVALID_SIGNATURE",
            "INVALID_API_KEY",
            "BAD_REQUEST_PARAMETERS",
            "AUTHORIZER_FAILURE",
            "UNAUTHORIZED",
            "INTEGRATION_TIMEOUT",
            "ACCESS_DENIED",
            "DEFAULT_4XX",
            "DEFAULT_5XX",
            "WAF_FILTERED",
            "QUOTA_EXCEEDED",
            "THROTTLED",
            "API_CONFIGURATION_ERROR",
            "UNSUPPORTED_MEDIA_TYPE",
            "INTEGRATION_FAILURE",
            "EXPIRED_TOKEN",
        ),
    )
}


def outside_enumeration(value: object, place: str, allowed: Sequence[str]) -> str:
    return _failed(value, place, _enumeration(allowed))


def outside_list_enumeration(values: Sequence[object], place: str, allowed: Sequence[str]) -> str:
    listed = f"[{', '.join(str(value) for value in values)}]"
    return _failed(listed, place, f"Member must satisfy constraint: [{_enumeration(allowed)}]")


def outside_pattern(value: object, place: str, pattern: str) -> str:
    return _failed(value, place, f"Member must satisfy regular expression pattern: {pattern}")


def violated(violations: Sequence[str]) -> Refusal:
    """All of them at once, as AWS tells them."""
    noun = "error" if len(violations) == 1 else "errors"
    return Refusal(400, "ValidationException", f"{len(violations)} validation {noun} detected: {'; '.join(violations)}")


def _enumeration(allowed: Sequence[str]) -> str:
    return f"Member must satisfy enum value set: [{', '.join(_ORDERS.get(frozenset(allowed), allowed))}]"


def _failed(value: object, place: str, constraint: str) -> str:
    return f"Value '{value}' at '{place}' failed to satisfy constraint: {constraint}"
