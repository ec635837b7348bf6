"""What a body is sent with, so that nothing but the body is looked at."""

import uuid
from collections.abc import Iterator
from typing import Any

from conformance.addresses import is_passed_on
from conformance.bodies import Schema, chosen
from conformance.reading import IDEMPOTENCY_KEY, is_idempotent_by_key, request_examples, request_schema
from conformance.stage import Stage
from contract import Document, Operation


def is_looked_at(document: Document, operation: Operation) -> bool:
    """Whether it takes JSON, has an example of it, and does not pass on whatever comes."""
    shown = bool(request_examples(document, operation))
    return shown and isinstance(first_body(document, operation), dict) and not is_passed_on(document, operation)


def first_body(document: Document, operation: Operation) -> Any:
    return next(iter(request_examples(document, operation).values()))


def headers_of(stage: Stage) -> dict[str, str]:
    """A new key where the operation takes one: otherwise it would answer as before."""
    keyed = is_idempotent_by_key(stage.document, stage.operation)
    return {IDEMPOTENCY_KEY: str(uuid.uuid4())} if keyed else {}


def bodies(document: Document, operation: Operation) -> Iterator[tuple[Schema, Any]]:
    """Each documented body with its schema: of a tagged choice, the branch."""
    schema = request_schema(document, operation)
    for body in request_examples(document, operation).values():
        yield chosen(document, schema, body), body
