"""Faults of status: one that is not documented, one of another kind of answer, one that hides what happened."""

from collections.abc import Iterator

from mutation.changes.payloads import SetAnswer, SetStatus
from mutation.samples import media_sample
from mutation.subject import PROBLEM, Draft, Rotation, Subject

_STRANGE = ("203", "206", "202", "201")
_REFUSALS = (422, 409, 404, 400)
_FAULTS = (503, 500, 502)
# What a client may take for the same, though it is to do something else. Only what is documented is exchanged.
_EXCHANGED = {
    "400": ("422", "404", "413"),
    "401": ("403", "400"),
    "403": ("401", "404"),
    "404": ("403", "400", "409"),
    "409": ("422", "404", "400"),
    "413": ("400", "422"),
    "415": ("400", "422"),
    "422": ("400", "409"),
    "429": ("403", "503"),
}


def statuses(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    if subject.success:
        yield from rotation.choose("status", list(_successes(subject)), lambda each: each.where)


def _successes(subject: Subject) -> Iterator[Draft]:
    status = subject.success
    strange = next(each for each in _STRANGE if each not in subject.responses)
    yield Draft(
        "undocumented status", status, strange, f"{subject.id} answers {strange} for {status}.", SetStatus(int(strange))
    )
    # Passed-on answers may be anything that is documented, so that one refusal is as good as another.
    if refusal := subject.first_of(*_REFUSALS):
        change = SetAnswer(refusal, PROBLEM, subject.problem(refusal))
        yield Draft("success refused", status, str(refusal), f"{subject.id} says {refusal} when it succeeded.", change)
    if fault := subject.first_of(*_FAULTS):
        change = SetAnswer(fault, PROBLEM, subject.problem(fault))
        yield Draft("success as fault", status, str(fault), f"{subject.id} says {fault} when it succeeded.", change)
    yield Draft("undocumented status", status, "307", f"{subject.id} redirects to nowhere.", SetStatus(307))


def exchanged(subject: Subject, status: str) -> Iterator[Draft]:
    """`told`: the problem says the wrong status as well, so that only who knows the kinds of problems sees it."""
    for other in (each for each in _EXCHANGED.get(status, ()) if each in subject.responses):
        said = f"{subject.id} answers {other} where {status} is due"
        yield Draft("error exchanged", status, f"{other}-told", f"{said}.", SetStatus(int(other), told=True))
        yield Draft("error exchanged", status, other, f"{said}, and its problem says {status}.", SetStatus(int(other)))
        return


def accepted(subject: Subject, status: str) -> Iterator[Draft]:
    success = subject.success
    media = subject.media(success)
    if media:
        value = media_sample(subject.document, media)
        said = f"{subject.id} answers {success} where {status} is due, with a body that looks well."
        yield Draft("error as success", status, success, said, SetAnswer(int(success), "application/json", value))
