"""What is passed on as it is: the paths that the contract names are answered, and alike."""

import json
import re

from schemathesis.core import NOT_SET

from conformance.probing import probe
from conformance.reading import path_parameters, request_examples
from conformance.stage import Answer, Stage
from contract import Document, Operation

ANSWERS = "A path that the contract names is answered"
_LAST = re.compile(r"\{[^}]+\}$")
_NAMED = re.compile(r"`(v1/[\w/]+)`")


def passes_on(document: Document, operation: Operation) -> bool:
    named = _NAMED.search(operation.raw.get("description", ""))
    return bool(_LAST.search(operation.path)) and named is not None and len(path_parameters(document, operation)) == 1


@probe(passes_on)
def named_path_is_answered(stage: Stage) -> None:
    """With the documented example, twice, its JSON written otherwise; what OpenAI's API lists is in `data`."""
    for name in _NAMED.findall(stage.operation.raw["description"]):
        first = _asked(stage, name, "application/json", indent=None)
        again = _asked(stage, name, "application/json; charset=utf-8", indent=1)
        if not first.json.get("data") or first.json.get("data") != again.json.get("data"):
            stage.broken(ANSWERS, "The answer has no data, or others the next time.", again, first)


def _asked(stage: Stage, name: str, content_type: str, *, indent: int | None) -> Answer:
    path = _LAST.sub(name, stage.operation.path)
    example = next(iter(request_examples(stage.document, stage.operation).values()), NOT_SET)
    body = NOT_SET if example is NOT_SET else json.dumps(example, indent=indent).encode()
    return stage.expect(stage.ask(at_path=path, content_type=content_type, body=body), 200, promise=ANSWERS)
