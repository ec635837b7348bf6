"""What was taken in is found by those who look for it, and what a filter leaves out is not."""

import uuid
from typing import Any

from conformance.probing import probe
from conformance.reading import properties, request_schema
from conformance.stage import Answer, Stage
from conformance.story import LEAVE, PARKING, Story, told
from contract import Document, Operation

FINDS = "What was taken in is found"
FILTERED = "A filter leaves out what it does not name"
SAME = "The same documents and the same query give the same answer"
PLACE = "A place is where its text stands"
# Scores may change with what else the team has: others may be taking documents in meanwhile.
TRIES = 5
LIMIT = "A limit is how many are returned at most"
QUESTION = "When does the garage close?"
PASSAGE = "The café's garage closes at nine in the evening."


def searches(document: Document, operation: Operation) -> bool:
    return "documentIds" in _filter(document, operation)


def _filter(document: Document, operation: Operation) -> dict[str, Any]:
    taken = properties(document, request_schema(document, operation))
    return properties(document, taken.get("filter", {}))


@probe(searches, late=True)
def search_finds(stage: Stage) -> None:
    """By id, by label, by both, and with what names nothing."""
    story = told(stage)
    if story is None:
        return
    parking, leave = story.parking.document_id, story.leave.document_id
    for chosen, documents in (
        ({"documentIds": [parking]}, {parking}),
        ({"labels": [story.label]}, {parking, leave}),
        ({"labels": ["ß é 🚗", "no such label"], "documentIds": [parking, leave]}, {parking}),
    ):
        _found(stage, story, _asked(stage, chosen), documents)
    none = (
        {"documentIds": [leave], "labels": ["ß é 🚗"]},
        {"labels": [f"{story.label}x"]},
        {"documentIds": [str(uuid.uuid4())]},
    )
    for chosen in none:
        answer = _asked(stage, chosen)
        if _hits(answer) or answer.json.get("answered") or answer.json.get("answer") is not None:
            stage.broken(FILTERED, "The filter names nothing, and something was found.", answer)


@probe(searches, late=True)
def search_is_stable(stage: Stage) -> None:
    """The same query twice, with nothing in between."""
    story = told(stage)
    if story is None:
        return
    first = other = _asked(stage, {"labels": [story.label]})
    for _ in range(TRIES):
        first, other = other, _asked(stage, {"labels": [story.label]})
        if other.json == first.json:
            return
    stage.broken(SAME, f"Of {TRIES + 1} answers no two in a row were the same.", other, first)


@probe(searches, late=True)
def search_limit(stage: Stage) -> None:
    """One, two, and as many as there are: the first of what is found without one, before and after."""
    story = told(stage)
    if story is None or "limit" not in properties(stage.document, request_schema(stage.document, stage.operation)):
        return
    for limit in (1, 2, 50):
        for _ in range(TRIES):
            before, answer, after = (
                _asked(stage, {"labels": [story.label]}, **more) for more in ({}, {"limit": limit}, {})
            )
            if len(_hits(answer)) > limit:
                stage.broken(LIMIT, f"With a limit of {limit} there are {len(_hits(answer))}.", answer)
            if _hits(answer) == _hits(before)[:limit] or before.json != after.json:
                break
        else:
            stage.broken(LIMIT, f"These are not the first {limit} of what is found without one.", answer, before, after)


def _asked(stage: Stage, chosen: dict[str, list[str]], **more: Any) -> Answer:
    schema = request_schema(stage.document, stage.operation)
    body = {schema["required"][0]: QUESTION, "filter": chosen, **more}
    return stage.expect(stage.ask(body=body), 200, promise=FINDS)


def _hits(answer: Answer) -> list[dict[str, Any]]:
    """The places that the answer names: those of its lists whose items are of documents."""
    lists = (each for each in answer.json.values() if isinstance(each, list))
    return [item for each in lists for item in each if "documentId" in item]


def _found(stage: Stage, story: Story, answer: Answer, documents: set[str]) -> None:
    texts = {
        story.parking.document_id: (PARKING, story.parking.body["title"]),
        story.leave.document_id: (LEAVE, "Leave"),
    }
    hits = _hits(answer)
    if not hits or hits[0]["documentId"] != story.parking.document_id or PASSAGE not in _texts(answer):
        stage.broken(FINDS, f"The sentence {PASSAGE!r} is not what is found first.", answer, story.parking.created)
    for hit in hits:
        if hit["documentId"] not in documents:
            stage.broken(FILTERED, f"The filter names only {', '.join(sorted(documents))}.", answer)
        text, title = texts[hit["documentId"]]
        if text is PARKING and text[hit["start"] : hit["end"]] != hit["text"]:
            stage.broken(PLACE, f"There stands {text[hit['start'] : hit['end']]!r}.", answer)
        if hit["title"] != title:
            stage.broken(FINDS, f"The document's title is {title!r}.", answer)
    if answer.json.get("answered") is False:
        stage.broken(FINDS, "It says that there is no answer.", answer)
    found = {hit["documentId"] for hit in hits}
    if "answered" not in answer.json and found != documents:
        stage.broken(FINDS, f"Something of {', '.join(sorted(documents - found))} is missing.", answer)


def _texts(answer: Answer) -> str:
    return " ".join([*(hit["text"] for hit in _hits(answer)), str(answer.json.get("answer"))])
