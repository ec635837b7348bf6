"""What holds for any document, shown on our own contract and on edits of it."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comparison import Verdict, compare, edition_of
from comparison.operations import METHODS
from comparison.pairs import edited
from comparison.part import component_of, components, reachable
from contract import Document, load
from contract.place import child, segments

ROOT = Path(__file__).parents[2]
OWN = edition_of(load(ROOT / "openapi.yaml"))
BREAKS = Verdict.BREAKING
SLOW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
# What no client meets on the wire; `info` and components that nobody uses are of no operation.
TEXTS = {"description", "summary", "example", "examples", "title", "tags", "links", "license", "version", "openapi"}
NAMED = {"properties", "schemas", "headers", "responses", "parameters", "paths", "content", "mapping", "scopes"}


def document(root: Mapping[str, Any]) -> Document:
    return Document("head.json", root)


def verdict(base: Document, head: Document) -> Verdict | None:
    return max((change.verdict for change in compare(base, head)), default=None)


def operations() -> list[str]:
    return [
        child("/paths", path, method)
        for path, item in OWN.root["paths"].items()
        for method in METHODS
        if method in item
    ]


def keys(node: Any, pointer: str = "", parent: str = "") -> Iterator[tuple[str, str]]:
    """The pointers of all that can be dropped, with the name that holds each."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if parent in NAMED or not (name in TEXTS or name.startswith("x-")):
                yield child(pointer, name), parent
                yield from keys(value, child(pointer, name), "" if parent in NAMED else name)
    elif isinstance(node, list) and parent in {"parameters", "oneOf", "anyOf", "allOf", "enum", "required"}:
        for index, value in enumerate(node):
            yield child(pointer, index), parent
            yield from keys(value, child(pointer, index))


def droppable() -> list[str]:
    """Nodes that a client meets: those of the operations, and of the components that they use."""
    used = reachable(OWN, OWN.root["paths"]) | {
        pointer for pointer in components(OWN) if pointer.startswith("/components/securitySchemes/")
    }
    every = (pointer for part in ("paths", "components") for pointer, _ in keys(OWN.root[part], f"/{part}", part))
    return [each for each in every if _is_met(each, used)]


def _is_met(pointer: str, used: set[str] | frozenset[str]) -> bool:
    if pointer.startswith("/components/"):
        # A component itself is dropped with what refers to it, which is another document altogether.
        return component_of(pointer) in used and len(segments(pointer)) > 3
    return True


def shuffled(node: Any, random: Any) -> Any:
    if isinstance(node, Mapping):
        names = list(node)
        random.shuffle(names)
        return {name: shuffled(node[name], random) for name in names}
    return [shuffled(each, random) for each in node] if isinstance(node, list) else node


def test_a_document_has_no_change_against_itself() -> None:
    assert compare(OWN, document(deepcopy(dict(OWN.root)))) == ()


@given(random=st.randoms(use_true_random=False))
@settings(SLOW, max_examples=5)
def test_the_order_of_keys_is_no_change(random: Any) -> None:
    head = document(shuffled(OWN.root, random))

    assert compare(OWN, head) == ()


@pytest.mark.parametrize("pointer", operations())
def test_an_operation_that_is_dropped_breaks_and_one_that_is_added_does_not(pointer: str) -> None:
    without = document(edited(OWN.root, {}, (pointer,)))

    [gone] = [change for change in compare(OWN, without) if change.verdict is BREAKS]
    assert gone.kind == "operation-removed"
    assert verdict(without, OWN) is Verdict.COMPATIBLE


@given(st.data())
@settings(SLOW)
def test_writing_references_out_is_no_change(data: st.DataObject) -> None:
    places = [pointer for pointer in references_of(OWN.root) if not pointer.startswith("/components/schemas/Contract")]
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=6, unique=True))

    head = dict(OWN.root)
    for pointer in chosen:
        if (target := reference_at(head, pointer)) is not None:
            head = edited(head, {pointer: OWN.find(target)}, ())
    assert [change for change in compare(OWN, document(head)) if change.kind != "schema-name"] == []


def references_of(node: Any, pointer: str = "") -> Iterator[str]:
    """Of schemas and answers; choices are known by their references' names."""
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield pointer
        for name, value in node.items():
            if name not in {"example", "examples", "oneOf", "anyOf", "mapping"}:
                yield from references_of(value, child(pointer, name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from references_of(value, child(pointer, index))


def reference_at(root: Mapping[str, Any], pointer: str) -> str | None:
    node: Any = root
    for name in segments(pointer):
        node = node[int(name)] if isinstance(node, list) else node.get(name)
        if node is None:
            return None
    found = node.get("$ref") if isinstance(node, Mapping) else None
    return found if isinstance(found, str) else None


@given(st.data())
@settings(SLOW, max_examples=100)
def test_whatever_is_dropped_is_seen(data: st.DataObject) -> None:
    pointer = data.draw(st.sampled_from(DROPPABLE))

    head = edited(OWN.root, {}, (pointer,))
    assert compare(OWN, document(head)) or is_meaningless(pointer), pointer


DROPPABLE = droppable()


def is_meaningless(pointer: str) -> bool:
    """What says the same when it is left out: nobody's security where the document asks for none, a default, and the
    types of problems, which another branch of `allOf` or an enum says too.
    """
    *above, name = segments(pointer)
    node: Any = OWN.root
    for each in above:
        node = node[int(each)] if isinstance(node, list) else node[each]
    value = node[int(name)] if isinstance(node, list) else node[name]
    is_said_twice = name == "type" and "Problem" in pointer
    return is_said_twice or (name, value) in (("security", []), ("required", False))


def test_an_edit_of_a_response_that_is_shared_is_told_of_every_operation_that_has_it() -> None:
    head = edited(OWN.root, {}, ("/components/schemas/Problem/properties/requestId",))

    told = {change.operation for change in compare(OWN, document(head)) if change.verdict is BREAKS}
    assert told == {f"{each.split('/')[-1].upper()} {segments(each)[1]}" for each in operations()}


def test_a_comparison_changes_neither_document() -> None:
    before = json.dumps(OWN.root)

    compare(OWN, document(edited(OWN.root, {}, tuple(operations()[:2]))))

    assert json.dumps(OWN.root) == before
