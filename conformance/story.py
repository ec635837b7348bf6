"""Documents that were taken in and runs that ended: what takes time, told once in a run for all probes that need it.

What only a workflow's words tell is named here and nowhere else in the probes: component schemas and their properties.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from conformance.reading import at, json_content, links, path_parameters, success
from conformance.sharing import shared, until
from conformance.stage import Answer, Stage
from contract import Document, Operation

RUN, DOCUMENT, UPLOAD = "Run", "Document", "Upload"
NEW_DOCUMENT, NEW_BATCH, TASK = "NewDocument", "NewBatch", "Task"
# Of a run.
UNCHANGING = ("runId", "documentId", "kind", "createdAt", "expiresAt")
ENDED = ("succeeded", "failed", "cancelled")
ORDER = ("queued", "running", *ENDED)
SECONDS = 60.0
FORWARD = "A run's status only moves forward"
ENDS = "A run ends"

TITLE = 'Grüße, <b>"Ωmega"</b> \\ 🚗 日本'
# Every sentence is a place of its own in the searches; the letters beyond ASCII tell code points from bytes and from
# UTF-16.
PARKING = (
    "Visitors park in the north garage 🚗. The café's garage closes at nine in the evening. A car left there over "
    "night is towed at the owner's expense."
)
LEAVE = "# Leave\n\nEverybody has thirty days of leave.\n\n# Travel\n\nBook trains, not planes.\n"


@dataclass(frozen=True)
class Taken:
    """A document that was taken in, from the answer to its creation to its end."""

    body: dict[str, Any]
    created: Answer
    run: Answer
    document: Answer

    @property
    def document_id(self) -> str:
        return str(self.document.json["documentId"])


@dataclass(frozen=True)
class Story:
    """Two documents of one label, which nothing else has."""

    label: str
    parking: Taken
    leave: Taken


def creation_of(document: Document, name: str) -> Operation | None:
    """The operation that takes a component schema as its body, and no path."""
    return _first(document, lambda each: _named(json_content(document, each.raw.get("requestBody", {}))) == name)


def answered(document: Document, operation: Operation) -> str:
    """The component schema of the first documented success; empty where it is none."""
    return _named(json_content(document, success(document, operation)[1]))


def answers(document: Document, operation: Operation, name: str) -> bool:
    return answered(document, operation) == name


def takes(document: Document, operation: Operation, name: str) -> bool:
    return creation_of(document, name) == operation


def _first(document: Document, good: Callable[[Operation], bool]) -> Operation | None:
    found = (each for each in document.operations() if not path_parameters(document, each) and good(each))
    return next(found, None)


def _named(media: Any) -> str:
    return str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2]


def reading(stage: Stage, creation: Operation, name: str) -> Callable[[Answer], Callable[[], Answer]]:
    """Of an answer to the creation: how to GET, by its link, the thing of that schema."""
    link, target = next(
        (link, target)
        for link in links(stage.document)
        if link.source.operation_id == creation.operation_id
        and (target := stage.operation_named(link.target)).method == "get"
        and answers(stage.document, target, name)
    )

    def read(created: Answer) -> Callable[[], Answer]:
        path = {parameter: str(at(created.json, pointer)) for parameter, pointer in link.parameters.items()}
        return lambda: stage.expect(stage.ask(target, path=path), 200, promise="What was created can be read at once")

    return read


def watched(stage: Stage, creation: Operation, created: Answer) -> Answer:
    """The run once it has ended; its status was looked at all the way."""
    looks = [created]

    def ended(look: Answer) -> bool:
        if ORDER.index(look.json["status"]) < ORDER.index(looks[-1].json["status"]):
            stage.broken(FORWARD, f"It was {looks[-1].json['status']} before.", look, *looks)
        looks.append(look)
        return look.json["status"] in ENDED

    last = until(ended, reading(stage, creation, RUN)(created), seconds=SECONDS)
    if last.json["status"] not in ENDED:
        stage.broken(ENDS, f"It is {last.json['status']} after {SECONDS:.0f} seconds.", last, created)
    return last


def told(stage: Stage) -> Story | None:
    """None where the contract has no documents to take in, or where another probe has told what is wrong with them."""
    creation = creation_of(stage.document, NEW_DOCUMENT)
    if creation is None:
        return None
    return shared(stage, "story", lambda: _told(stage, creation))


def _told(stage: Stage, creation: Operation) -> Story:
    label = f"story-{uuid.uuid4()}"
    bodies = (
        {"source": "text", "title": TITLE, "labels": [label, "ß é 🚗"], "text": PARKING},
        {"source": "text", "mediaType": "text/markdown", "title": "Leave", "labels": [label], "text": LEAVE},
    )
    created = [stage.create(creation, body) for body in bodies]
    parking, leave = (taken_in(stage, creation, *each) for each in zip(bodies, created, strict=True))
    return Story(label, parking, leave)


def taken_in(stage: Stage, creation: Operation, body: dict[str, Any], created: Answer) -> Taken:
    run = watched(stage, creation, created)
    if run.json["status"] != "succeeded":
        stage.broken("A text is taken in", f"Its run is {run.json['status']}.", run, created)
    return Taken(body, created, run, reading(stage, creation, DOCUMENT)(created)())


def fetched(stage: Stage, url: str, promise: str, answer: Answer) -> bytes:
    """What a link of the answer leads to, asked for as the contract says: without a token, or any other header."""
    try:
        found = requests.get(url, timeout=30)
    except requests.RequestException as error:
        stage.broken(promise, f"The link leads nowhere: {type(error).__name__}.", answer)
    if found.status_code != 200:
        stage.broken(promise, f"The link was answered {found.status_code}.", answer)
    return found.content
