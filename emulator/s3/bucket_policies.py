"""What a bucket's policy says of a request.

moto takes a denial for met whatever its conditions say: a bucket that denies insecure transport denied everything.

Of a request only its transport is known here: a statement that asks for more is taken for not met.
"""

import json
from functools import lru_cache
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from emulator.data_plane.access.conditions import PolicyError
from emulator.data_plane.access.policies import Policy, Question, Verdict, parse_policy

_KEPT_POLICIES = 100
# On AWS nobody need use another: the emulator has no TLS, and stands for what has.
_CIRCUMSTANCES = {"aws:securetransport": ("true",), "s3:tlsversion": ("1.3",)}
_RESULTS = {
    Verdict.DENY: PermissionResult.DENIED,
    Verdict.ALLOW: PermissionResult.PERMITTED,
    Verdict.SILENT: PermissionResult.NEUTRAL,
}


def heed_conditions() -> None:
    bucket: Any = FakeBucket
    bucket.get_permission = _permission


def _permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
    policy = None if bucket.policy is None else _read(bytes(bucket.policy))
    if policy is None:
        return PermissionResult.NEUTRAL
    return _RESULTS[policy.judge(Question(action, resource, lambda key: _CIRCUMSTANCES.get(key, ())))]


@lru_cache(_KEPT_POLICIES)
def _read(document: bytes) -> Policy | None:
    try:
        policy = parse_policy(json.loads(document))
    except (ValueError, RecursionError, PolicyError):
        return None
    known = (
        statement
        for statement in policy.statements
        if all(condition.key in _CIRCUMSTANCES for condition in statement.conditions)
    )
    return Policy(tuple(known))
