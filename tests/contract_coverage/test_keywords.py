"""What each keyword of a request's schema asks for, and which values are that."""

import json
from typing import Any

import pytest

from contract_coverage.coverage import measure
from contract_coverage.points import Kind
from tests.contract_coverage.made import contract_of, get, post

TEXT = {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]*$"}
NUMBER = {"type": "integer", "minimum": 1, "maximum": 9}
LIST = {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True}
OBJECT = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {}, "b": {"default": 1}},
    "additionalProperties": False,
}
OPEN = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 1}}
SHAPES = {
    "oneOf": [{"$ref": "#/components/schemas/Round"}, {"$ref": "#/components/schemas/Square"}],
    "discriminator": {"propertyName": "shape", "mapping": {"round": "#/components/schemas/Round", "square": "Square"}},
}
UNTAGGED = {"oneOf": [{"type": "string", "maxLength": 1}, {"type": "integer"}]}


@pytest.mark.parametrize(
    ("schema", "value", "exercised"),
    [
        (TEXT, "ab", {"of its type", "minLength at its bound", "minLength met", "maxLength met", "pattern met"}),
        (TEXT, "A", {"of its type", "minLength violated", "maxLength met", "pattern violated"}),
        (TEXT, "abcd", {"of its type", "minLength met", "maxLength at its bound", "maxLength met", "pattern met"}),
        (TEXT, "abcde", {"of its type", "minLength met", "maxLength violated", "pattern met"}),
        (TEXT, "😀😀", {"of its type", "minLength at its bound", "minLength met", "maxLength met", "pattern violated"}),
        (TEXT, 5, {"of another type"}),
        (TEXT, None, {"null in its place"}),
        ({"type": "string", "nullable": True}, None, {"null"}),
        (NUMBER, 1, {"of its type", "minimum at its bound", "minimum met", "maximum met"}),
        (NUMBER, 10, {"of its type", "minimum met", "maximum violated"}),
        (NUMBER, 0, {"of its type", "minimum violated", "maximum met"}),
        (NUMBER, True, {"of another type"}),
        ({"type": "number", "multipleOf": 0.5}, 1.5, {"of its type", "multipleOf met"}),
        ({"type": "number", "multipleOf": 2}, 3, {"of its type", "multipleOf violated"}),
        ({"maximum": 3, "exclusiveMaximum": True}, 3, {"maximum at its bound", "maximum violated"}),
        (LIST, [], {"of its type", "minItems violated", "maxItems met"}),
        (
            LIST,
            [1, 1],
            {"of its type", "minItems met", "maxItems at its bound", "maxItems met", "uniqueItems violated"},
        ),
        (LIST, [1, 2, 3], {"of its type", "minItems met", "maxItems violated", "uniqueItems met"}),
        ({"type": "string", "enum": ["x", "y"]}, "y", {"of its type", 'enum "y"'}),
        ({"type": "string", "enum": ["x", "y"]}, "z", {"of its type", "enum violated"}),
        ({"type": "string", "format": "uuid"}, "no", {"of its type", "format violated"}),
        ({"type": "string", "format": "date"}, "2026-02-30", {"of its type", "format violated"}),
        ({"type": "string", "format": "byte"}, "aGk=", {"of its type", "format met"}),
        ({"type": "string", "format": "byte"}, "aGk", {"of its type", "format violated"}),
        ({"type": "integer", "format": "int32"}, 2**31, {"of its type", "format violated"}),
        (OBJECT, {"a": 1}, {"of its type", "additionalProperties met", "optional, left out: b"}),
        (OBJECT, {"b": 1}, {"of its type", "additionalProperties met", "required, violated by leaving out a"}),
        (OBJECT, {"a": 1, "b": 2, "c": 3}, {"of its type", "additionalProperties violated"}),
        (OPEN, {"any": "xx"}, {"of its type", "additionalProperties used", "*: of its type", "*: maxLength violated"}),
        (SHAPES, {"side": 1}, {"discriminator shape left out", "none of the branches"}),
        (SHAPES, {"shape": "none"}, {"none of the branches"}),
        (UNTAGGED, "xx", {"none of the branches"}),
    ],
)
def test_a_value_exercises_of_a_schema(schema: Any, value: Any, exercised: set[str]) -> None:
    coverage = measure(contract_of(schema), [[post(json.dumps(value))]])

    found = {
        f"{point.place.removeprefix('body/')}: {point.what}" if "/" in point.place else point.what
        for point in coverage.counts
        if point.kind is Kind.KEYWORD and "(" not in point.place
    }
    assert found == exercised


def test_a_value_is_held_against_the_branch_that_it_names_though_it_is_not_as_that_has_it() -> None:
    coverage = measure(contract_of(SHAPES), [[post({"shape": "round", "radius": 0})]])

    found = {str(point) for point in coverage.counts if point.kind is Kind.KEYWORD}
    assert found == {
        "body: none of the branches",
        "body(Round): of its type",
        "body(Round): additionalProperties met",
        "body(Round)/radius: of its type",
        "body(Round)/radius: minimum at its bound",
        "body(Round)/radius: minimum violated",
    }


def test_a_value_that_is_as_a_branch_has_it_chooses_that_one() -> None:
    coverage = measure(contract_of(SHAPES), [[post({"shape": "square", "side": 2})]])

    found = {str(point) for point in coverage.counts if point.kind is Kind.KEYWORD}
    assert found == {"body: Square", "body(Square): of its type", "body(Square)/side: of its type"}


@pytest.mark.parametrize(
    ("schema", "sent", "exercised"),
    [
        (NUMBER, ["9"], {"valid", "of its type", "minimum met", "maximum at its bound", "maximum met"}),
        (NUMBER, ["nine"], {"invalid", "of another type"}),
        (NUMBER, [], {"left out"}),
        ({"type": "number"}, ["1e400"], {"invalid", "of another type"}),
        ({"type": "boolean"}, ["true"], {"valid", "of its type"}),
        (
            TEXT,
            ["ab"],
            {"valid", "of its type", "minLength at its bound", "minLength met", "maxLength met", "pattern met"},
        ),
        (TEXT, ["[Filtered]"], set()),
        (
            {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
            ["1", "2"],
            {"valid", "of its type", "maxItems at its bound", "maxItems met"},
        ),
    ],
)
def test_a_parameter_is_read_as_its_schema_has_it(schema: Any, sent: list[str], exercised: set[str]) -> None:
    query = tuple(("size", text) for text in sent)

    coverage = measure(contract_of(size=schema), [[get("/things", query=query)]])

    assert {point.what for point in coverage.counts if point.place == "query size"} == exercised


@pytest.mark.parametrize("text", ['"\\ud800"', "NaN", "1" * 5_000, "[" * 100_000, '{"a": NaN, "a": 1e999}'])
def test_what_is_hardly_json_is_counted_too(text: str) -> None:
    coverage = measure(contract_of({"type": "object", "properties": {"a": TEXT}}), [[post(text)]])

    assert {point.what for point in coverage.counts if point.kind is Kind.PARAMETER} & {"invalid", "malformed"}
