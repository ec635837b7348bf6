from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import Document
from handlers.gateway.schemas import draft4
from mutation.places import LAST, MISSING, at, edited, places
from mutation.samples import sample

CAT = {"type": "object", "required": ["is"], "properties": {"is": {"enum": ["cat"]}, "lives": {"type": "integer"}}}
TREE = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}}
DOCUMENT = Document("pets", {"components": {"schemas": {"Cat": CAT, "Tree": TREE}}})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
PATHS = st.lists(st.sampled_from(["a", "b", LAST]), max_size=3).map(tuple)


def names(schema: dict[str, Any]) -> list[str]:
    return [each.name for each in places(DOCUMENT, schema)]


def test_places_are_found_through_properties_items_and_references() -> None:
    schema = {"properties": {"pets": {"items": {"$ref": "#/components/schemas/Cat"}}}}

    assert names(schema) == ["", "pets", "pets.last", "pets.last.is", "pets.last.lives"]


def test_schema_that_refers_to_itself_ends() -> None:
    assert names({"$ref": "#/components/schemas/Tree"}) == [""]


def test_place_behind_a_discriminator_knows_where_it_is() -> None:
    mapping = {"cat": "#/components/schemas/Cat"}
    found = places(DOCUMENT, {"discriminator": {"propertyName": "is", "mapping": mapping}, "oneOf": []})

    assert [each.name for each in found] == ["", "cat:is", "cat:lives"]
    assert found[1].where == ((("is",), "cat"),)


def test_what_branches_of_all_of_say_is_put_together() -> None:
    one = {"required": ["a"], "properties": {"a": {"type": "string"}}}
    found = places(DOCUMENT, {"allOf": [one, {"properties": {"a": {"enum": ["x"]}}}]})

    assert [(each.name, each.required, dict(each.schema)) for each in found[1:]] == [
        ("a", True, {"type": "string", "enum": ["x"]})
    ]


def test_doubts_count_what_may_be_left_out_or_null_on_the_way() -> None:
    inner = {"type": "object", "nullable": True, "properties": {"b": {"type": "string"}}}
    found = places(DOCUMENT, {"required": ["a", "c"], "properties": {"a": inner, "c": {}}})

    assert {each.name: each.doubts for each in found} == {"": 0, "a": 1, "a.b": 2, "c": 0}


@given(JSON, PATHS)
def test_place_is_edited_where_it_is_and_nowhere_else(value: Any, path: tuple[str | int, ...]) -> None:
    made = edited(value, path, lambda _: "new")

    assert at(made, path) == "new" if at(value, path) is not MISSING else made == value


@given(JSON, PATHS.filter(bool))
def test_place_that_is_taken_away_is_not_there(value: Any, path: tuple[str | int, ...]) -> None:
    before = at(value, path[:-1])
    made = edited(value, path, lambda _: MISSING)

    if path[-1] != LAST:
        assert at(made, path) is MISSING
    elif isinstance(before, list) and before:
        assert at(made, path[:-1]) == before[:-1]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/Cat"},
        {"type": "array", "minItems": 2, "items": {"type": "string", "maxLength": 3}},
        {"type": "number", "minimum": 7},
        {"type": "boolean"},
        {"oneOf": [{"type": "integer"}]},
        {"type": "string", "format": "uuid"},
        {"type": "string", "example": "x"},
    ],
)
def test_sample_fits_its_schema(schema: dict[str, Any]) -> None:
    whole = {**draft4(schema), "components": draft4(DOCUMENT.root["components"])}

    assert jsonschema_rs.Draft4Validator(whole).is_valid(sample(DOCUMENT, schema))
