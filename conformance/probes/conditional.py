"""Conditional requests: what has not changed is not sent again."""

from collections.abc import Mapping
from typing import Any

from conformance.probing import probe
from conformance.reading import at, is_conditional, makers, path_parameters, success
from conformance.sharing import until
from conformance.stage import Answer, Stage
from conformance.story import NEW_DOCUMENT, creation_of, told
from contract import Document, Operation

STABLE = "What has not changed has the same ETag"
UNCHANGED = "What has not changed is answered 304"
CHANGED = "What has changed, or was never asked for, is sent"
# How long a thing that was just made is waited for to change.
SECONDS = 5.0
OTHER = '"00000000000000000000000000000000"'


def tagged(document: Document, operation: Operation) -> bool:
    headers = success(document, operation)[1].get("headers", {})
    return is_conditional(document, operation) and "etag" in {name.lower() for name in headers}


@probe(tagged)
def not_modified(stage: Stage) -> None:
    """The tag alone, as a weak one, and among others; and one that is another's, or was before."""
    ways = _ways(stage)
    for path in ways:
        first, again = (stage.expect(stage.ask(path=path), 200, promise=CHANGED) for _ in range(2))
        tag = first.headers["etag"]
        if again.headers["etag"] != tag:
            stage.broken(STABLE, f"It was {tag} before.", again, first)
        for sent in (tag, f"W/{tag}", f"{OTHER}, {tag}"):
            _unchanged(stage, path, sent, tag)
        stage.expect(stage.ask(path=path, headers={"If-None-Match": OTHER}), 200, promise=CHANGED)
    if len({stage.ask(path=path).headers["etag"] for path in ways}) < len(ways):
        stage.broken(CHANGED, "Two things have the same ETag.", stage.ask(path=ways[-1]))


@probe(tagged, late=True)
def modified(stage: Stage) -> None:
    """What was just made, until it changes: it has another tag then, and its earlier one is none any more."""
    if not path_parameters(stage.document, stage.operation):
        return
    _, created, path = stage.make()
    first = stage.expect(stage.ask(path=path), 200, promise=CHANGED)
    tag = first.headers["etag"]

    last = until(lambda look: _shown(look) != _shown(first), lambda: stage.ask(path=path), seconds=SECONDS)

    if (_shown(last) != _shown(first)) != (last.headers.get("etag") != tag):
        stage.broken(CHANGED, f"The ETag was {tag} before: it changes with the answer, and only then.", last, created)
    if last.headers.get("etag") != tag:
        stage.expect(stage.ask(path=path, headers={"If-None-Match": tag}), 200, promise=CHANGED)


def _ways(stage: Stage) -> list[Mapping[str, str]]:
    """The path parameters of things that do not change any more; none at all, where the path has none."""
    if not path_parameters(stage.document, stage.operation):
        return [{}]
    link = makers(stage.document, stage.operation)[0]
    story = told(stage) if link.source == creation_of(stage.document, NEW_DOCUMENT) else None
    if story is None:
        return [_still(stage)]
    ended = (story.parking.created, story.leave.created)
    return [{name: str(at(each.json, pointer)) for name, pointer in link.parameters.items()} for each in ended]


def _still(stage: Stage) -> Mapping[str, str]:
    """Of something that was just made, once it looks the same twice."""
    _, _, path = stage.make()
    looks = [stage.ask(path=path)]

    def still(look: Answer) -> bool:
        looks.append(look)
        return bool(look.json == looks[-2].json)

    until(still, lambda: stage.ask(path=path), seconds=SECONDS)
    return path


def _unchanged(stage: Stage, path: Mapping[str, str], sent: str, tag: str) -> None:
    answer = stage.expect(stage.ask(path=path, headers={"If-None-Match": sent}), 304, promise=UNCHANGED)
    if answer.response.content or answer.headers.get("etag") != tag:
        stage.broken(UNCHANGED, f"It has no body, and the same ETag: {tag}.", answer)


def _shown(look: Answer) -> Any:
    """The answer, links aside."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return None if {"url", "expiresAt"} <= value.keys() else {name: plain(each) for name, each in value.items()}
        return value

    return plain(look.json)
