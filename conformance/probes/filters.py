"""A list's filters: what they leave in has what was asked for, and what has it is left in."""

from collections.abc import Mapping
from typing import Any

from conformance.lists import PAGES, Listed, listed
from conformance.probing import probe
from conformance.reading import answer_schema, enumerated_filters, filters, is_list, parameter, properties
from conformance.stage import Answer, Stage
from contract import Document, Operation

HAS = "Every item that a filter leaves in has what was asked for"
FINDS = "A filter leaves in what has what was asked for"
BOTH = "Of two filters both hold"
# How many of the newest things a filter is held against.
LOOKED_AT = 50
ECHO = "An answer is of what its parameter asked for"


def has_filters(document: Document, operation: Operation) -> bool:
    return is_list(document, operation) and bool(filters(document, operation))


@probe(has_filters)
def list_filters(stage: Stage) -> None:
    """Every value of an enumerated filter, against what the list shows without it."""
    made = listed(stage, stage.operation)
    if made is None:
        return
    values = enumerated_filters(stage.document, stage.operation)
    before = _page(stage, {})
    answers = []
    for name, shown in filters(stage.document, stage.operation).items():
        for value in values.get(name, ()):
            found = _page(stage, {name: value})
            _each_has(stage, HAS, found, {shown: value})
            answers.append((name, shown, value, found))
    after = _page(stage, {})
    for name, shown, value, found in answers:
        having = _ids(made, before, shown, value) & _ids(made, after, shown, value)
        _finds(stage, made, {name: value}, found, having)


@probe(has_filters)
def list_filters_together(stage: Stage) -> None:
    """Every value of one with the mark, or with every value of the next one; and a mark that nothing has."""
    made = listed(stage, stage.operation)
    if made is None:
        return
    wanted = filters(stage.document, stage.operation)
    for name, mark in made.query.items():
        nothing = _page(stage, {name: f"{mark}x"[1:]})
        if nothing.json["items"]:
            stage.broken(HAS, "Nothing was made with this value.", nothing)
    enumerated = enumerated_filters(stage.document, stage.operation)
    first, *others = enumerated
    second = made.query or {others[0]: enumerated[others[0]][-1]} if others or made.query else {}
    for value in enumerated[first] if second else ():
        query = {first: value, **second}
        _each_has(stage, BOTH, _page(stage, query), {wanted[name]: each for name, each in query.items()})


def echoed(document: Document, operation: Operation) -> bool:
    """A parameter that a success answer repeats, and whose pattern is a month's."""
    month = parameter(document, operation, "query", "month")
    return month is not None and "month" in properties(document, answer_schema(document, operation))


@probe(echoed)
def month_asked_for(stage: Stage) -> None:
    """The answer is of the month asked for, and so are its days."""
    this = stage.expect(stage.ask(), 200, promise=ECHO)
    year, month = map(int, this.json["month"].split("-"))
    before = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"
    for wanted in (this.json["month"], before):
        answer = stage.expect(stage.ask(query={"month": wanted}), 200, promise=ECHO)
        days = [item["day"] for item in answer.json.get("items", ()) if "day" in item]
        if answer.json["month"] != wanted or not all(day.startswith(wanted) for day in days):
            stage.broken(ECHO, f"It should be of {wanted}.", answer)


def _page(stage: Stage, query: Mapping[str, str]) -> Answer:
    return stage.expect(stage.ask(query={**query, "limit": LOOKED_AT}), 200, promise=HAS)


def _matches(item: Mapping[str, Any], shown: str, value: str) -> bool:
    said = item.get(shown)
    return value in said if isinstance(said, list) else said == value


def _each_has(stage: Stage, promise: str, page: Answer, wanted: Mapping[str, str]) -> None:
    for item in page.json["items"]:
        for shown, value in wanted.items():
            if not _matches(item, shown, value):
                stage.broken(promise, f"An item has {shown} {item.get(shown)!r}; asked for was {value!r}.", page)


def _ids(made: Listed, page: Answer, shown: str, value: str) -> set[str]:
    return {made.id_of(item) for item in page.json["items"] if _matches(item, shown, value)}


def _finds(stage: Stage, made: Listed, query: Mapping[str, str], first: Answer, having: set[str]) -> None:
    """What had it before and after must be there meanwhile, perhaps a few short pages later."""
    missing = set(having)
    page = first
    for _ in range(PAGES):
        missing -= {made.id_of(item) for item in page.json["items"]}
        if not missing or "nextCursor" not in page.json:
            break
        page = _page(stage, {**query, "cursor": page.json["nextCursor"]})
    if missing:
        stage.broken(FINDS, f"With {dict(query)} there is no {', '.join(sorted(missing))}.", first)
