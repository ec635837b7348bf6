"""A function's resource-based policy: whether API Gateway may invoke it on behalf of one method or authorizer."""

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.wildcards import is_arn_match

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
            return is_arn_match(expected, value)
        case "StringEquals":
            return expected == value
    return False
