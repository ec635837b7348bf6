"""Contracts as they may have been before their latest change: without the newest parameter, property, scope, operation.

What was added last is taken to stand last.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from contract import Document, Operation, access_table, scopes
from contract.place import segments
from mutation.deployed import Json, Key, put, without


@dataclass(frozen=True, slots=True)
class Earlier:
    """`name` is part of an id; `said` follows on "a contract"."""

    name: str
    operation: str
    said: str
    document: Document = field(repr=False)


def earlier_requests(document: Document) -> Iterator[Earlier]:
    """Operations whose requests were less rich."""
    for operation in document.operations():
        yield from _without_parameter(document, operation)
    yield from earlier_bodies(document)


def earlier_bodies(document: Document) -> Iterator[Earlier]:
    """Those whose bodies were."""
    for operation in document.operations():
        yield from _without_property(document, operation)


def earlier_access(document: Document) -> Iterator[Earlier]:
    """Operations that nobody was let in to, and operations for which other scopes were asked."""
    rows = access_table(document)
    for operation in document.operations():
        for index, each in enumerate(operation.raw.get("security", ())):
            for scheme, asked in each.items():
                if not asked or not rows:
                    continue
                place: list[Key] = [*_place(operation), "security"]
                name = operation.operation_id
                open_ = put(document.root, place, [])
                yield Earlier(f"{name}.unknown", name, f"that asks no scope for {name}", _root(document, open_))
                other = next(scope for scope in scopes(document) if scope not in asked)
                changed = put(document.root, [*place, index, scheme], [other])
                yield Earlier(f"{name}.other", name, f"that asks {other} for {name}", _root(document, changed))


def earlier_documents(document: Document) -> Iterator[Earlier]:
    """What clients are served: another version, an operation less, a parameter less, a property less."""
    version = put(document.root, ["info", "version"], "0.0.0")
    yield Earlier("version", "", "of the version 0.0.0", _root(document, version))
    *_, last = document.operations()
    gone = without(document.root, _place(last))
    yield Earlier("operation", last.operation_id, f"without {last.operation_id}", _root(document, gone))
    seen: set[str] = set()
    for earlier in earlier_requests(document):
        kind = earlier.name.split(".")[1]
        if kind not in seen:
            seen.add(kind)
            yield earlier


def _without_parameter(document: Document, operation: Operation) -> Iterator[Earlier]:
    declared = operation.raw.get("parameters", ())
    optional = [
        (index, each)
        for index, each in ((index, document.resolve(each)) for index, each in enumerate(declared))
        if each["in"] != "path"
    ]
    if optional:
        index, last = optional[-1]
        root = without(document.root, [*_place(operation), "parameters", index])
        name = operation.operation_id
        yield Earlier(
            f"{name}.parameter.{last['name']}",
            name,
            f"without the parameter {last['name']} of {name}",
            _root(document, root),
        )


def _without_property(document: Document, operation: Operation) -> Iterator[Earlier]:
    body = document.resolve(operation.raw.get("requestBody", {}))
    for media_type, each in body.get("content", {}).items():
        for place in _objects(document, each.get("schema", {}), ()):
            schema = _at(document.root, place)
            *_, last = schema["properties"]
            root = without(document.root, [*place, "properties", last])
            rest = [name for name in schema.get("required", ()) if name != last]
            root = put(root, [*place, "required"], rest) if rest else _maybe_without(root, place)
            name = operation.operation_id
            of = str(place[-1])
            said = f"without the property {last} of {of} in {media_type}"
            yield Earlier(f"{name}.property.{of}.{last}", name, said, _root(document, root))


def _maybe_without(root: Json, place: tuple[Key, ...]) -> Any:
    return without(root, [*place, "required"]) if "required" in _at(root, place) else root


def _objects(document: Document, schema: Json, seen: tuple[str, ...]) -> Iterator[tuple[Key, ...]]:
    """Where the shared schemas stand that a body consists of: itself, or each that it may be or is made of."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference in seen:
            return
        place = tuple(segments(reference[1:]))
        found = document.find(reference)
        if found.get("properties"):
            yield place
        yield from _objects(document, found, (*seen, reference))
    for word in ("oneOf", "anyOf", "allOf"):
        for each in schema.get(word, ()):
            yield from _objects(document, each, seen)


def _at(root: Any, place: tuple[Key, ...]) -> Any:
    for key in place:
        root = root[key]
    return root


def _place(operation: Operation) -> list[Key]:
    return ["paths", operation.path, operation.method]


def _root(document: Document, root: Json) -> Document:
    return replace(document, root=root)
