"""IAM's users and STS's sessions of moto, in this process: who an access key belongs to, and what they may do."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from moto.iam.models import IAMBackend, User, iam_backends
from moto.sts.models import AssumedRole, sts_backends

from emulator.data_plane.access.principals import AccessKey, Principal

# The pair that everybody uses with an emulator; it is the account's root user.
ROOT_ACCESS_KEY_ID = "test"
_ROOT_SECRET = "test"  # noqa: S105 - documented, and worth nothing anywhere else
_PARTITION = "aws"


class MotoAccessKeys:
    """Implements `AccessKeys`. Credentials of GetSessionToken and GetFederationToken are moto's examples: unknown."""

    def __init__(self, account_id: str) -> None:
        root = f"arn:aws:iam::{account_id}:root"
        self._root = AccessKey(_ROOT_SECRET, Principal(root, account_id, account_id, "Account"))

    def find(self, access_key_id: str) -> AccessKey | None:
        if access_key_id == ROOT_ACCESS_KEY_ID:
            return self._root
        found = (*_users(access_key_id), *_sessions(access_key_id))
        return found[0] if found else None


def _users(access_key_id: str) -> Iterator[AccessKey]:
    for account_id in tuple(iam_backends):
        backend = iam_backends[account_id][_PARTITION]
        for user in tuple(backend.users.values()):
            for key in tuple(user.access_keys):
                if key.access_key_id == access_key_id and key.status == "Active":
                    yield AccessKey(key.secret_access_key, _user(user, backend))


def _user(user: User, backend: IAMBackend) -> Principal:
    groups = [group for group in tuple(backend.groups.values()) if user in group.users]
    return Principal(
        arn=user.arn,
        account_id=user.account_id,
        principal_id=user.id,
        kind="User",
        user_name=user.name,
        policies=tuple(_documents((user, *groups))),
    )


def _sessions(access_key_id: str) -> Iterator[AccessKey]:
    for account_id in tuple(sts_backends):
        session = sts_backends[account_id][_PARTITION].get_assumed_role_from_access_key(access_key_id)
        if session is not None:
            expires = session.expiration.replace(tzinfo=UTC).timestamp()
            yield AccessKey(session.secret_access_key, _role(session), session.session_token, expires)


def _role(session: AssumedRole) -> Principal:
    """A session may be of a role that there is not: then it may do nothing."""
    backend = iam_backends[session.account_id][_PARTITION]
    role = next((role for role in tuple(backend.roles.values()) if role.arn == session.role_arn), None)
    boundary = backend.managed_policies.get(role.permissions_boundary_arn or "") if role else None
    limits = [session.policy] if session.policy else []
    return Principal(
        arn=session.arn,
        account_id=session.account_id,
        principal_id=session.user_id,
        kind="AssumedRole",
        names=frozenset({session.role_arn}),
        policies=tuple(_documents((role,) if role else ())),
        limits=tuple(limits if boundary is None else [*limits, _default_version(boundary)]),
    )


def _documents(holders: Iterable[Any]) -> Iterator[str]:
    """The policies in and at users, groups and roles, which moto keeps alike."""
    for holder in holders:
        yield from tuple(holder.policies.values())
        yield from map(_default_version, tuple(holder.managed_policies.values()))


def _default_version(policy: Any) -> str:
    versions = (version.document for version in policy.versions if version.version_id == policy.default_version_id)
    return str(next(versions, ""))
