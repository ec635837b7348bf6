"""Requests that are not looked at: parameters and properties that count for nothing, and bad ones that are taken."""

import json
from collections.abc import Iterator

from contract.document import Json
from mutation.changes.effects import DoneTwice
from mutation.changes.repairs import MENDS
from mutation.changes.requests import (
    CutHeader,
    DropHeader,
    DropProperty,
    DropQuery,
    FirstValue,
    ForgiveHeader,
    ForgiveQuery,
    MendBody,
    ReplaceBody,
    RetypeBody,
)
from mutation.places import LAST, places
from mutation.samples import media_sample
from mutation.subject import Draft, Rotation, Subject

_LENIENT = 3
_PROPERTIES = 2
_KEY_LENGTH = 32
_JSON = "application/json"


def requests(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    yield from _queries(subject, rotation)
    yield from _headers(subject, rotation)
    media = subject.body
    if media is not None:
        yield from _bodies(subject, media, rotation)


def _queries(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    names = [each["name"] for each in subject.parameters("query")]
    for name in names:
        said = f"{subject.id} takes no notice of `{name}`."
        yield Draft("query ignored", "", name, said, DropQuery(name))
    for name in rotation.choose("forgiven", names, str):
        said = f"{subject.id} takes a bad `{name}` for none."
        yield Draft("bad input accepted", "", f"query-{name}", said, ForgiveQuery(name))


def _headers(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    for header in subject.parameters("header"):
        name, schema = header["name"], subject.document.resolve(header.get("schema", {}))
        said = f"{subject.id} takes no notice of {name}."
        yield Draft("header ignored", "", name, said, DropHeader(name))
        if "pattern" in schema:
            said = f"{subject.id} takes a bad {name} for none."
            yield Draft("bad input accepted", "", f"header-{name}", said, ForgiveHeader(name))
        if subject.creates:
            yield from _keys(subject, name, rotation)


def _keys(subject: Subject, name: str, rotation: Rotation) -> Iterator[Draft]:
    """Of a header that makes a repeated POST one."""
    cut = f"Two values of {name} are one to {subject.id} when their first {_KEY_LENGTH} characters are."
    one = f"All values of {name} are one to {subject.id}."
    twice = f"{subject.id} creates a second time behind the back of the one who sent a {name}."
    drafts = (
        Draft("key confused", "", f"{name}-cut", cut, CutHeader(name, _KEY_LENGTH)),
        Draft("key confused", "", f"{name}-one", one, FirstValue(name)),
        Draft("done twice", "", name, twice, DoneTwice(name)),
    )
    yield from rotation.choose("key", drafts, lambda each: each.where)


def _bodies(subject: Subject, media: Json, rotation: Rotation) -> Iterator[Draft]:
    document, schema = subject.document, media.get("schema", {})
    found = places(document, schema)
    optional = [each for each in found if each.path and each.path[-1] != LAST and not each.required]
    for place in rotation.choose("optional", optional, lambda each: each.name, _PROPERTIES):
        said = f"{subject.id} takes no notice of `{place.name}`."
        yield Draft("property ignored", "", place.name, said, DropProperty(place.path))
    yield from rotation.choose("lenient", list(_lenient(subject, media)), lambda each: each.where, _LENIENT)
    if found[0].schema.get("required") or len(found) > 1:
        said = f"{subject.id} reads a body of any content type as {_JSON}."
        yield Draft("content type ignored", "", "any", said, RetypeBody(_JSON))


def _lenient(subject: Subject, media: Json) -> Iterator[Draft]:
    """Nothing of a body that may be anything."""
    document, schema = subject.document, media.get("schema", {})
    found = places(document, schema)
    keywords = [word for word in MENDS if any(_checks(each.schema, word) for each in found[1:])]
    for word in keywords:
        said = f"{subject.id} mends what breaks `{word}` instead of refusing it."
        yield Draft("bad input accepted", "", f"body-{word}", said, MendBody(document, schema, word))
    example = json.dumps(media_sample(document, media)).encode()
    for status in (400, 413):
        if keywords and str(status) in subject.responses:
            said = f"{subject.id} takes a body that it is to refuse with {status} for another one."
            yield Draft("bad input accepted", "", f"any-{status}", said, ReplaceBody(frozenset({status}), example))


def _checks(schema: Json, word: str) -> bool:
    if word == "additionalProperties":
        return schema.get(word) is False
    if word == "format":
        return schema.get(word) == "uuid"
    return bool(schema.get(word))
