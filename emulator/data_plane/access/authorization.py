"""Who calls, once somebody has said so; and for how long it is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.data_plane.access.policies import Policy, Question, Verdict

_MOST_VERDICTS = 1_000


@dataclass(frozen=True, slots=True)
class Authorization:
    """Who calls, as an authorizer or a signature says.

    `event` is `requestContext.authorizer` of a proxy event and `$context.authorizer` of a template. `variables` are
    what else `$context` has by it, by full name ("authorizer.principalId", "authorize.status"), and `identity` what it
    has for `$context.identity`.
    """

    principal_id: str
    event: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    usage_identifier_key: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What an authorizer has said of an identity: who it is, and by a policy what it may do.

    A verdict that nothing but the resource can change is remembered by it.
    """

    authorization: Authorization
    policy: Policy
    verdicts: dict[str, Verdict] = field(default_factory=dict, compare=False)

    def judge(self, question: Question) -> Verdict:
        known = self.verdicts.get(question.resource)
        if known is not None:
            return known
        verdict = self.policy.judge(question)
        if not self.policy.has_conditions:
            if len(self.verdicts) >= _MOST_VERDICTS:
                self.verdicts.clear()
            self.verdicts[question.resource] = verdict
        return verdict
