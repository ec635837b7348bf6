"""Lists as probes walk them: things made to be found there, and pages until they were."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from conformance.reading import Entry, at, entries, filters, parameter, properties, request_examples, request_schema
from conformance.sharing import shared
from conformance.stage import Answer, Stage
from contract import Document, Operation

MADE = 3
# How many things of others may have come after those that were made, before a walk looks for them.
OTHERS = 150
# A list may have short pages, even empty ones, before its end.
PAGES = 40


@dataclass(frozen=True)
class Listed:
    """Things made for a list, oldest first, by id; `query` leaves all others out, where the list can do that."""

    ids: tuple[str, ...]
    in_item: str
    query: Mapping[str, str]
    answers: tuple[Answer, ...]

    def id_of(self, item: Any) -> str:
        return str(at(item, self.in_item))


@dataclass(frozen=True)
class Walk:
    """`ended` where the last page was one without a cursor."""

    items: tuple[Any, ...]
    pages: tuple[Answer, ...]
    ended: bool


def marked(document: Document, operation: Operation, entry: Entry, mark: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The first example of a creation, with a mark where there is a place, and the list's filter that looks for it."""
    body = dict(next(iter(request_examples(document, entry.maker.source).values())))
    taken = properties(document, request_schema(document, entry.maker.source))
    for name, shown in filters(document, operation).items():
        if shown != name and shown in taken:
            return body | {shown: [mark]}, {name: mark}
    return body, {}


def listed(stage: Stage, operation: Operation) -> Listed | None:
    """The same things for all that ask; None where the list has no creation, or one failed for another probe."""
    found = entries(stage.document, operation)
    if not found:
        return None
    return shared(stage, f"things in {operation.operation_id}", lambda: _made(stage, operation, found))


def _made(stage: Stage, operation: Operation, found: Sequence[Entry]) -> Listed:
    """By each of the creations in turn."""
    mark = f"probe-{uuid.uuid4()}"
    query: dict[str, str] = {}
    answers = []
    for entry in islice(cycle(found), MADE):
        body, query = marked(stage.document, operation, entry, mark)
        answers.append((entry, stage.create(entry.maker.source, body)))
    ids = tuple(str(at(answer.json, entry.in_answer)) for entry, answer in answers)
    return Listed(ids, found[0].in_item, query, tuple(answer for _, answer in answers))


def walk(stage: Stage, operation: Operation, made: Listed, limit: int, query: Mapping[str, str]) -> Walk:
    """Pages until the end, or until all that was made was seen and nothing but others' things can follow."""
    pages: list[Answer] = []
    items: list[Any] = []
    cursor: dict[str, str] = {}
    most = PAGES + (MADE if query else OTHERS) // limit
    while len(pages) < most:
        page = stage.ask(operation, query={**query, "limit": limit, **cursor})
        stage.expect(page, 200, promise="A cursor leads to the next page")
        pages.append(page)
        items += page.json["items"]
        if "nextCursor" not in page.json:
            return Walk(tuple(items), tuple(pages), ended=True)
        cursor = {"cursor": page.json["nextCursor"]}
        if not query and {made.id_of(each) for each in items} >= set(made.ids):
            break
    return Walk(tuple(items), tuple(pages), ended=False)


def bounds(document: Document, operation: Operation) -> tuple[int, int, int]:
    """Of `limit`: the least, the most, and what it is when left out."""
    limit = parameter(document, operation, "query", "limit")
    assert limit is not None
    schema = document.resolve(limit["schema"])
    return schema.get("minimum", 1), schema.get("maximum", 100), schema.get("default", schema.get("maximum", 100))
