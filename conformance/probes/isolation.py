"""What a team made does not exist for any other team."""

from collections.abc import Iterator

from conformance.callers import Caller
from conformance.calling import called, made_by_peer, peer_may
from conformance.probing import probe
from conformance.reading import Link, at, links, makers, path_parameters, request_examples
from conformance.refusals import NOT_FOUND, refused
from conformance.stage import Answer, Stage
from contract import Document, Operation

THEIRS = "What a team made is not found by another team"
OWN = "What a team made is its own"
LEFT = "What another team tried leaves a thing as it is"


def is_of_one(document: Document, operation: Operation) -> bool:
    return bool(path_parameters(document, operation)) and bool(makers(document, operation))


@probe(is_of_one)
def others_things(stage: Stage) -> None:
    """TEAM's for PEER, right after TEAM itself has seen it; PEER's for TEAM; what was tried changed nothing."""
    if not peer_may(stage, stage.operation):
        return
    link, created, path = stage.make()
    seen = _looks(stage, link.source, created)
    headers = [{}, *({"If-None-Match": look.headers["etag"]} for look in seen if "etag" in look.headers)]
    for each in headers if stage.operation.method == "get" else [{}]:
        answer = called(stage, path=path, headers=each, caller=Caller.PEER)
        if answer.status != 429:
            refused(stage, answer, NOT_FOUND, promise=THEIRS, what="Another team's thing")
    for look in _looks(stage, link.source, created):
        if isinstance(look.json, dict) and look.json.get("status") == "cancelled":
            stage.broken(LEFT, "It is cancelled.", look, created)
    if (peers := made_by_peer(stage, link.source)) is not None:
        answer = called(stage, path=_path(link, peers))
        refused(stage, answer, NOT_FOUND, promise=THEIRS, what="Another team's thing")


def makes_readable(document: Document, operation: Operation) -> bool:
    return (
        operation.method == "post"
        and not path_parameters(document, operation)
        and bool(request_examples(document, operation))
        and any(_reads(document, operation))
    )


@probe(makes_readable)
def made_is_own(stage: Stage) -> None:
    """What PEER makes is there for PEER, and not for TEAM; and the other way round."""
    if not peer_may(stage, stage.operation):
        return
    made = {Caller.TEAM: stage.create(stage.operation), Caller.PEER: made_by_peer(stage, stage.operation)}
    for link, target in _reads(stage.document, stage.operation):
        for maker, created in made.items():
            for caller in made if created is not None and peer_may(stage, target) else ():
                assert created is not None
                answer = called(stage, target, path=_path(link, created), caller=caller)
                if caller == maker:
                    stage.expect(answer, 200, 429, promise=OWN)
                elif answer.status != 429:
                    refused(stage, answer, NOT_FOUND, promise=THEIRS, what="Another team's thing")


def _reads(document: Document, creation: Operation) -> Iterator[tuple[Link, Operation]]:
    for link in links(document):
        target = next(each for each in document.operations() if each.operation_id == link.target)
        if link.source == creation and target.method == "get":
            yield link, target


def _looks(stage: Stage, creation: Operation, created: Answer) -> list[Answer]:
    """TEAM's, at what it has made."""
    found = [(target, _path(link, created)) for link, target in _reads(stage.document, creation)]
    whole = [(target, path) for target, path in found if "None" not in path.values()]
    return [stage.expect(stage.ask(target, path=path), 200, promise=LEFT) for target, path in whole]


def _path(link: Link, created: Answer) -> dict[str, str]:
    return {name: str(at(created.json, pointer)) for name, pointer in link.parameters.items()}
