"""Compiling a method's authorization, by its type: a further type is a row here."""

import json
from collections.abc import Callable, Mapping

from emulator.data_plane.access.cognito_authorizer import compile_cognito_authorizer
from emulator.data_plane.access.conditions import PolicyError
from emulator.data_plane.access.iam_authorizer import IamAuthorizer
from emulator.data_plane.access.lambda_authorizer import compile_lambda_authorizer
from emulator.data_plane.access.misconfigured import MisconfiguredAuthorizer
from emulator.data_plane.access.policies import Policy, parse_policy
from emulator.data_plane.access.resource_policies import ResourcePolicyAlone, complete_resources
from emulator.data_plane.calls import Authorizer
from emulator.data_plane.errors import CompileError
from emulator.snapshot import Wire

# Authorization types to the types of authorizer that they may name, and what compiles one.
_AUTHORIZERS: Mapping[tuple[str, str], Callable[[Wire, Wire, Policy | None], Authorizer]] = {
    ("CUSTOM", "TOKEN"): compile_lambda_authorizer,
    ("CUSTOM", "REQUEST"): compile_lambda_authorizer,
    ("COGNITO_USER_POOLS", "COGNITO_USER_POOLS"): compile_cognito_authorizer,
}


def compile_resource_policy(api: Wire) -> Policy | None:
    """Raises CompileError for what is not a policy."""
    text = api.get("policy")
    if not text:
        return None
    try:
        return complete_resources(parse_policy(json.loads(text)), api["id"])
    except (PolicyError, ValueError) as error:
        raise CompileError(f"Invalid policy document. {error}") from error


def compile_authorizer(method: Wire, authorizers: Mapping[str, Wire], policy: Policy | None) -> Authorizer | None:
    """None for a method that anybody may call. `policy` is the API's resource policy."""
    kind = method.get("authorizationType") or "NONE"
    if kind == "NONE":
        return None if policy is None else ResourcePolicyAlone(policy)
    if kind == "AWS_IAM":
        return IamAuthorizer(policy)
    wire = authorizers.get(method.get("authorizerId") or "") or {}
    compile_ = _AUTHORIZERS.get((kind, wire.get("type") or ""))
    if compile_ is None:
        return MisconfiguredAuthorizer(f"A method with the authorization type {kind} has no authorizer for it.")
    return compile_(wire, method, policy)
