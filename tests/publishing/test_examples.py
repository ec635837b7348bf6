"""An example that its own schema would refuse is found wherever OpenAPI lets one stand."""

from pathlib import Path
from typing import Any

import pytest

from contract import Document, client_edition, load
from publishing.examples import examples, invalid_examples

OWN = load(Path(__file__).parents[2] / "openapi.yaml")
LIMIT = {"type": "integer", "maximum": 100}
CONTENT = "application~1json"


def document(operation: dict[str, Any] | None = None, **components: Any) -> Document:
    root = {"openapi": "3.0.3", "paths": {"/pets": {"post": operation or {}}}, "components": components}
    return Document("pets.yaml", root)


def body(**media_type: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": LIMIT, **media_type}}}


PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "a request": (
        {"requestBody": body(example=101)},
        f"/paths/~1pets/post/requestBody/content/{CONTENT}/example",
    ),
    "an answer": (
        {"responses": {"200": body(examples={"few": {"value": 1}, "many": {"value": 101}})}},
        f"/paths/~1pets/post/responses/200/content/{CONTENT}/examples/many/value",
    ),
    "a parameter": (
        {"parameters": [{"name": "limit", "in": "query", "schema": LIMIT, "example": 101}]},
        "/paths/~1pets/post/parameters/0/example",
    ),
    "a header": (
        {"responses": {"200": {"headers": {"Count": {"schema": LIMIT, "example": 101}}}}},
        "/paths/~1pets/post/responses/200/headers/Count/example",
    ),
    "a schema": (
        {"requestBody": {"content": {"application/json": {"schema": {"items": {**LIMIT, "example": 101}}}}}},
        f"/paths/~1pets/post/requestBody/content/{CONTENT}/schema/items/example",
    ),
    "a callback": (
        {"callbacks": {"done": {"{$request.body#/url}": {"post": {"requestBody": body(example=101)}}}}},
        f"/paths/~1pets/post/callbacks/done/{{$request.body#~1url}}/post/requestBody/content/{CONTENT}/example",
    ),
}


@pytest.mark.parametrize(("operation", "pointer"), PLACES.values(), ids=PLACES)
def test_an_invalid_example_is_found_with_its_pointer_and_a_sentence(operation: dict[str, Any], pointer: str) -> None:
    (found,) = invalid_examples(document(operation))

    assert found.pointer == pointer
    assert found.said == "The example does not match its schema: 101 is greater than the maximum of 100."


@pytest.mark.parametrize(
    ("section", "part", "pointer"),
    [
        ("schemas", {"properties": {"limit": {**LIMIT, "example": 101}}}, "properties/limit/example"),
        ("schemas", {"oneOf": [{"type": "string"}, {**LIMIT, "example": 101}]}, "oneOf/1/example"),
        ("parameters", {"schema": LIMIT, "example": 101}, "example"),
        ("headers", {"schema": LIMIT, "example": 101}, "example"),
        ("responses", body(example=101), f"content/{CONTENT}/example"),
        ("requestBodies", body(example=101), f"content/{CONTENT}/example"),
    ],
)
def test_one_in_a_shared_part_is_found(section: str, part: dict[str, Any], pointer: str) -> None:
    (found,) = invalid_examples(document(**{section: {"Shared": part}}))

    assert found.pointer == f"/components/{section}/Shared/{pointer}"


def test_an_example_that_is_shared_is_held_against_the_schema_of_whoever_shows_it() -> None:
    operation = {"requestBody": body(examples={"many": {"$ref": "#/components/examples/Many"}})}

    (found,) = invalid_examples(document(operation, examples={"Many": {"value": 101}}))

    assert found.pointer.endswith("/examples/many/value")


def test_the_place_within_an_example_is_told() -> None:
    schema = {"$ref": "#/components/schemas/Pets"}
    operation = {
        "requestBody": {"content": {"application/json": {"schema": schema, "example": {"pets": [{"age": "1"}]}}}}
    }
    pets = {"properties": {"pets": {"type": "array", "items": {"properties": {"age": {"type": "integer"}}}}}}

    (found,) = invalid_examples(document(operation, schemas={"Pets": pets}))

    assert found.said == 'The example does not match its schema at /pets/0/age: "1" is not of type "integer".'


def test_null_is_as_nullable_says() -> None:
    texts = [{"schema": {"type": "string", "nullable": nullable}, "example": None} for nullable in (True, False)]

    found = [invalid_examples(document(parameters={"Shared": each})) for each in texts]

    assert [len(each) for each in found] == [0, 1]


def test_properties_that_are_called_example_are_no_examples() -> None:
    schemas = {"Shown": {"properties": {"example": {"type": "string"}, "examples": {"type": "object"}}}}

    assert tuple(examples(document(schemas=schemas))) == ()


def test_what_an_example_holds_is_not_looked_into() -> None:
    value = {"schema": LIMIT, "example": 101}
    operation = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}, "example": value}}}}

    assert invalid_examples(document(operation)) == ()


def test_every_example_of_the_contract_is_valid() -> None:
    edition = Document("openapi.json", client_edition(OWN, "https://api.example.com"))

    assert len(tuple(examples(edition))) >= 60
    assert invalid_examples(edition) == ()
