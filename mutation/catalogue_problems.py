"""Faults in refusals: one for each that a suite can provoke, and all kinds of them over the whole catalogue."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contract.document import Json
from mutation.catalogue_headers import documented
from mutation.catalogue_statuses import accepted, exchanged
from mutation.changes.payloads import EditBody, EditProblem, SetHeader
from mutation.changes.values import EditValue
from mutation.places import LAST, Place, places
from mutation.subject import PROBLEM, Draft, Rotation, Subject

_OF_CALLERS = {"401", "403", "429"}  # which are answered in front of all else
_OTHER_ID = "00000000-0000-4000-8000-000000000000"
_LEAKS = {
    "stack-trace": '{} Traceback (most recent call last): File "/var/task/handlers/run.py", line 12, in handler',
    "arn": "{} (arn:aws:lambda:us-east-1:123456789012:function:facade-local-run)",
    "path": "{} See /opt/python/lib/python3.13/site-packages/boto3/session.py.",
    "exception": "{} botocore.exceptions.ClientError: ConditionalCheckFailedException",
    "address": "{} (10.0.12.7:8000)",
}


def problems(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    for status in provoked(subject):
        drafts = [draft for make in _FAMILIES for draft in make(subject, status)]
        yield from rotation.choose("problem", drafts, lambda each: f"{each.kind} {_group(each)}")


def provoked(subject: Subject) -> list[str]:
    """The documented refusals that a suite can bring about on a stage that is well. A plain 422 of a body is up to the
    model, 409 of an operation that is no action on a thing to a race, and what may be passed on as it came to others.
    """
    found = [status for status in subject.responses if status in _PROVOKED and _PROVOKED[status](subject)]
    return [status for status in found if status in _OF_CALLERS or not _passed_on(subject, status)]


def _passed_on(subject: Subject, status: str) -> bool:
    other = subject.media(status, "application/json")
    return other is not None and "required" not in subject.document.resolve(other.get("schema", {}))


def _sends(subject: Subject) -> bool:
    return subject.body is not None or bool(subject.parameters("query") or subject.parameters("header"))


_PROVOKED: Mapping[str, Callable[[Subject], bool]] = {
    "400": lambda subject: _sends(subject) or subject.named,
    "401": lambda subject: subject.secured,
    "403": lambda subject: subject.scoped,
    "404": lambda subject: bool(subject.parameters("path")),
    "409": lambda subject: subject.about is not None,
    "413": lambda subject: subject.body is not None,
    "415": lambda subject: subject.body is not None,
    "422": lambda subject: bool(subject.parameters("query") or (subject.body and subject.parameters("header"))),
    "429": lambda subject: subject.secured,
}


def _group(draft: Draft) -> str:
    """Members come up by their names; of an exchange, each status in its turn."""
    return draft.response if draft.kind == "error exchanged" else draft.where


def _schema(subject: Subject, status: str) -> Json | None:
    media = subject.media(status, PROBLEM)
    return media.get("schema") if media else None


def _members(subject: Subject, status: str) -> dict[str, Place]:
    schema = _schema(subject, status)
    found = places(subject.document, schema) if schema else ()
    return {str(each.path[0]): each for each in found if len(each.path) == 1}


def _edited(subject: Subject, status: str) -> Iterator[Draft]:
    """A member that is not required is changed where it is there."""
    for name, place in _members(subject, status).items():
        if place.required:
            said = f"{subject.id}'s problem of {status} lacks `{name}`."
            yield Draft("problem lacks member", status, name, said, EditValue.of(place, "missing"))
            said = f"{subject.id}'s problem of {status} has null as `{name}`."
            yield Draft("problem has null", status, name, said, EditValue.of(place, "null"))
            said = f"{subject.id}'s problem of {status} has `{name}` of another type."
            yield Draft("problem of wrong type", status, name, said, EditValue.of(place, "wrong-type"))


def _told(subject: Subject, status: str) -> Iterator[Draft]:
    members = _members(subject, status)
    wrong: list[tuple[str, str, Any]] = [
        ("status", "other", 418),
        ("type", "blank", "about:blank"),
        ("type", "other-kind", _other_kind(subject, status)),
        ("title", "empty", ""),
        ("detail", "empty", ""),
        ("requestId", "other", _OTHER_ID),
        *(("detail", name, text) for name, text in _LEAKS.items()),
    ]
    for member, name, value in wrong:
        if member in members and value is not None:
            kind = "internals leaked" if name in _LEAKS else "problem says something else"
            said = f"{subject.id}'s problem of {status} has as `{member}`: {name}."
            yield Draft(kind, status, f"{member}-{name}", said, EditProblem(((member, value),)))


def _other_kind(subject: Subject, status: str) -> str | None:
    """The `type` that another of the operation's refusals has."""
    others = (each for each in subject.responses if each[0] in "45" and each != status)
    return next((kind for each in others if (kind := subject.problem(int(each)).get("type"))), None)


def _pointers(subject: Subject, status: str) -> Iterator[Draft]:
    """What tells where a request is wrong is a JSON pointer into it."""
    schema = _schema(subject, status)
    if schema and status == "400" and subject.body is not None:
        for place in places(subject.document, schema):
            if place.path[-2:] == (LAST, "pointer"):
                said = f"{subject.id}'s problem of {status} points to a place that the request has not."
                yield Draft("problem misleads", status, place.name, said, EditValue.of(place, "nowhere"))
                said = f"{subject.id}'s problem of {status} has a pointer that is none."
                yield Draft("problem misleads", status, "no-pointer", said, EditValue.of(place, "dotted"))


def _formed(subject: Subject, status: str) -> Iterator[Draft]:
    said = f"{subject.id}'s problem of {status}"
    if not _passed_on(subject, status):
        json_type = SetHeader("Content-Type", "application/json")
        yield Draft("wrong content type", status, "json", f"{said} comes as application/json.", json_type)
    yield Draft(
        "wrong content type", status, "html", f"{said} comes as text/html.", SetHeader("Content-Type", "text/html")
    )
    for edit in ("truncated", "empty"):
        yield Draft("broken body", status, edit, f"{said} is {edit}.", EditBody(edit))


def _headed(subject: Subject, status: str) -> Iterator[Draft]:
    """Headers that its successes have not; the others are tried there."""
    common = {name.lower() for name in subject.headers(subject.success)} if subject.success else set()
    own = [name for name in subject.headers(status) if name.lower() not in common]
    yield from documented(subject, status, own)


_FAMILIES = (_edited, _headed, exchanged, _told, accepted, _pointers, _formed)
