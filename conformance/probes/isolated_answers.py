"""Lists, searches, reports and uploads: what a team made plays no part in what another team is answered."""

from typing import Any

import requests

from conformance.callers import Caller
from conformance.calling import called, made_by_peer, peer_may
from conformance.lists import Listed, bounds, listed
from conformance.probing import probe
from conformance.reading import (
    answer_schema,
    at,
    entries,
    is_list,
    links,
    path_parameters,
    properties,
    request_schema,
    success,
)
from conformance.refusals import Refusal, refused
from conformance.stage import Answer, Stage
from conformance.story import told
from contract import Document, Operation

LISTED = "What a team made is in no list of another team"
READABLE = "What a list shows can be read"
SEARCHED = "What a team made is in no search of another team"
NAMED = "A report is of the team that asks for it"
UPLOADED = "An upload is its team's own"
CURSOR = Refusal(422, "unknown-cursor")
MISSING = Refusal(422, "upload-missing")
SHOWN = 5
TIMEOUT = 30.0


@probe(is_list)
def lists_are_own(stage: Stage) -> None:
    """The same pages for both teams, the one that made something first: they have nothing in common."""
    made = listed(stage, stage.operation)
    if made is None or not peer_may(stage, stage.operation):
        return
    sources = {entry.maker.source.operation_id: entry for entry in entries(stage.document, stage.operation)}
    peers = {
        str(at(answer.json, entry.in_answer)): answer
        for entry in sources.values()
        if (answer := made_by_peer(stage, entry.maker.source)) is not None
    }
    most = bounds(stage.document, stage.operation)[1]
    for query in ({"limit": most}, {"limit": most, **made.query}, {"limit": 1}):
        _apart(stage, made, peers, query)


def _apart(stage: Stage, made: Listed, peers: dict[str, Answer], query: dict[str, Any]) -> None:
    own, theirs = (called(stage, query=query, caller=each) for each in (Caller.TEAM, Caller.PEER))
    stage.expect(own, 200, promise=LISTED)
    if theirs.status == 429:
        return
    stage.expect(theirs, 200, promise=LISTED)
    shown, others = ({made.id_of(item) for item in each.json["items"]} for each in (own, theirs))
    if shown & others or set(made.ids) & others or peers.keys() & shown:
        stage.broken(LISTED, "Both teams are shown the same, or what the other one has made.", theirs, own)
    if cursor := own.json.get("nextCursor"):
        _cursor(stage, made, {**query, "cursor": cursor}, shown)


def _cursor(stage: Stage, made: Listed, query: dict[str, Any], shown: set[str]) -> None:
    """Of TEAM, used by PEER: refused, or good for PEER's own things."""
    answer = called(stage, query=query, caller=Caller.PEER)
    if answer.status == 200:
        found = {made.id_of(item) for item in answer.json["items"]}
        own = stage.expect(called(stage, query=query), 200, promise=LISTED)
        if found & (shown | set(made.ids) | {made.id_of(item) for item in own.json["items"]}):
            stage.broken(LISTED, "A cursor shows another team's things.", answer, own)
    elif answer.status != 429:
        refused(stage, answer, CURSOR, promise=LISTED, what="Another team's cursor")


@probe(is_list)
def listed_is_readable(stage: Stage) -> None:
    """By the links of the first items, unless one has gone from the list meanwhile."""
    page = stage.expect(stage.ask(query={"limit": SHOWN}), 200, promise=READABLE)
    for link in links(stage.document):
        target = stage.operation_named(link.target)
        if link.source != stage.operation or target.method != "get" or not page.json["items"]:
            continue
        for number, item in enumerate(page.json["items"]):
            places = {name: _at_item(pointer, number) for name, pointer in link.parameters.items()}
            path = {name: at(page.json, pointer) for name, pointer in places.items()}
            if None in path.values():
                continue
            answer = stage.ask(target, path={name: str(value) for name, value in path.items()})
            now = stage.ask(query={"limit": SHOWN}) if answer.status == 404 else page
            if answer.status != 200 and (answer.status != 404 or _names(now, item)):
                stage.broken(READABLE, f"It was answered {answer.status}.", answer, page)


def _at_item(pointer: str, number: int) -> str:
    """The pointer of a link, which is of the first item, for another one."""
    return pointer.replace("/items/0/", f"/items/{number}/", 1)


def _names(page: Answer, item: dict[str, Any]) -> bool:
    ids = {name: value for name, value in item.items() if name.endswith("Id")}
    return any(ids.items() <= each.items() for each in page.json["items"])


def searches(document: Document, operation: Operation) -> bool:
    taken = properties(document, request_schema(document, operation))
    return "documentIds" in properties(document, taken.get("filter", {}))


@probe(searches, late=True)
def searches_are_own(stage: Stage) -> None:
    """The same search by both teams, TEAM first: for what TEAM has taken in, and for anything."""
    if not peer_may(stage, stage.operation):
        return
    story = told(stage)
    if story is None:
        return
    ids = [story.parking.document_id, story.leave.document_id]
    name = request_schema(stage.document, stage.operation)["required"][0]
    for chosen in ({"filter": {"documentIds": ids}}, {"filter": {"labels": [story.label]}}, {}):
        body = {name: "When does the garage close?", **chosen}
        own, theirs = (called(stage, body=body, caller=each) for each in (Caller.TEAM, Caller.PEER))
        if any(each.encode() in theirs.response.content for each in ids):
            stage.broken(SEARCHED, "It names the other team's document.", theirs, own)


def tells_team(document: Document, operation: Operation) -> bool:
    told = properties(document, answer_schema(document, operation))
    return operation.method == "get" and not path_parameters(document, operation) and "team" in told


@probe(tells_team)
def reports_are_own(stage: Stage) -> None:
    """The same report for both teams, one after the other, and again."""
    if not peer_may(stage, stage.operation):
        return
    answers = [called(stage, caller=each) for each in (Caller.TEAM, Caller.PEER, Caller.TEAM)]
    if any(each.status == 429 for each in answers):
        return
    own, theirs, again = answers
    if own.json["team"] == theirs.json["team"] or own.json["team"] != again.json["team"]:
        stage.broken(NAMED, "It names the same team for two, or two for the same.", theirs, own)


def gives_address(document: Document, operation: Operation) -> bool:
    """For bytes, which another creation then takes: its answer has a link with a body."""
    given = {"url", "headers"} <= properties(document, answer_schema(document, operation)).keys()
    return operation.method == "post" and given and _onward(document, operation) is not None


@probe(gives_address)
def uploads_are_own(stage: Stage) -> None:
    """Of TEAM, taken in by PEER, and of PEER by TEAM; each can take in its own."""
    onward = _onward(stage.document, stage.operation)
    if onward is None or not peer_may(stage, stage.operation) or not peer_may(stage, onward[0]):
        return
    target, sent = onward
    for maker, other in ((Caller.TEAM, Caller.PEER), (Caller.PEER, Caller.TEAM)):
        content = b"Some words."
        made = called(stage, body={"mediaType": "text/plain", "bytes": len(content)}, caller=maker)
        if made.status == 429:
            continue
        stage.expect(made, int(success(stage.document, stage.operation)[0]), promise=UPLOADED)
        headers = {name: value for name, value in made.json["headers"].items() if name.lower() != "content-length"}
        requests.put(made.json["url"], content, headers=headers, timeout=TIMEOUT)
        body = {
            name: at(made.json, value.partition("#")[2]) if value.startswith("$response.body#") else value
            for name, value in sent.items()
        }
        theirs, own = (called(stage, target, body=body, caller=each) for each in (other, maker))
        if theirs.status != 429:
            refused(stage, theirs, MISSING, promise=UPLOADED, what="Another team's upload")
        if own.status not in (429, int(success(stage.document, target)[0])):
            stage.broken(UPLOADED, f"Its own team was answered {own.status}.", own, made)


def _onward(document: Document, operation: Operation) -> tuple[Operation, dict[str, Any]] | None:
    for each in map(document.resolve, success(document, operation)[1].get("links", {}).values()):
        if each.get("requestBody"):
            target = next(other for other in document.operations() if other.operation_id == each["operationId"])
            return target, each["requestBody"]
    return None
