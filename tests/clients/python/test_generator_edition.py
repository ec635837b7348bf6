"""What the generator gets: the same requests and results, said more simply."""

import json
from typing import Any

import pytest

from clients.generator_edition import OPEN, generator_edition
from contract import client_edition, load
from tests.checkout import ROOT

TEXT = {"type": "string"}
REF = "#/components/schemas/"


def document(schemas: Any = None, responses: Any = None, **operation: Any) -> dict[str, Any]:
    """One operation, `GET /things`."""
    answered = responses or {"200": {"content": {"application/json": {"schema": {"$ref": f"{REF}Thing"}}}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1.2.3"},
        "servers": [{"url": "https://stage.test"}],
        "paths": {"/things": {"get": {"operationId": "listThings", "responses": answered, **operation}}},
        "components": {"schemas": {"Thing": {"type": "object", "properties": {"a": TEXT}}, **(schemas or {})}},
    }


def operation(edition: dict[str, Any]) -> Any:
    return edition["paths"]["/things"]["get"]


def schema_of(thing: Any, **others: Any) -> Any:
    """What becomes of a property `a` of this schema."""
    holder = {"type": "object", "properties": {"a": thing}}
    return generator_edition(document({"Thing": holder, **others}))["components"]["schemas"]["Thing"]["properties"]["a"]


def test_errors_headers_and_the_stage_are_left_out() -> None:
    ok = {"description": "ok", "headers": {"ETag": {"schema": TEXT}}, "content": {}}
    edition = generator_edition(document(responses={"204": ok, "304": ok, "404": ok, "default": ok}))

    assert operation(edition)["responses"] == {"204": {"description": "", "content": {}}}
    assert "servers" not in edition


def test_every_stage_gives_the_same() -> None:
    contract = load(ROOT / "openapi.yaml")

    first, second = (
        generator_edition(client_edition(contract, url)) for url in ("https://a.test", "https://b.test/v1")
    )

    assert json.dumps(first) == json.dumps(second)


def test_only_what_is_used_is_there() -> None:
    edition = generator_edition(
        document({"Thing": {"type": "object", "properties": {"b": {"$ref": f"{REF}B"}}}, "B": TEXT, "C": TEXT})
    )

    assert set(edition["components"]["schemas"]) == {"Thing", "B"}


def test_a_document_that_refers_to_itself_comes_to_an_end() -> None:
    edition = generator_edition(document({"Thing": {"type": "object", "properties": {"a": {"$ref": f"{REF}Thing"}}}}))

    assert set(edition["components"]["schemas"]) == {"Thing"}


@pytest.mark.parametrize(
    ("content", "simple"),
    [
        ({"application/json": {"schema": TEXT}}, {"application/json": {"schema": TEXT}}),
        ({"application/geo+json": {"schema": TEXT}}, {"application/json": {"schema": TEXT}}),
        ({"text/html": {}, "application/json": {"schema": TEXT}}, {"application/json": {"schema": TEXT}}),
        ({"text/html": {"schema": TEXT}}, {"text/plain": {"schema": TEXT}}),
        ({"application/jsonl": {"schema": TEXT}}, {"application/octet-stream": {"schema": TEXT}}),
        ({}, {}),
    ],
)
def test_an_answer_is_json_else_text_else_bytes(content: Any, simple: Any) -> None:
    edition = generator_edition(document(responses={"200": {"content": content}}))

    assert operation(edition)["responses"]["200"]["content"] == simple


def test_conditional_requests_are_left_out() -> None:
    kept = {"name": "X-Other", "in": "header", "schema": TEXT}
    condition = {"name": "If-None-Match", "in": "header", "schema": TEXT}

    edition = generator_edition(document(parameters=[condition, kept]))

    assert [each["name"] for each in operation(edition)["parameters"]] == ["X-Other"]


def test_parameters_of_the_path_are_the_operations_with_their_examples() -> None:
    original = document()
    parameter = {"name": "id", "in": "path", "required": True, "schema": TEXT, "examples": {"a": {"value": "x/y"}}}
    original["paths"]["/things"]["parameters"] = [{"$ref": "#/components/parameters/Id"}]
    original["components"]["parameters"] = {"Id": parameter}

    parameters = operation(generator_edition(original))["parameters"]

    assert parameters == [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "example": "x/y"}}
    ]


@pytest.mark.parametrize(("declared", "security"), [({}, [{"A": []}]), ({"security": []}, [])])
def test_security_is_the_documents_where_the_operation_says_nothing(declared: Any, security: Any) -> None:
    edition = generator_edition(document(**declared) | {"security": [{"A": []}]})

    assert operation(edition)["security"] == security


def test_objects_without_a_name_are_called_after_their_place_or_their_title() -> None:
    inner = {"type": "object", "properties": {"x": TEXT}}

    assert schema_of(inner)["title"] == "ThingA"
    assert schema_of({"type": "array", "items": inner})["items"]["title"] == "ThingAItem"
    assert schema_of({**inner, "title": "Named"})["title"] == "Named"


def test_null_is_said_where_it_is_used() -> None:
    inner = {"type": "object", "nullable": True, "properties": {"x": TEXT}}

    assert schema_of(inner) == {
        "oneOf": [{"title": "ThingA", "type": "object", "properties": {"x": TEXT}}, {"type": "null"}]
    }
    assert schema_of({"$ref": f"{REF}B"}, B=inner) == {"oneOf": [{"$ref": f"{REF}B"}, {"type": "null"}]}


@pytest.mark.parametrize("thing", [{"type": "object"}, {"$ref": f"{REF}B"}], ids=["inline", "shared"])
def test_objects_that_are_left_open_have_one_name(thing: Any) -> None:
    assert schema_of(thing, B={"type": "object", "description": "Anything."}) == {"$ref": REF + OPEN}


def test_a_discriminator_is_a_constant_of_every_member() -> None:
    member = {"type": "object", "properties": {"kind": {"type": "string", "enum": ["b"]}}}
    union = {
        "oneOf": [{"$ref": f"{REF}B"}],
        "discriminator": {"propertyName": "kind", "mapping": {"b": f"{REF}B"}},
    }

    schemas = generator_edition(document({"Thing": union, "B": member}))["components"]["schemas"]

    assert schemas["Thing"] == {"oneOf": [{"$ref": f"{REF}B"}]}
    assert schemas["B"]["properties"]["kind"] == {"const": "b", "default": "b"}


def test_a_property_may_have_the_name_of_a_keyword() -> None:
    thing = {"type": "object", "properties": {"example": TEXT, "nullable": TEXT, "properties": TEXT}}

    schemas = generator_edition(document({"Thing": thing}))["components"]["schemas"]

    assert schemas["Thing"]["properties"] == thing["properties"]


def test_the_document_itself_is_not_changed() -> None:
    edition = client_edition(load(ROOT / "openapi.yaml"), "/")
    before = json.dumps(edition)

    generator_edition(edition)

    assert json.dumps(edition) == before
