"""A document from its creation to its end, and what it was taken in as."""

from collections.abc import Mapping

from conformance.probing import probe
from conformance.reading import at
from conformance.stage import Answer, Stage
from conformance.story import LEAVE, NEW_DOCUMENT, PARKING, UNCHANGING, Taken, fetched, takes, told
from contract import Document, Operation

KEPT = "What was sent is what is read"
FACTS = "A document that was taken in says what it holds"
TEXT = "The link to a text works without a token"


def takes_in(document: Document, operation: Operation) -> bool:
    return takes(document, operation, NEW_DOCUMENT)


@probe(takes_in, late=True)
def document_taken_in(stage: Stage) -> None:
    """The record of a document, of its run, and its text, once it is ready."""
    story = told(stage)
    if story is None:
        return
    for taken, text, media_type in ((story.parking, PARKING, "text/plain"), (story.leave, LEAVE, "text/markdown")):
        _kept(stage, taken, media_type)
        _ready(stage, taken)
        _run(stage, taken)
        found = fetched(stage, str(at(taken.document.json, "/text/url")), TEXT, taken.document).decode()
        if text is PARKING and found != text:
            stage.broken(TEXT, f"The text is {found!r}, not the one that was sent.", taken.document)
        if text is PARKING and taken.document.json["language"] != "en":
            stage.broken(FACTS, "It is in English.", taken.document)
        if len(found) != taken.document.json["characters"]:
            stage.broken(FACTS, f"The text has {len(found)} code points.", taken.document)


def _kept(stage: Stage, taken: Taken, media_type: str) -> None:
    wanted = {name: taken.body[name] for name in ("title", "labels")} | {"mediaType": media_type}
    _same(stage, KEPT, wanted, taken.document)
    _same(stage, KEPT, {name: taken.created.json[name] for name in ("runId", "documentId")}, taken.document)
    _same(stage, KEPT, {name: taken.created.json[name] for name in UNCHANGING}, taken.run)


def _ready(stage: Stage, taken: Taken) -> None:
    _same(stage, FACTS, {"status": "ready", "problem": None}, taken.document)
    output = taken.run.json["output"] or {}
    _same(stage, FACTS, {name: output.get(name) for name in ("characters", "tokens", "passages")}, taken.document)
    if not all(taken.document.json[name] for name in ("characters", "tokens", "passages")):
        stage.broken(FACTS, "Something of it is nothing.", taken.document)


def _run(stage: Stage, taken: Taken) -> None:
    run = taken.run.json
    passages = taken.document.json["passages"]
    wanted = {"kind": "ingest", "problem": None, "progress": {"done": passages, "total": passages}}
    _same(stage, "A run that has succeeded says what came of it", wanted, taken.run)
    times = [run[name] or "" for name in ("createdAt", "startedAt", "endedAt")]
    if not all(times) or times != sorted(times):
        stage.broken("A run's times are in order", f"They are {', '.join(times)}.", taken.run)


def _same(stage: Stage, promise: str, wanted: Mapping[str, object], answer: Answer) -> None:
    for name, value in wanted.items():
        if answer.json.get(name) != value:
            stage.broken(promise, f"`{name}` is {answer.json.get(name)!r}, not {value!r}.", answer)
