"""A body that is as the contract says is taken, however unusual it is."""

from collections.abc import Iterator

from conformance.nasty import REFUSABLE, Nasty, nasty
from conformance.probing import probe
from conformance.reading import path_parameters, success
from conformance.sending import bodies, headers_of, is_looked_at
from conformance.stage import Stage
from contract import Document, Operation

TAKEN = "A body that fits its schema is taken"


def is_callable(document: Document, operation: Operation) -> bool:
    return is_looked_at(document, operation) and not path_parameters(document, operation)


@probe(is_callable, late=True)
def nasty_bodies_are_taken(stage: Stage) -> None:
    """Of each example: unusual texts, the least and the most of everything, JSON as few write it."""
    status = int(success(stage.document, stage.operation)[0])
    for each in nasty_bodies(stage.document, stage.operation):
        answer = stage.ask(headers=headers_of(stage), body=each.body)
        refusable = each.kind in REFUSABLE and "422" in stage.operation.raw["responses"]
        if answer.status != status and not (refusable and answer.status == 422):
            stage.broken(TAKEN, f"One with {each.kind} was answered {answer.status}, not {status}.", answer, answer)


def nasty_bodies(document: Document, operation: Operation) -> Iterator[Nasty]:
    """Examples of the same schema would be alike once they have every property."""
    seen = []
    for schema, example in bodies(document, operation):
        if schema not in seen:
            seen.append(schema)
            yield from nasty(document, schema, example)
