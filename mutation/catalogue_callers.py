"""Credentials that are not looked at, and teams that see each other's data."""

from collections.abc import Iterator

from mutation.changes.callers import AnyOwner, NoScopes, OneForAll, OpenDoor, OtherTeam
from mutation.changes.effects import Replay
from mutation.subject import Draft, Rotation, Subject

_ALL = frozenset({"path", "query", "body"})


def callers(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    if subject.secured:
        doors = [
            Draft("auth skipped", "", "none", f"{subject.id} asks for no token.", OpenDoor(bare=True)),
            Draft("auth skipped", "", "any", f"{subject.id} takes any token.", OpenDoor(bare=False)),
        ]
        if subject.scoped:
            said = f"{subject.id} does not ask for its scope."
            doors.append(Draft("scope skipped", "", "", said, NoScopes()))
        yield from rotation.choose("door", doors, lambda each: each.where)
    if subject.owned:
        yield from rotation.choose("tenant", list(_tenants(subject)), lambda each: each.where)


def _tenants(subject: Subject) -> Iterator[Draft]:
    kind = "another tenant's data"
    yield Draft(kind, "", "other-team", f"{subject.id} serves a team as if it were another.", OtherTeam())
    yield Draft(kind, "", "one-for-all", f"{subject.id} serves every team as if it were one.", OneForAll())
    if subject.named and "404" in subject.responses:
        yield Draft(kind, "", "any-owner", f"{subject.id} finds what is another team's.", AnyOwner())
    if subject.method == "GET":
        said = f"{subject.id} answers a team from a cache that another one has filled."
        yield Draft(kind, "", "shared-cache", said, Replay(_ALL))
