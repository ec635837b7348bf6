"""A body is taken up to the size that the contract states, and refused beyond."""

import json
import re

from conformance.addresses import nobodys
from conformance.probing import probe
from conformance.reading import success
from conformance.refusals import TOO_LARGE, refused
from conformance.sending import first_body, headers_of, is_looked_at
from conformance.stage import Answer, Stage
from contract import Document, Operation

BEYOND = "A body beyond the stated size is refused"
WITHIN = "A body of the stated size is taken"
_STATED = re.compile(r"At most (\d+) (KiB|MiB)\b")
_UNITS = {"KiB": 1024, "MiB": 1024 * 1024}


def stated(document: Document, operation: Operation) -> int | None:
    """In bytes. JSON Schema has no word for it, so the description of the body has."""
    body = document.resolve(operation.raw.get("requestBody", {}))
    found = _STATED.search(body.get("description", ""))
    return int(found[1]) * _UNITS[found[2]] if found else None


def has_stated_size(document: Document, operation: Operation) -> bool:
    return stated(document, operation) is not None and is_looked_at(document, operation)


@probe(has_stated_size)
def size_is_kept(stage: Stage) -> None:
    """The documented example with blanks behind it: to the byte, and a byte more."""
    size = stated(stage.document, stage.operation)
    assert size is not None
    status = int(success(stage.document, stage.operation)[0])
    answer = _asked(stage, size)
    if answer.status != status:
        stage.broken(WITHIN, f"{size} bytes were answered {answer.status}, not {status}.", answer, answer)
    refused(stage, _asked(stage, size + 1), TOO_LARGE, promise=BEYOND, what=f"{size + 1} bytes")


def _asked(stage: Stage, size: int) -> Answer:
    body = json.dumps(first_body(stage.document, stage.operation)).encode().ljust(size)
    path = nobodys(stage.document, stage.operation)
    return stage.ask(path=path, headers=headers_of(stage), body=body)
