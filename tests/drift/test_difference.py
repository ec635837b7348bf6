"""Two trees of JSON: each place where they differ is told once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.difference import LEFT_OPEN, NOTHING, Difference, differences

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=10,
)


def paths(method: dict[str, Any]) -> dict[str, Any]:
    return {"paths": {"/pets": {"get": method}}}


@given(JSON)
def test_equal_trees_do_not_differ(tree: Any) -> None:
    assert differences(tree, tree) == ()


@given(JSON, JSON)
def test_trees_that_are_not_equal_differ(wanted: Any, served: Any) -> None:
    assert bool(differences(wanted, served)) == (repr(wanted) != repr(served) and not same_members(wanted, served))


def same_members(left: Any, right: Any) -> bool:
    """Equal, whatever the order of names; True is not 1."""
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(same_members(left[name], right[name]) for name in left)
        case list(), list():
            return len(left) == len(right) and all(map(same_members, left, right))
    return type(left) is type(right) and bool(left == right)


@pytest.mark.parametrize(
    ("wanted", "served", "told"),
    [
        ({"a": 1}, {}, ("/a", 1, NOTHING)),
        ({}, {"a": None}, ("/a", NOTHING, None)),
        ({"a": {"b/c": 1}}, {"a": {"b/c": True}}, ("/a/b~1c", 1, True)),
        ({"a": {"b": 1}}, {"a": [1]}, ("/a", {"b": 1}, [1])),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, ("/enum", ["a", "b"], ["b", "a"])),
        ([{"a": 1}], [{"a": 1}, {"a": 2}], ("/1", NOTHING, {"a": 2})),
        (1, 2, ("", 1, 2)),
    ],
)
def test_a_difference_is_told_where_it_is(wanted: Any, served: Any, told: tuple[str, Any, Any]) -> None:
    pointer, before, after = told

    assert differences(wanted, served) == (Difference(pointer, "", before, after),)


def test_all_of_them_are_told() -> None:
    found = differences({"a": 1, "b": 2, "c": 3}, {"a": 0, "b": 2, "d": 4})

    assert [each.pointer for each in found] == ["/a", "/c", "/d"]


@pytest.mark.parametrize(
    ("wanted", "served", "operation"),
    [
        ({"operationId": "listPets", "x": 1}, {"operationId": "listPets", "x": 2}, "listPets"),
        ({"operationId": "listPets", "x": 1}, {"x": 1}, "listPets"),
        ({"x": 1}, {"x": 2}, "GET /pets"),
    ],
)
def test_a_difference_names_its_operation(wanted: Any, served: Any, operation: str) -> None:
    found = differences(paths(wanted), paths(served))

    assert {each.operation for each in found} == {operation}


def test_an_operation_that_only_one_has_is_one_difference_with_its_name() -> None:
    (found,) = differences({"paths": {"/pets": {}}}, paths({"operationId": "listPets", "x": 1}))

    assert (found.pointer, found.operation) == ("/paths/~1pets/get", "listPets")


@pytest.mark.parametrize(
    ("served", "is_found"),
    [("'Bearer a'", False), ("''", False), ("'Bearer a", True), ("'a' 'b'", True), (None, True), ("method.x", True)],
)
def test_what_is_left_to_the_deployment_is_any_text_in_its_place(served: Any, is_found: bool) -> None:
    assert bool(differences({"a": f"'{LEFT_OPEN}'"}, {"a": served})) == is_found
