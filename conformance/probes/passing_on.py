"""What is passed on as it is: the paths that the contract names are answered, and alike."""

import re

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
    """With the documented example, twice; what OpenAI's API lists is in `data`."""
    for name in _NAMED.findall(stage.operation.raw["description"]):
        first, again = (_asked(stage, name) for _ in range(2))
        if not first.json.get("data") or first.json.get("data") != again.json.get("data"):
            stage.broken(ANSWERS, "The answer has no data, or others the next time.", again, first)


def _asked(stage: Stage, name: str) -> Answer:
    path = _LAST.sub(name, stage.operation.path)
    bodies = request_examples(stage.document, stage.operation).values()
    answer = stage.ask(at_path=path, **({"body": next(iter(bodies))} if bodies else {}))
    return stage.expect(answer, 200, promise=ANSWERS)
