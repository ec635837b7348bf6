"""A body that breaks a rule of its schema, or is no JSON, is refused; the refusal says where."""

from collections.abc import Iterator

from conformance.addresses import nobodys
from conformance.bodies import full
from conformance.probing import probe
from conformance.reading import request_schema
from conformance.refusals import INVALID, refused
from conformance.sending import bodies, first_body, headers_of, is_looked_at
from conformance.spoilt import Spoilt, no_json, of_schema, spread
from conformance.stage import Answer, Stage
from contract import Document, Operation

BAD = "A body that breaks its schema is refused"
POINTS = "A refusal points to what is wrong"
MOST = 40


@probe(is_looked_at)
def bad_bodies_are_refused(stage: Stage) -> None:
    """Of each example, with all properties that there are: every property and every rule come up."""
    path = nobodys(stage.document, stage.operation)
    for bad in bad_bodies(stage.document, stage.operation):
        answer = stage.ask(path=path, headers=headers_of(stage), body=bad.body)
        refused(stage, answer, INVALID, promise=BAD, what=bad.said)
        _points(stage, answer, bad)


def bad_bodies(document: Document, operation: Operation) -> list[Spoilt]:
    general = list(no_json(document, request_schema(document, operation), first_body(document, operation)))
    return general + spread(_of_schemas(document, operation), MOST - len(general))


def _of_schemas(document: Document, operation: Operation) -> Iterator[Spoilt]:
    """Once for each schema of a property, however many branches have it."""
    seen = set()
    for schema, example in bodies(document, operation):
        for bad in of_schema(document, schema, full(document, schema, example)):
            if bad.rule not in seen:
                seen.add(bad.rule)
                yield bad


def _points(stage: Stage, answer: Answer, bad: Spoilt) -> None:
    """If it points anywhere: to the place, or to what holds it, and to nowhere else."""
    pointers = [str(each.get("pointer")) for each in answer.json.get("errors", ())]
    if bad.pointer is not None and not all(leads_to(each, bad.pointer) for each in pointers):
        stage.broken(POINTS, f"{bad.said}. It points to {', '.join(map(repr, pointers))}.", answer, answer)


def leads_to(pointer: str, place: str) -> bool:
    """To the place, to what directly holds it, or into it."""
    return pointer in (place, place.rpartition("/")[0]) or pointer.startswith(f"{place}/")
