"""What a Lambda authorizer's function returns: read strictly, as API Gateway reads it.

The form is that of the developer guide, "Output from an API Gateway Lambda authorizer".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType

from emulator.data_plane.access.conditions import PolicyError
from emulator.data_plane.access.policies import Policy, Statement, parse_policy
from emulator.snapshot import Wire

_MEMBERS = frozenset({"principalId", "policyDocument", "context", "usageIdentifierKey"})
_LONGEST_RESOURCE = 512


@dataclass(frozen=True, slots=True)
class AuthorizerResult:
    """`context` holds texts alone: AWS makes texts of numbers and booleans wherever it passes them on."""

    principal_id: str
    policy: Policy
    document: Wire  # as it was returned
    context: Mapping[str, str]
    usage_identifier_key: str | None


@dataclass(frozen=True, slots=True)
class Malformed:
    reason: str  # a sentence, for the logs


def read_authorizer_result(payload: bytes) -> AuthorizerResult | Malformed:
    try:
        result = json.loads(payload)
    except (ValueError, RecursionError):
        return Malformed("Invalid JSON in response")
    if not isinstance(result, dict):
        return Malformed("The authorizer's result is not an object.")
    fault = next((sentence for is_fault, sentence in _FAULTS if is_fault(result)), None)
    if fault is not None:
        return Malformed(f"The authorizer's {fault}.")
    try:
        policy = parse_policy(result.get("policyDocument"))
    except PolicyError as error:
        return Malformed(f"Invalid authorizer policy document. {error}")
    if any(map(_names_too_much, policy.statements)):
        return Malformed(f"A Resource of the policy is longer than {_LONGEST_RESOURCE} characters.")
    context = {name: _text(value) for name, value in (result.get("context") or {}).items() if value is not None}
    key = result.get("usageIdentifierKey")
    return AuthorizerResult(result["principalId"], policy, result, context, key)


def _names_nobody(result: Wire) -> bool:
    principal_id = result.get("principalId")
    return not isinstance(principal_id, str) or not principal_id


_FAULTS: tuple[tuple[Callable[[Wire], bool], str], ...] = (
    (lambda result: not result.keys() <= _MEMBERS, f"result has other members than {', '.join(sorted(_MEMBERS))}"),
    (_names_nobody, "result has no principalId"),
    (lambda result: not isinstance(result.get("usageIdentifierKey", ""), (str, NoneType)), "usage key is not a text"),
    (lambda result: not isinstance(result.get("context"), (dict, NoneType)), "context is not an object"),
    (
        lambda result: any(isinstance(value, (dict, list)) for value in (result.get("context") or {}).values()),
        "context holds an object or an array",
    ),
)


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _names_too_much(statement: Statement) -> bool:
    return any(len(pattern) > _LONGEST_RESOURCE for pattern in statement.resources.patterns)
