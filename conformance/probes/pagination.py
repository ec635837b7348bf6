"""Lists come in pages: followed to the end, they hold each thing once, newest first."""

from itertools import pairwise

from conformance.lists import Listed, Walk, bounds, listed, walk
from conformance.probing import probe
from conformance.reading import filters, is_list, parameter
from conformance.refusals import Refusal, refused
from conformance.stage import Answer, Stage

ONCE = "A list shows each thing once"
ALL = "A list shows all that was made"
NEWEST = "A list shows the newest first"
LIMIT = "A page holds no more than its limit"
DEFAULT = "A limit that is left out is the documented default"
ONWARD = "A cursor leads onward"
OWN = "A cursor is good for the same list and filters only"
GARBAGE = "A cursor that no page gave is refused"
UNKNOWN_CURSOR = Refusal(422, "unknown-cursor")
# How far a time is compared: what is made in parallel may have its times in another order within milliseconds.
SECOND = len("2026-11-23T09:30:00")


@probe(is_list)
def list_pages(stage: Stage) -> None:
    """Whatever the limit is, what was made is in the pages: all of it, once, in order."""
    made = listed(stage, stage.operation)
    if made is None:
        return
    least, most, _ = bounds(stage.document, stage.operation)
    for limit in (least, least + 1, most):
        found = walk(stage, stage.operation, made, limit, made.query)
        for page in found.pages:
            if len(page.json["items"]) > limit:
                stage.broken(LIMIT, f"The page of {limit} holds {len(page.json['items'])}.", page)
        _onward(stage, found)
        _all_once_in_order(stage, made, found)


@probe(is_list)
def list_default_limit(stage: Stage) -> None:
    """A page without a limit is as long as one with the documented default."""
    _, _, default = bounds(stage.document, stage.operation)

    plain, asked, again = (stage.ask(query=query) for query in ({}, {"limit": default}, {}))

    lengths = [len(stage.expect(each, 200, promise=DEFAULT).json["items"]) for each in (plain, asked, again)]
    if lengths[0] > default or (max(lengths[0], lengths[2]) < lengths[1] == default):
        stage.broken(DEFAULT, f"The page holds {lengths[0]}, with limit={default} it is {lengths[1]}.", plain, asked)


@probe(is_list)
def list_cursors(stage: Stage) -> None:
    """Another list's cursor, another filter's, one that was changed, and one that never was."""
    if listed(stage, stage.operation) is None:
        return
    page = stage.expect(stage.ask(query={"limit": 1}), 200, promise=ONWARD)
    cursor = page.json.get("nextCursor")
    if cursor is None:
        stage.broken(ONWARD, "Several things were made, and a page of one has no cursor.", page)
    for name in filters(stage.document, stage.operation):
        _refused(stage, OWN, stage.ask(query={name: _some_value(stage, name), "cursor": cursor}))
    for other in stage.document.operations():
        if is_list(stage.document, other) and other.operation_id != stage.operation.operation_id:
            _refused(stage, OWN, stage.ask(other, query={"cursor": cursor}))
    for garbage in ("garbage", f"{cursor}x", cursor[:-2], "W10"):
        _refused(stage, GARBAGE, stage.ask(query={"cursor": garbage}))


def _refused(stage: Stage, promise: str, answer: Answer) -> None:
    refused(stage, answer, UNKNOWN_CURSOR, promise=promise, what="The cursor")


def _some_value(stage: Stage, name: str) -> str:
    found = parameter(stage.document, stage.operation, "query", name)
    assert found is not None
    return str(stage.document.resolve(found["schema"]).get("enum", ["probe"])[0])


def _onward(stage: Stage, found: Walk) -> None:
    cursors = [page.json["nextCursor"] for page in found.pages if "nextCursor" in page.json]
    if len(set(cursors)) < len(cursors):
        stage.broken(ONWARD, "A cursor came a second time.", found.pages[-1], *found.pages[:-1])


def _all_once_in_order(stage: Stage, made: Listed, found: Walk) -> None:
    last, *before = reversed(found.pages)
    shown = [made.id_of(item) for item in found.items]
    if len(set(shown)) < len(shown):
        stage.broken(ONCE, "A thing came a second time.", last, *before)
    if missing := [each for each in made.ids if each not in shown]:
        stage.broken(ALL, f"Not found: {', '.join(missing)}.", last, *made.answers, *before)
    if made.query and not set(shown) <= set(made.ids):
        stage.broken(ALL, "The filter that only these have finds others as well.", last, *made.answers)
    if [each for each in shown if each in made.ids] != list(reversed(made.ids)):
        stage.broken(NEWEST, "What was made later comes later.", last, *made.answers, *before)
    times = [item["createdAt"] for item in found.items if "createdAt" in item]
    if any(later[:SECOND] > earlier[:SECOND] for earlier, later in pairwise(times)):
        stage.broken(NEWEST, "A thing that was made later comes later.", last, *before)
