"""The contract's examples are true: each request is answered as documented, and as its example shows."""

from collections.abc import Mapping
from typing import Any

from conformance.probing import probe
from conformance.reading import (
    json_content,
    path_parameters,
    properties,
    request_examples,
    request_schema,
    success,
)
from conformance.stage import Answer, Stage
from contract import Document, Operation

AS_SHOWN = "A documented example is answered as the contract shows"
SAME = "The same request has the same answer"
COUNT = "How many are asked for is how many there are"
ALIKE = "What a request may say in another order is answered alike"
# Rounding apart: of a model's scores on other hardware.
TOLERANCE = 0.002


def has_examples(document: Document, operation: Operation) -> bool:
    return bool(request_examples(document, operation)) and not path_parameters(document, operation)


@probe(has_examples)
def examples_are_true(stage: Stage) -> None:
    """By name: the answer to an example of the request is the example of the answer, if it is of the same model."""
    status, response = success(stage.document, stage.operation)
    shown = json_content(stage.document, response).get("examples", {})
    for name, body in request_examples(stage.document, stage.operation).items():
        answer = stage.expect(stage.create(stage.operation, body), int(status), promise=AS_SHOWN)
        if "task" in body and answer.json.get("task") != body["task"]:
            stage.broken(AS_SHOWN, "The answer is of another task.", answer)
        if name in shown:
            value = stage.document.resolve(shown[name])["value"]
            if value.get("model") == answer.json.get("model") and (place := differs(value, answer.json)):
                stage.broken(AS_SHOWN, f"It differs from the example {name} at `{place}`.", answer)


def differs(shown: Any, said: Any, place: str = "") -> str:
    """Where one differs from the other, as a JSON pointer; empty where they are alike."""
    if isinstance(shown, dict) and isinstance(said, dict) and shown.keys() == said.keys():
        return next((found for name in shown if (found := differs(shown[name], said[name], f"{place}/{name}"))), "")
    if isinstance(shown, list) and isinstance(said, list) and len(shown) == len(said):
        pairs = enumerate(zip(shown, said, strict=True))
        return next((found for index, pair in pairs if (found := differs(*pair, f"{place}/{index}"))), "")
    if isinstance(shown, float) and isinstance(said, int | float):
        return "" if abs(shown - said) <= TOLERANCE else place or "/"
    return "" if shown == said else place or "/"


def is_deterministic(document: Document, operation: Operation) -> bool:
    return has_examples(document, operation) and "deterministic" in operation.raw.get("description", "")


@probe(is_deterministic)
def same_request_same_answer(stage: Stage) -> None:
    """Each example, three times over."""
    for body in request_examples(stage.document, stage.operation).values():
        first, *others = (stage.create(stage.operation, body) for _ in range(3))
        for other in others:
            if other.json != first.json:
                stage.broken(SAME, "The answer is another one than before.", other, first)


@probe(is_deterministic)
def as_many_as_asked_for(stage: Stage) -> None:
    """An optional number that says how many: one, two, as many as there may be, and what it is when left out."""
    for body in request_examples(stage.document, stage.operation).values():
        taken = properties(stage.document, _alternative(stage, body))
        for name, schema in taken.items():
            if schema.get("type") == "integer" and schema.get("description", "").startswith("How many"):
                _counted(stage, body, name, schema)


def _alternative(stage: Stage, body: dict[str, Any]) -> Any:
    """The schema that the body is of: the one whose enumerated properties it has."""
    schema = request_schema(stage.document, stage.operation)
    for each in map(stage.document.resolve, schema.get("oneOf", ())):
        fixed = {name: enum for name, prop in each["properties"].items() if (enum := prop.get("enum"))}
        if all(body.get(name) in enum for name, enum in fixed.items() if name in each["required"]):
            return each
    return schema


def _counted(stage: Stage, body: dict[str, Any], name: str, schema: Mapping[str, Any]) -> None:
    without = {key: value for key, value in body.items() if key != name}
    most = stage.create(stage.operation, {**body, name: schema["maximum"]})
    full = _lists(most)
    for number in (1, 2, None):
        answer = stage.create(stage.operation, without if number is None else {**body, name: number})
        wanted = number or schema.get("default", schema["maximum"])
        for array, items in full.items():
            found = _lists(answer).get(array, [])
            if len(found) != min(wanted, len(items)) or any(item not in items for item in found):
                stage.broken(COUNT, f"With {name}={number}, `{array}` has {len(found)} of {len(items)}.", answer, most)


def _lists(answer: Answer) -> dict[str, list[Any]]:
    return {name: value for name, value in answer.json.items() if isinstance(value, list)}


@probe(is_deterministic)
def order_is_followed(stage: Stage) -> None:
    """Texts, labels or documents of an example in the opposite order: the answer follows, and nothing else changes."""
    for body in request_examples(stage.document, stage.operation).values():
        for name, turn in TURNED.items():
            if isinstance(body.get(name), list):
                plain = stage.create(stage.operation, body)
                turned = stage.create(stage.operation, {**body, name: body[name][::-1]})
                if place := differs(turn(plain.json, len(body[name])), turned.json):
                    stage.broken(ALIKE, f"With `{name}` the other way round it differs at `{place}`.", turned, plain)


def _vectors(said: dict[str, Any], count: int) -> dict[str, Any]:
    return {**said, "embeddings": said["embeddings"][::-1]}


def _unchanged(said: dict[str, Any], count: int) -> dict[str, Any]:
    return said


def _indices(said: dict[str, Any], count: int) -> dict[str, Any]:
    return {**said, "results": [{**each, "index": count - 1 - each["index"]} for each in said["results"]]}


# What the answer becomes, by the list of the request that is turned round.
TURNED = {"texts": _vectors, "labels": _unchanged, "documents": _indices}
