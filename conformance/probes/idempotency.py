"""A creation sent again with its `Idempotency-Key` creates nothing; with another body it is refused."""

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from conformance.callers import Caller
from conformance.lists import marked
from conformance.probing import probe
from conformance.reading import (
    IDEMPOTENCY_KEY,
    Entry,
    at,
    entries,
    filters,
    is_idempotent_by_key,
    is_list,
    parameter,
    request_examples,
    request_schema,
)
from conformance.refusals import Refusal, refused
from conformance.stage import Answer, Stage
from contract import Document, Operation

REPLAYED = "A creation with the same Idempotency-Key answers as the first time"
ANEW = "Another Idempotency-Key creates anew"
ONCE = "A creation with the same Idempotency-Key creates nothing"
REUSED = "An Idempotency-Key with another body is refused"
TWINS = "Twins with the same Idempotency-Key create one thing"
OWN = "An Idempotency-Key is its team's and its operation's own"
KEY_REUSED = Refusal(422, "idempotency-key-reused")
IN_PROGRESS = Refusal(409, "request-in-progress")


@probe(is_idempotent_by_key)
def idempotency_replay(stage: Stage) -> None:
    """The same key with the same body answers as the first time, and a key that differs at its end creates anew."""
    most = parameter(stage.document, stage.operation, "header", IDEMPOTENCY_KEY)
    assert most is not None
    body, query = _marked(stage)
    key = str(uuid.uuid4()).ljust(most["schema"].get("maxLength", 64) - 1, "~")

    first, again = (stage.create(stage.operation, body, headers={IDEMPOTENCY_KEY: f"{key}1"}) for _ in range(2))
    other = stage.create(stage.operation, body, headers={IDEMPOTENCY_KEY: f"{key}2"})

    _same(stage, first, again)
    _another(stage, first, other, ANEW)
    _listed_once(stage, first, other, query)


@probe(is_idempotent_by_key)
def idempotency_key_reused(stage: Stage) -> None:
    """The key of an earlier creation, with another body: of the smallest change there is, and of another example."""
    body, *others = request_examples(stage.document, stage.operation).values()
    headers = {IDEMPOTENCY_KEY: str(uuid.uuid4())}
    stage.create(stage.operation, body, headers=headers)

    for another in [*_changed(stage, body), *others]:
        answer = stage.ask(body=another, headers=headers)
        refused(stage, answer, KEY_REUSED, promise=REUSED, what="Another body")


@probe(is_idempotent_by_key)
def idempotency_twins(stage: Stage) -> None:
    """Two at once: both are answered alike, or one is told to come again."""
    body, *_ = request_examples(stage.document, stage.operation).values()
    headers = {IDEMPOTENCY_KEY: str(uuid.uuid4())}

    with ThreadPoolExecutor(2) as pool:
        twins = list(pool.map(lambda _: stage.ask(body=body, headers=headers), range(2)))

    made = [each for each in twins if 200 <= each.status < 300]
    for late in (each for each in twins if each not in made):
        refused(stage, late, IN_PROGRESS, promise=TWINS, what="The later one")
        if "retry-after" not in late.headers:
            stage.broken(TWINS, "The answer does not say when to come again.", late)
    if len(made) == 2:
        _same(stage, *made)


@probe(is_idempotent_by_key)
def idempotency_key_is_own(stage: Stage) -> None:
    """The same key of another team, or for another operation, makes another thing."""
    body, *_ = request_examples(stage.document, stage.operation).values()
    headers = {IDEMPOTENCY_KEY: str(uuid.uuid4())}
    first = stage.create(stage.operation, body, headers=headers)

    for operation in stage.document.operations():
        if operation.operation_id != stage.operation.operation_id and is_idempotent_by_key(stage.document, operation):
            elsewhere = next(iter(request_examples(stage.document, operation).values()))
            _created(stage, stage.ask(operation, body=elsewhere, headers=headers))
    if stage.has(Caller.PEER):
        peers = stage.ask(body=body, headers=headers, caller=Caller.PEER)
        if peers.status not in (403, 429):  # whose scopes or rate are less
            _created(stage, peers)
            _another(stage, first, peers, OWN)


def _created(stage: Stage, answer: Answer) -> None:
    stage.expect(answer, 200, 201, 202, promise=OWN)


def _ids(answer: Answer) -> dict[str, str]:
    return {name: each for name, each in answer.json.items() if name.endswith("Id") and isinstance(each, str)}


def _same(stage: Stage, first: Answer, again: Answer) -> None:
    if again.status != first.status:
        stage.broken(REPLAYED, f"The first answer was {first.status}, this one is {again.status}.", again, first)
    if _ids(again) != _ids(first) or again.headers.get("location") != first.headers.get("location"):
        stage.broken(REPLAYED, "The answer names something else than the first one did.", again, first)


def _another(stage: Stage, first: Answer, other: Answer, promise: str) -> None:
    if any(other.json.get(name) == made for name, made in _ids(first).items()):
        stage.broken(promise, "It was answered with what the first one made.", other, first)


def _listed_once(stage: Stage, first: Answer, other: Answer, query: Mapping[str, str]) -> None:
    """A list that can leave out all else shows just the two; any other one shows each of them once."""
    for operation, entry in _lists(stage.document, stage.operation):
        chosen = query if query.keys() <= filters(stage.document, operation).keys() else {}
        page = stage.expect(stage.ask(operation, query={"limit": 100, **chosen}), 200, promise=ONCE)
        shown = [at(item, entry.in_item) for item in page.json["items"]]
        made = [at(answer.json, entry.in_answer) for answer in (first, other)]
        if (chosen and not set(shown) <= set(made)) or any(shown.count(each) > 1 for each in made):
            stage.broken(ONCE, "The list shows something else than was made by two keys.", page, first, other)


def _marked(stage: Stage) -> tuple[dict[str, Any], dict[str, str]]:
    """A body that a list can find by a filter, and the filter."""
    lists = _lists(stage.document, stage.operation)
    ways = (marked(stage.document, operation, entry, f"key-{uuid.uuid4()}") for operation, entry in lists)
    return next(
        (way for way in ways if way[1]), (next(iter(request_examples(stage.document, stage.operation).values())), {})
    )


def _lists(document: Document, operation: Operation) -> list[tuple[Operation, Entry]]:
    return [
        (each, entry)
        for each in document.operations()
        if is_list(document, each)
        for entry in entries(document, each)
        if entry.maker.source.operation_id == operation.operation_id
    ]


def _changed(stage: Stage, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The body with one more character in a free text, one less in a number, or without the last of a list."""
    schema = request_schema(stage.document, stage.operation)
    fixed = {"source"} | {name for name, each in schema.get("properties", {}).items() if "enum" in each}
    for name, value in body.items():
        if isinstance(value, str) and name not in fixed and " " in value:
            return [{**body, name: f"{value} "}]
        if isinstance(value, list) and len(value) > 1:
            return [{**body, name: value[:-1]}]
        if isinstance(value, int):
            return [{**body, name: value - 1}]
    return []
