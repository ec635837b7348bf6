"""Who signs requests: what IAM and STS know of an access key, through a port."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Principal:
    """An IAM user, a role's session, or an account's root user, who may do anything.

    `names` are those under which a policy may mean it, beside its account. `policies` are JSON texts, of which one must
    allow what none denies; `limits` (a session policy, a permissions boundary) must each allow it as well.
    """

    arn: str
    account_id: str
    principal_id: str
    kind: str  # as aws:PrincipalType has it: User, AssumedRole, Account
    user_name: str | None = None
    names: frozenset[str] = frozenset()
    policies: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessKey:
    """`session_token` and `expires` (seconds since the epoch) are those of temporary credentials."""

    secret: str = field(repr=False)
    principal: Principal
    session_token: str | None = field(default=None, repr=False)
    expires: float | None = None


class AccessKeys(Protocol):
    def find(self, access_key_id: str) -> AccessKey | None:
        """None for a key that there is not, or that is not active."""


class NoAccessKeys:
    def find(self, access_key_id: str) -> AccessKey | None:
        del access_key_id
        return None
