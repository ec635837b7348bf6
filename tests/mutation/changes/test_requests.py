from typing import Any

import pytest

from contract import Document
from mutation.changes.repairs import MENDS, mended
from mutation.changes.requests import (
    CutHeader,
    DropHeader,
    DropProperty,
    DropQuery,
    FirstValue,
    ForgiveHeader,
    ForgiveQuery,
    MendBody,
    ReplaceBody,
    RetypeBody,
)
from mutation.mutant import Memory
from tests.mutation.messages import answered, asked, value_of

DOCUMENT = Document("pets", {"paths": {}})

# The keyword, the schema, a value that breaks it, and what a lenient server takes it for.
MENDED: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("additionalProperties", {"additionalProperties": False, "properties": {"a": {}}}, {"a": 1, "b": 2}, {"a": 1}),
    ("required", {"required": ["a"], "properties": {"a": {"enum": ["x"]}}}, {}, {"a": "x"}),
    ("type", {"type": "string"}, 5, "5"),
    ("type", {"type": "integer"}, "5", 5),
    ("type", {"type": "integer"}, 5.9, 5),
    ("type", {"type": "array"}, "a", ["a"]),
    ("type", {"type": "integer", "minimum": 3}, None, 3),
    ("enum", {"enum": ["a", "b"]}, "c", "a"),
    ("maxLength", {"maxLength": 2}, "abc", "ab"),
    ("minLength", {"minLength": 2}, "", "aa"),
    ("maximum", {"maximum": 2}, 9, 2),
    ("minimum", {"minimum": 2}, 1, 2),
    ("maxItems", {"maxItems": 1}, [1, 2], [1]),
    ("minItems", {"minItems": 1, "items": {"enum": ["a"]}}, [], ["a"]),
    ("uniqueItems", {"uniqueItems": True}, [1, 2, 1], [1, 2]),
    ("pattern", {"type": "string", "pattern": "^a+$", "example": "aa"}, "b", "aa"),
    ("format", {"type": "string", "format": "uuid", "example": "u"}, "b", "u"),
]


@pytest.mark.parametrize(("keyword", "schema", "value", "expected"), MENDED)
def test_value_is_mended_by_one_keyword(keyword: str, schema: dict[str, Any], value: Any, expected: Any) -> None:
    assert mended(DOCUMENT, value, schema, keyword) == expected


@pytest.mark.parametrize(("keyword", "schema", "value", "expected"), MENDED)
def test_mended_value_needs_no_further_mending(keyword: str, schema: dict[str, Any], value: Any, expected: Any) -> None:
    assert mended(DOCUMENT, expected, schema, keyword) == expected


def test_every_keyword_is_in_the_table() -> None:
    assert {row[0] for row in MENDED} == set(MENDS)


def test_value_is_mended_wherever_it_stands() -> None:
    schema = {"properties": {"names": {"items": {"maxLength": 1}}}}

    assert mended(DOCUMENT, {"names": ["ab", "c"]}, schema, "maxLength") == {"names": ["a", "c"]}


def test_branch_is_the_one_that_the_value_says_it_is() -> None:
    cat: dict[str, Any] = {"additionalProperties": False, "properties": {"is": {}}}
    dog: dict[str, Any] = {"properties": {}}
    document = Document("pets", {"components": {"schemas": {"Cat": cat, "Dog": dog}}})
    mapping = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    schema = {"discriminator": {"propertyName": "is", "mapping": mapping}}

    assert mended(document, {"is": "cat", "b": 1}, schema, "additionalProperties") == {"is": "cat"}
    assert mended(document, {"is": "dog", "b": 1}, schema, "additionalProperties") == {"is": "dog", "b": 1}


def test_parameter_is_dropped_and_the_others_stay_raw() -> None:
    request = asked(query="a=%2F&limit=1&limit=2&b")

    assert DropQuery("limit").request(request, Memory()).query == "a=%2F&b"
    assert DropQuery("c").request(request, Memory()) is request


def test_header_is_dropped_cut_or_always_the_first() -> None:
    memory = Memory()
    request = asked(headers={"Key": "abc"})

    assert DropHeader("key").request(request, memory).header("Key") is None
    assert CutHeader("Key", 2).request(request, memory).header("Key") == "ab"
    assert FirstValue("Key").request(request, memory).header("Key") == "abc"
    assert FirstValue("Key").request(asked(headers={"Key": "new"}), memory).header("Key") == "abc"


def test_property_is_dropped() -> None:
    request = asked("POST", value={"filter": {"labels": ["a"], "ids": []}})

    assert value_of(DropProperty(("filter", "labels")).request(request, Memory())) == {"filter": {"ids": []}}
    assert DropProperty(("other",)).request(request, Memory()) is request


def test_refused_body_is_mended_and_sent_again() -> None:
    change = MendBody(DOCUMENT, {"properties": {"a": {"maxLength": 1}}}, "maxLength")
    request = asked("POST", value={"a": "xyz"})

    second = change.again(request, answered(status=400), Memory())

    assert second is not None
    assert value_of(second) == {"a": "x"}
    assert change.again(request, answered(status=200), Memory()) is None
    assert change.again(asked("POST", value={"a": "x"}), answered(status=400), Memory()) is None


def test_refused_body_is_taken_for_another() -> None:
    second = ReplaceBody(frozenset({400}), b"{}").again(asked("POST", value=1), answered(status=400), Memory())

    assert second is not None
    assert second.body == b"{}"


def test_refused_parameter_header_or_content_type_is_forgiven() -> None:
    request = asked(query="limit=x&a=1", headers={"Key": "\t", "Content-Type": "text/plain"})

    by_query = ForgiveQuery("limit").again(request, answered(status=400), Memory())
    by_header = ForgiveHeader("Key").again(request, answered(status=400), Memory())
    by_type = RetypeBody("application/json").again(request, answered(status=415), Memory())

    assert by_query is not None
    assert by_query.query == "a=1"
    assert by_header is not None
    assert by_header.header("Key") is None
    assert by_type is not None
    assert by_type.header("Content-Type") == "application/json"
    assert ForgiveQuery("limit").again(request, answered(status=200), Memory()) is None
