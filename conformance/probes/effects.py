"""What an operation says it did was done: it is there for the operations that read it, or it is gone."""

from conformance.lists import MADE
from conformance.probing import probe
from conformance.reading import (
    Link,
    at,
    entries,
    is_list,
    links,
    makers,
    path_parameters,
    success,
)
from conformance.refusals import NOT_FOUND, Refusal, refused
from conformance.stage import Answer, Stage
from conformance.story import DOCUMENT, RUN, UNCHANGING, answered, answers, told
from contract import Document, Operation

AT_ONCE = "What was created can be read at once"
LOCATION = "Location leads to what was created"
GONE = "What was deleted is gone"
CANCELLED = "A run that is cancelled stays so"
HAS_ENDED = Refusal(409, "run-has-ended")
LATE = "A run that has ended is not cancelled"


def is_read(document: Document, operation: Operation) -> bool:
    return (
        operation.method == "get" and bool(path_parameters(document, operation)) and bool(makers(document, operation))
    )


@probe(is_read)
def read_at_once(stage: Stage) -> None:
    """By each creation that links here: what does not change is as the creation said."""
    for link in makers(stage.document, stage.operation):
        created = stage.create(link.source)
        found = stage.expect(stage.ask(path=_path(link, created)), 200, promise=AT_ONCE)
        alike = answered(stage.document, link.source) == answered(stage.document, stage.operation)
        for name, value in created.json.items():
            unchanging = name.endswith("Id") or (alike and name in UNCHANGING)
            if unchanging and found.json.get(name, value) != value:
                stage.broken(AT_ONCE, f"`{name}` is {found.json[name]!r}, not as it was created.", found, created)


def has_location(document: Document, operation: Operation) -> bool:
    headers = {name.lower() for name in success(document, operation)[1].get("headers", {})}
    return "location" in headers and any(link.source == operation for link in links(document))


@probe(has_location)
def location_leads_there(stage: Stage) -> None:
    """The path of one of the answer's links, with what the answer names."""
    created = stage.create(stage.operation)
    paths = []
    for link in links(stage.document):
        if link.source == stage.operation:
            path = stage.operation_named(link.target).path
            for name, value in _path(link, created).items():
                path = path.replace(f"{{{name}}}", value)
            paths.append(path)
    if created.headers.get("location") not in paths:
        stage.broken(LOCATION, f"It is none of {', '.join(sorted(set(paths)))}.", created)


def is_deletion(document: Document, operation: Operation) -> bool:
    return operation.method == "delete" and bool(makers(document, operation))


@probe(is_deletion)
def deleted_is_gone(stage: Stage) -> None:
    """It cannot be read, listed, or deleted again; what was made beside it is still there."""
    link, created, path = stage.make()
    beside = _path(link, stage.create(link.source))
    gets = [each for each in stage.document.operations() if (each.path, each.method) == (stage.operation.path, "get")]
    for get in gets:
        stage.expect(stage.ask(get, path=path), 200, promise=AT_ONCE)

    stage.expect(stage.ask(path=path), int(success(stage.document, stage.operation)[0]), promise=GONE)

    refused(stage, stage.ask(path=path), NOT_FOUND, promise=GONE, what="A second deletion")
    for get in gets:
        refused(stage, stage.ask(get, path=path), NOT_FOUND, promise=GONE, what="A look at what was deleted")
        stage.expect(stage.ask(get, path=beside), 200, promise="A deletion leaves all others")
    for operation in stage.document.operations():
        if is_list(stage.document, operation):
            _unlisted(stage, operation, link, created)


def _unlisted(stage: Stage, operation: Operation, link: Link, created: Answer) -> None:
    """Only of a list whose items are named as the deletion's path names them."""
    for entry in entries(stage.document, operation):
        if entry.maker.source == link.source and entry.in_answer in link.parameters.values():
            page = stage.expect(stage.ask(operation, query={"limit": 100}), 200, promise=GONE)
            if at(created.json, entry.in_answer) in [at(item, entry.in_item) for item in page.json["items"]]:
                stage.broken(GONE, "The list still shows it.", page)


def is_cancellation(document: Document, operation: Operation) -> bool:
    changes = operation.method == "post" and bool(makers(document, operation))
    return changes and answers(document, operation, RUN)


@probe(is_cancellation)
def cancelled_stays(stage: Stage) -> None:
    """Of each kind; again it answers the same, and what it was making is cancelled as well."""
    for link in makers(stage.document, stage.operation):
        for _ in range(MADE):
            created = stage.create(link.source)
            cancelled = stage.ask(path=_path(link, created))
            if cancelled.status == 200:
                _cancelled(stage, link, created, cancelled)
                break
            refused(stage, cancelled, HAS_ENDED, promise=LATE, what="A run that was just started")
            for look in _looks(stage, link, created, RUN):
                if look.json["status"] not in ("succeeded", "failed"):
                    stage.broken(LATE, f"It has not: it is {look.json['status']}.", look, created, cancelled)


@probe(is_cancellation, late=True)
def ended_is_not_cancelled(stage: Stage) -> None:
    """A run that has succeeded: it stays as it was."""
    story = told(stage)
    if story is None:
        return
    link = makers(stage.document, stage.operation)[0]
    refused(stage, stage.ask(path=_path(link, story.parking.created)), HAS_ENDED, promise=LATE, what="A run that ended")
    for look in _looks(stage, link, story.parking.created, RUN):
        if look.json != story.parking.run.json:
            stage.broken(LATE, "It is not as it was before.", look)


def _cancelled(stage: Stage, link: Link, created: Answer, cancelled: Answer) -> None:
    again = stage.expect(stage.ask(path=_path(link, created)), 200, promise=CANCELLED)
    ids = {name: value for name, value in created.json.items() if name.endswith("Id")}
    for look in (cancelled, again, *_looks(stage, link, created, RUN)):
        differs = [name for name, value in ids.items() if look.json[name] != value]
        if look.json["status"] != "cancelled" or look.json["endedAt"] is None or differs:
            stage.broken(CANCELLED, "It is not this run, cancelled.", look, created)
        if look.json != cancelled.json:
            stage.broken(CANCELLED, "It is not as the first cancellation answered.", look, created, cancelled)
    for document in _looks(stage, link, created, DOCUMENT):
        if document.json["status"] != "cancelled":
            stage.broken("The document of a cancelled run is cancelled", "It is not.", document, created, cancelled)


def _looks(stage: Stage, link: Link, created: Answer, schema: str) -> list[Answer]:
    """What the creation's links to a GET of the schema answer; none where it made nothing of the kind."""
    found = []
    for each in links(stage.document):
        target = stage.operation_named(each.target)
        if each.source == link.source and target.method == "get" and answers(stage.document, target, schema):
            path = _path(each, created)
            found.append(stage.expect(stage.ask(target, path=path), 200, promise=AT_ONCE))
    return found


def _path(link: Link, created: Answer) -> dict[str, str]:
    return {name: str(at(created.json, pointer)) for name, pointer in link.parameters.items()}
