"""What a list says of a thing is what the thing says of itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.probing import probe
from conformance.reading import Link, at, enumerated_filters, is_list, links
from conformance.sharing import until
from conformance.stage import Answer, Stage
from contract import Document, Operation

ALIKE = "An item of a list is as the thing is when it is read by itself"
FIRST_ITEM = "/items/0/"
# A list may be a moment behind.
SECONDS = 3


def lists_what_is_read(document: Document, operation: Operation) -> bool:
    return is_list(document, operation) and _reader(document, operation) is not None


@probe(lists_what_is_read)
def listed_as_read(stage: Stage) -> None:
    """The first and the last item of a page: of the newest things, and of each value of each enumerated filter."""
    reader = _reader(stage.document, stage.operation)
    assert reader is not None
    for query in _queries(stage):
        page = stage.expect(stage.ask(query=query), 200, promise=ALIKE)
        for path in _paths(reader, page):
            _same(stage, reader, query, path)


def _reader(document: Document, operation: Operation) -> Link | None:
    """The link from the first item to the operation that reads it."""
    reads = {each.operation_id for each in document.operations() if each.method == "get"}
    for link in links(document):
        from_item = all(pointer.startswith(FIRST_ITEM) for pointer in link.parameters.values())
        if link.source == operation and link.target in reads and from_item:
            return link
    return None


def _queries(stage: Stage) -> Iterator[Mapping[str, str]]:
    yield {}
    for name, values in enumerated_filters(stage.document, stage.operation).items():
        yield from ({name: value, "limit": "1"} for value in values)


def _paths(reader: Link, page: Answer) -> list[dict[str, str]]:
    """Path parameters of the items to read, once each."""
    items = page.json["items"]
    found = [_path(reader, item) for item in (*items[:1], *items[-1:])]
    return [path for place, path in enumerate(found) if path not in found[:place]]


def _path(reader: Link, item: Any) -> dict[str, str]:
    return {name: str(at({"items": [item]}, pointer)) for name, pointer in reader.parameters.items()}


def _same(stage: Stage, reader: Link, query: Mapping[str, str], path: Mapping[str, str]) -> None:
    """What is so before the list and after it is so in the list. What others delete or push out is let be."""
    operation = stage.operation_named(reader.target)
    asked: list[Answer] = []
    wrong: dict[str, tuple[Any, Any]] = {}

    def look() -> Answer:
        before = stage.ask(operation, path=path)
        page = stage.ask(query=query)
        after = stage.ask(operation, path=path)
        asked[:] = [before, page, after]
        wrong.clear()
        item = next((each for each in page.json["items"] if _path(reader, each) == path), None)
        if item is not None and before.status == after.status == 200:
            steady = {name for name, value in after.json.items() if before.json.get(name) == value}
            differing = [name for name in item.keys() & steady if item[name] != after.json[name]]
            wrong.update({name: (item[name], after.json[name]) for name in sorted(differing)})
        return page

    until(lambda _: not wrong, look, seconds=SECONDS)
    for name, (shown, read) in wrong.items():
        before, page, after = asked
        stage.broken(ALIKE, f"`{name}` is {shown!r} in the list, {read!r} by itself.", page, before, after)
