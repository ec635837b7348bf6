import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloud_control.json_patch import InvalidPatch, patched

DOCUMENTS = st.dictionaries(
    st.sampled_from(["a", "b", "~", "/", "~1"]), st.recursive(st.integers(), st.lists), max_size=3
)


@pytest.mark.parametrize(
    ("document", "operation", "result"),
    [
        ({"a": 1}, {"op": "add", "path": "/b", "value": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"op": "add", "path": "/a", "value": 2}, {"a": 2}),
        ({"a": [1, 3]}, {"op": "add", "path": "/a/1", "value": 2}, {"a": [1, 2, 3]}),
        ({"a": [1]}, {"op": "add", "path": "/a/1", "value": 2}, {"a": [1, 2]}),
        ({"a": [1]}, {"op": "add", "path": "/a/-", "value": 2}, {"a": [1, 2]}),
        ({"a": {"b": 1}}, {"op": "remove", "path": "/a/b"}, {"a": {}}),
        ({"a": [1, 2]}, {"op": "remove", "path": "/a/0"}, {"a": [2]}),
        ({"a/b": {"~": 1}}, {"op": "replace", "path": "/a~1b/~0", "value": 2}, {"a/b": {"~": 2}}),
        ({"a": 1}, {"op": "replace", "path": "", "value": {"b": 2}}, {"b": 2}),
        ({"a": 1}, {"op": "test", "path": "/a", "value": 1}, {"a": 1}),
    ],
)
def test_an_operation_does_as_the_rfc_says(document: Any, operation: dict[str, Any], result: Any) -> None:
    assert patched(document, [operation]) == result


@pytest.mark.parametrize(
    "patch",
    [
        None,
        {"op": "remove", "path": "/a"},
        ["remove"],
        [{"op": "remove", "path": "/c"}],
        [{"op": "remove", "path": "/c/d"}],
        [{"op": "replace", "path": "/a/b", "value": 1}],
        [{"op": "add", "path": "/list/3", "value": 1}],
        [{"op": "add", "path": "/list/01", "value": 1}],
        [{"op": "add", "path": "/list/-1", "value": 1}],
        [{"op": "replace", "path": "/a"}],
        [{"op": "replace", "path": "a", "value": 1}],
        [{"op": "test", "path": "/a", "value": 2}],
        [{"op": "copy", "from": "/list", "path": "/a"}],
        [{"op": [], "path": "/a"}],
    ],
)
def test_a_patch_that_does_not_fit_is_told(patch: Any) -> None:
    assert isinstance(patched({"a": 1, "list": [1, 2]}, patch), InvalidPatch)


@given(DOCUMENTS, DOCUMENTS)
def test_members_are_taken_away_and_put_back_and_the_document_given_stays(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    def path(name: str) -> str:
        return "/" + name.replace("~", "~0").replace("/", "~1")

    given_document = copy.deepcopy(before)
    removals = [{"op": "remove", "path": path(name)} for name in before]
    additions = [{"op": "add", "path": path(name), "value": value} for name, value in after.items()]

    assert patched(before, [*removals, *additions]) == after
    assert before == given_document
