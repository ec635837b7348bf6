"""Faults in the bodies of successes: what a schema forbids, what only the contract's words do, and broken bytes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mutation.changes.payloads import BODY_EDITS, EditBody, SetAnswer, SetHeader
from mutation.changes.values import EditValue
from mutation.places import LAST, Place
from mutation.subject import Draft, Rotation, Subject

_STRICT = 3
_WORDS = 3
_ORDERED = re.compile(r"\b(first|order|best)\b")
_FORMATS = {"uuid", "date-time", "date", "uri"}


@dataclass(frozen=True, slots=True)
class _Fault:
    """A kind of fault, the edit that makes it, the places that it may be in, and what is said of it."""

    kind: str
    edit: str
    fits: Callable[[Place], bool]
    said: str


def _has(*words: str) -> Callable[[Place], bool]:
    return lambda place: any(word in place.schema for word in words)


def _is(*types: str) -> Callable[[Place], bool]:
    return lambda place: place.schema.get("type") in types and "enum" not in place.schema


def _free_text(place: Place) -> bool:
    return _is("string")(place) and not any(word in place.schema for word in ("format", "minLength", "pattern"))


def _limited_below(place: Place) -> bool:
    return "minimum" in place.schema or any(place.schema.get(word) for word in ("minLength", "minItems"))


def _ordered(place: Place) -> bool:
    return _is("array")(place) and bool(_ORDERED.search(place.schema.get("description", "")))


# What the schema forbids.
_SCHEMA = (
    _Fault("missing field", "missing", lambda place: place.required, "lacks {}"),
    _Fault("null", "null", lambda place: "type" in place.schema and not place.schema.get("nullable"), "has null as {}"),
    _Fault("wrong type", "wrong-type", _has("type"), "has {} of another type"),
    _Fault("extra field", "extra-field", lambda place: place.schema.get("additionalProperties") is False,
           "has an unknown field in {}"),
    _Fault("out of enum", "out-of-enum", lambda place: place.schema.get("type") == "string" and "enum" in place.schema,
           "has an unknown value as {}"),
    _Fault("below minimum", "below-minimum", _limited_below, "has less than the minimum in {}"),
    _Fault("beyond maximum", "beyond-maximum", _has("maximum", "maxItems"), "has more than the maximum in {}"),
    _Fault("broken format", "broken-format", lambda place: place.schema.get("format") in _FORMATS,
           "has {} in a format of its own"),
    _Fault("fraction", "fraction", _is("integer"), "has a fraction in {}"),
)  # fmt: skip

# What its words, its links or a second look forbid. `2`: on each second answer only.
_WORDED = (
    (_Fault("array reversed", "array-reversed", _ordered, "has {} in reverse"), 1),
    (_Fault("items swapped", "items-swapped", _ordered, "has the last two of {} swapped"), 1),
    (_Fault("number off by one", "off-by-one", _is("integer", "number"), "has {} off by one, each second time"), 2),
    (_Fault("boolean turned", "turned", _is("boolean"), "has {} turned around"), 1),
    (_Fault("text emptied", "emptied", _free_text, "has an empty {}"), 1),
    (_Fault("text cut", "cut", _free_text, "has {} without its last character"), 1),
    (_Fault("other choice", "other-choice", lambda place: len(place.schema.get("enum", ())) > 1,
            "has another of the known values as {}"), 1),
    (_Fault("other id", "other-id", lambda place: place.schema.get("format") == "uuid", "names another {}"), 1),
    (_Fault("time shifted", "earlier", lambda place: place.schema.get("format") in {"date-time", "date"},
            "has {} twenty years earlier"), 1),
    (_Fault("value forgotten", "forgotten", lambda place: bool(place.schema.get("nullable")), "has null as {}"), 1),
    (_Fault("array emptied", "array-emptied", _is("array"), "has an empty {}"), 1),
    (_Fault("array shortened", "array-shortened", _is("array"), "lacks the last of {}"), 1),
    (_Fault("array doubled", "array-doubled", _is("array"), "has {} twice over"), 1),
    (_Fault("item repeated", "item-repeated", _is("array"), "has the last of {} twice"), 1),
)  # fmt: skip

_TYPES: Mapping[str, str | None] = {
    "text/html": "text/html",
    "text/plain": "text/plain; charset=utf-8",
    "octets": "application/octet-stream",
    "none": None,
}


def answers(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    status = subject.success
    if not subject.media(status):
        if status:
            change = SetAnswer(200, "application/json", {"done": True})
            said = f"{subject.id} answers 200 with a body for {status}."
            yield Draft("unexpected body", status, "200", said, change)
        return
    yield from _forbidden(subject, rotation)
    yield from _worded(subject, rotation)
    yield from _bytes(subject, rotation)


def _forbidden(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    inner = [each for each in subject.places(subject.success) if each.path]
    possible = [fault for fault in _SCHEMA if any(fault.fits(place) for place in inner)]
    for fault in rotation.choose("schema", possible, lambda each: each.kind, _STRICT):
        yield from _placed(subject, rotation, fault, inner, 1)


def _worded(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    """What has been taken in for later may well have values that are not known yet."""
    later = subject.success != "200"
    inner = [each for each in subject.places(subject.success) if each.path and each.path[-1] != LAST]
    possible = [
        (fault, every)
        for fault, every in _WORDED
        if any(map(fault.fits, inner)) and not (later and fault.edit == "forgotten")
    ]
    for fault, every in rotation.choose("words", possible, lambda each: each[0].kind, _WORDS):
        yield from _placed(subject, rotation, fault, inner, every)


def _placed(subject: Subject, rotation: Rotation, fault: _Fault, inner: list[Place], every: int) -> Iterator[Draft]:
    fitting = [place for place in inner if fault.fits(place)]
    least = min(place.doubts for place in fitting)
    # What is read may be in any state; what has just been made or done has no more than it must.
    likely = [place for place in fitting if place.doubts <= max(least, subject.method == "GET")]
    for place in rotation.choose(fault.kind, likely, lambda each: each.member, cost=lambda each: -len(each.path)):
        said = f"{subject.id} answers {subject.success} and {fault.said.format(place.name)}."
        change = EditValue.of(place, fault.edit, every)
        yield Draft(fault.kind, subject.success, place.name, said, change)


def _bytes(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    status = subject.success
    said = f"{subject.id} answers {status}"
    drafts = [
        *(Draft("broken body", status, edit, f"{said} with no JSON: {edit}.", EditBody(edit)) for edit in BODY_EDITS),
        *(
            Draft("wrong content type", status, name, f"{said} as {name}.", SetHeader("Content-Type", value))
            for name, value in _TYPES.items()
        ),
    ]
    yield from rotation.choose("bytes", drafts, lambda each: each.where)
