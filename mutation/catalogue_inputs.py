"""Classes of good input on which an operation fails, or which it refuses."""

from collections.abc import Iterator

from mutation.changes.inputs import Input, Stumble
from mutation.places import LAST, Place, places
from mutation.subject import Draft, Rotation, Subject

_FAULTS = (500, 502, 503)
_LONG_HEADER = 200
# A text that a suite can send a few times without being a burden.
_LONG = 10_000


def inputs(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    classes = list(dict.fromkeys(_classes(subject)))
    fault = subject.first_of(*_FAULTS)
    for each in rotation.choose("class", classes, lambda each: each.kind):
        if fault:
            said = f"{subject.id} answers {fault} where the input is of the class: {_said(each)}."
            change = Stumble(each, fault, tuple(subject.problem(fault).items()))
            yield Draft("fault on input", "", _said(each), said, change)
    for each in rotation.choose("class", classes, lambda each: each.kind):
        if subject.first_of(400):
            said = f"{subject.id} refuses good input of the class: {_said(each)}."
            change = Stumble(each, 400, tuple(subject.problem(400).items()), well=True)
            yield Draft("good input refused", "", _said(each), said, change)


def _said(each: Input) -> str:
    return "-".join(filter(None, (each.kind, each.name, f"{each.value:g}" if each.value else "")))


def _classes(subject: Subject) -> Iterator[Input]:
    query = [(each["name"], subject.document.resolve(each.get("schema", {}))) for each in subject.parameters("query")]
    for name, schema in query:
        yield Input("property", name)
        yield from (Input("number", name, schema[word]) for word in ("maximum", "minimum") if word in schema)
    if len(query) > 1:
        yield Input("parameters")
    for header in subject.parameters("header"):
        if subject.document.resolve(header.get("schema", {})).get("maxLength", 0) > _LONG_HEADER:
            yield Input("header", header["name"], _LONG_HEADER)
    if subject.body is not None:
        yield from _of_body(places(subject.document, subject.body.get("schema", {})))


def _of_body(found: tuple[Place, ...]) -> Iterator[Input]:
    yield Input("spacing")
    yield Input("charset")
    if any(_free(each) for each in found):
        yield from (Input(kind) for kind in ("astral", "not-ascii", "blank", "quoted", "control", "escapes", "nul"))
    for place in found:
        schema, named = place.schema, bool(place.path) and place.path[-1] != LAST
        if named and not place.required:
            yield Input("property", place.member)
        if named:
            yield from (
                Input("number", place.member, schema[word]) for word in ("maximum", "minimum") if word in schema
            )
            lengths = (schema.get(word, 0) for word in ("maxLength", "maxItems", "minLength", "minItems"))
            yield from (Input("length", place.member, length) for length in lengths if 0 < length < _LONG)


def _free(place: Place) -> bool:
    schema = place.schema
    return schema.get("type") == "string" and not any(word in schema for word in ("enum", "format", "pattern"))
