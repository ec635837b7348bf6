"""An upload from its address to the document that it becomes."""

import uuid
from typing import Any

import requests

from conformance.probing import probe
from conformance.reading import at, success
from conformance.refusals import Refusal, refused
from conformance.stage import Answer, Stage
from conformance.story import DOCUMENT, NEW_DOCUMENT, PARKING, UPLOAD, answers, creation_of, fetched, reading, watched
from contract import Document, Operation

MISSING = Refusal(422, "upload-missing")
TAKES = "An upload takes the bytes that it was made for"
ONLY = "An upload takes nothing but what it was made for"
READ = "What was uploaded is what is taken in"
TIMEOUT = 30.0


def gives_address(document: Document, operation: Operation) -> bool:
    takes_none = "{" not in operation.path
    return (
        operation.method == "post"
        and takes_none
        and answers(document, operation, UPLOAD)
        and bool(_link(document, operation))
    )


def _link(document: Document, operation: Operation) -> dict[str, Any]:
    """What the answer's link sends on."""
    found = success(document, operation)[1].get("links", {}).values()
    bodies = (document.resolve(each).get("requestBody") for each in found)
    return next((each for each in bodies if each), {})


@probe(gives_address, late=True)
def uploaded_is_taken_in(stage: Stage) -> None:
    """Before the bytes came, with others, and with the right ones."""
    creation = creation_of(stage.document, NEW_DOCUMENT)
    if creation is None:
        return
    text = PARKING.encode()
    made = stage.create(stage.operation, {"mediaType": "text/plain", "bytes": len(text)})
    upload = made.json
    body = {
        name: at(upload, value.partition("#")[2]) if value.startswith("$response.body#") else value
        for name, value in _link(stage.document, stage.operation).items()
    } | {"title": "Uploaded", "labels": [f"upload-{uuid.uuid4()}"]}
    early = stage.ask(creation, body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    refused(stage, early, MISSING, promise="An upload that never came is not taken in", what="It")

    if 200 <= _put(stage, made, text + b"!") < 300:
        stage.broken(ONLY, "It took a byte more than it was made for.", made)
    if (status := _put(stage, made, text)) != 200:
        stage.broken(TAKES, f"The PUT, with the headers that the answer gives, was answered {status}.", made)
    created = stage.create(creation, body)

    if (run := watched(stage, creation, created)).json["status"] != "succeeded":
        stage.broken(READ, f"The run is {run.json['status']}.", run, made, created)
    document = reading(stage, creation, DOCUMENT)(created)()
    if fetched(stage, document.json["text"]["url"], READ, document) != text:
        stage.broken(READ, "The document's text is not the text that was uploaded.", document, made, created)
    for name, wanted in {"title": body["title"], "labels": body["labels"], "mediaType": "text/plain"}.items():
        if document.json[name] != wanted:
            stage.broken(READ, f"`{name}` is {document.json[name]!r}, not {wanted!r}.", document, made, created)


def _put(stage: Stage, made: Answer, content: bytes) -> int:
    """The status of a PUT with the answer's headers; the length is that of what is sent."""
    headers = {name: value for name, value in made.json["headers"].items() if name.lower() != "content-length"}
    try:
        return requests.put(made.json["url"], content, headers=headers, timeout=TIMEOUT).status_code
    except requests.RequestException as error:
        stage.broken(TAKES, f"The address leads nowhere: {type(error).__name__}.", made)
