"""A REST API's resource policy, and what it and the other policies say together.

The tables are those of the developer guide, "How API Gateway resource policies affect authorization workflow".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from emulator.data_plane.access.denials import denied_to_anonymous
from emulator.data_plane.access.policies import Names, Policy, Verdict
from emulator.data_plane.access.questions import question_of
from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import Refusal

_ALLOW, _DENY, _SILENT = Verdict.ALLOW, Verdict.DENY, Verdict.SILENT

# What the caller's own policy says, then what the API's says. A deny of either side is left out: it always prevails.
_SAME_ACCOUNT: Mapping[tuple[Verdict, Verdict], Verdict] = {
    (_ALLOW, _ALLOW): _ALLOW,
    (_ALLOW, _SILENT): _ALLOW,
    (_SILENT, _ALLOW): _ALLOW,
    (_SILENT, _SILENT): _SILENT,
}
_OTHER_ACCOUNT: Mapping[tuple[Verdict, Verdict], Verdict] = {
    (_ALLOW, _ALLOW): _ALLOW,
    (_ALLOW, _SILENT): _SILENT,
    (_SILENT, _ALLOW): _SILENT,
    (_SILENT, _SILENT): _SILENT,
}


def combined(callers: Verdict, apis: Verdict, *, same_account: bool = True) -> Verdict:
    return (_SAME_ACCOUNT if same_account else _OTHER_ACCOUNT).get((callers, apis), _DENY)


def complete_resources(policy: Policy, api_id: str) -> Policy:
    """`execute-api:/stage/GET/pets` is short for the API's own ARN, whatever its region and account."""
    return Policy(
        tuple(replace(statement, resources=_completed(statement.resources, api_id)) for statement in policy.statements)
    )


def _completed(resources: Names, api_id: str) -> Names:
    short = "execute-api:/"
    patterns = [
        f"arn:*:execute-api:*:*:{api_id}/{pattern.removeprefix(short)}" if pattern.startswith(short) else pattern
        for pattern in resources.patterns
    ]
    return Names(tuple(patterns), resources.is_negated)


def judge_anonymous(policy: Policy | None, call: Call) -> Verdict:
    return _SILENT if policy is None else policy.judge(question_of(call))


@dataclass(frozen=True, slots=True)
class ResourcePolicyAlone:
    """Of a method without authorization: the policy must allow the call explicitly."""

    policy: Policy

    async def authorize(self, call: Call, services: Services) -> Call | Refusal:
        del services
        return require_allow(self.policy, call) or call


def require_allow(policy: Policy | None, call: Call) -> Refusal | None:
    """An API without a policy leaves it to others."""
    if policy is None:
        return None
    question = question_of(call)
    verdict = policy.judge(question)
    if verdict is Verdict.ALLOW:
        return None
    return denied_to_anonymous(question.resource, explicitly=verdict is Verdict.DENY)
