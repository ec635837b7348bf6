"""A function's resource-based policy: whether API Gateway may invoke it on behalf of one method or authorizer."""

from collections.abc import Iterable, Mapping
from typing import Any

_ACTIONS = frozenset({"lambda:invokefunction", "lambda:*", "*"})
_SERVICE = "apigateway.amazonaws.com"
_EVERYBODY = "*"
# Keys of conditions, which are not case-sensitive.
_SOURCE_ARN = "aws:sourcearn"
_SOURCE_ACCOUNT = "aws:sourceaccount"


def lets_in(statements: Iterable[Mapping[str, Any]], function_arn: str, source_arn: str, source_account: str) -> bool:
    """`function_arn` as it is invoked: a permission for the bare function is none for its aliases and versions."""
    request = {_SOURCE_ARN: source_arn, _SOURCE_ACCOUNT: source_account}
    return any(_allows(statement, function_arn, request) for statement in statements)


def matches(pattern: str, arn: str) -> bool:
    """ArnLike: each of the first five parts for itself, the sixth with whatever colons it has."""
    patterns, parts = pattern.split(":", 5), arn.split(":", 5)
    return len(patterns) == len(parts) and all(map(_matches, patterns, parts))


def _allows(statement: Mapping[str, Any], function_arn: str, request: Mapping[str, str]) -> bool:
    return (
        statement.get("Effect") == "Allow"
        and str(statement.get("Action", "")).lower() in _ACTIONS
        and statement.get("Resource") == function_arn
        and _is_api_gateway(statement.get("Principal"))
        and all(
            _holds(operator, str(expected), request.get(key.lower()))
            for operator, conditions in (statement.get("Condition") or {}).items()
            for key, expected in conditions.items()
        )
    )


def _is_api_gateway(principal: object) -> bool:
    if isinstance(principal, Mapping):
        return principal.get("Service") == _SERVICE or principal.get("AWS") == _EVERYBODY
    return principal in (_SERVICE, _EVERYBODY)


def _holds(operator: str, expected: str, value: str | None) -> bool:
    """A condition of a kind that AddPermission does not make, or on what API Gateway does not tell, does not hold."""
    if value is None:
        return False
    match operator:
        case "ArnLike":
            return matches(expected, value)
        case "StringEquals":
            return expected == value
    return False


def _matches(pattern: str, text: str) -> bool:
    """`*` and `?`, in at most len(pattern) * len(text) steps, where a regular expression may never end."""
    at = position = 0
    star, resumed = -1, 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resumed, at = at, position, at + 1
        elif at < len(pattern) and pattern[at] in ("?", text[position]):
            at, position = at + 1, position + 1
        elif star >= 0:
            resumed += 1
            at, position = star + 1, resumed
        else:
            return False
    return not pattern[at:].strip("*")
