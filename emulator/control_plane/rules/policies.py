"""Resource policies as AWS keeps them: short names of resources in full, lists of one thing as that thing."""

import json
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_SHORT = "execute-api:/"


def refuse_policy(text: str) -> Refusal | None:
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        policy = None
    if isinstance(policy, dict):
        return None
    return bad_request("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.")


def with_full_policy(api: Document, region: str, account_id: str) -> Document:
    """The API with its policy as AWS shows it; refuse_policy has seen it."""
    if not api.get("policy"):
        return {name: value for name, value in api.items() if name != "policy"}
    policy = json.loads(api["policy"])
    arn = f"arn:aws:execute-api:{region}:{account_id}:{api['id']}/"
    statements = policy.get("Statement")
    if isinstance(statements, list):
        policy["Statement"] = [_full(statement, arn) for statement in statements]
    return {**api, "policy": json.dumps(policy, separators=(",", ":"))}


def _full(statement: Any, arn: str) -> Any:
    if not isinstance(statement, dict):
        return statement
    full = dict(statement)
    for member in ("Resource", "NotResource"):
        if member in full:
            full[member] = _each(full[member], arn)
    for member in ("Action", "NotAction", "Resource", "NotResource"):
        if isinstance(full.get(member), list) and len(full[member]) == 1:
            [full[member]] = full[member]
    return full


def _each(resources: Any, arn: str) -> Any:
    if isinstance(resources, list):
        return [_each(resource, arn) for resource in resources]
    if isinstance(resources, str) and resources.startswith(_SHORT):
        return arn + resources.removeprefix(_SHORT)
    return resources
