"""Documentation parts and versions, as AWS has recorded them."""

import json
from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import openapi, refused

_PARTS = [
    {"location": {"type": "API"}, "properties": {"description": "API description"}},
    {
        "location": {"type": "METHOD", "path": "/", "method": "GET"},
        "properties": {"description": "Method description."},
    },
    {"location": {"type": "MODEL", "name": "Pet"}, "properties": {"title": "Pet Schema"}},
]
_DOCUMENT = openapi({}, **{"x-amazon-apigateway-documentation": {"version": "1", "documentationParts": _PARTS}})


def _parts(client: Any, api_id: str) -> list[dict[str, Any]]:
    items = client.get_documentation_parts(restApiId=api_id)["items"]
    return [{"location": part["location"], "properties": json.loads(part["properties"])} for part in items]


def test_part_is_made_changed_and_deleted(client: Any, api_id: str) -> None:
    part = client.create_documentation_part(
        restApiId=api_id, location={"type": "API"}, properties='{ "description": "Sample" }'
    )
    where = {"restApiId": api_id, "documentationPartId": part["id"]}

    changed = client.update_documentation_part(
        **where, patchOperations=[{"op": "replace", "path": "/properties", "value": '{"description": "Updated"}'}]
    )
    client.delete_documentation_part(**where)

    assert (part["location"], part["properties"]) == ({"type": "API"}, '{ "description": "Sample" }')
    assert json.loads(changed["properties"]) == {"description": "Updated"}
    assert refused(client.delete_documentation_part, **where)[2] == "Invalid Documentation part identifier specified"


@pytest.mark.parametrize(
    ("op", "path", "choices"),
    [
        ("add", "/properties", "Please choose supported operations"),
        ("replace", "/invalidPath", "Must be one of: [/properties]"),
    ],
)
def test_patch_of_a_part_is_refused(client: Any, api_id: str, op: str, path: str, choices: str) -> None:
    part = client.create_documentation_part(restApiId=api_id, location={"type": "API"}, properties="{}")
    operations = [{"op": op, "path": path, "value": "{}"}]

    refusal = refused(
        client.update_documentation_part,
        restApiId=api_id,
        documentationPartId=part["id"],
        patchOperations=operations,
    )

    assert refusal[2] == f"Invalid patch path  '{path}' specified for op '{op}'. {choices}"


def test_one_place_has_one_part(client: Any, api_id: str) -> None:
    asked = {"restApiId": api_id, "location": {"type": "RESOURCE", "path": "/pets"}, "properties": "{}"}
    client.create_documentation_part(**asked)

    status, code, message = refused(client.create_documentation_part, **asked)

    assert (status, code) == (409, "ConflictException")
    assert "type 'RESOURCE', path '/pets'" in message


def test_part_is_an_object(client: Any, api_id: str) -> None:
    refusal = refused(client.create_documentation_part, restApiId=api_id, location={"type": "API"}, properties="text")

    assert refusal[0] == 400


def test_place_of_no_type_is_refused_with_those_that_there_are(client: Any, api_id: str) -> None:
    refusal = refused(client.create_documentation_part, restApiId=api_id, location={"type": "INVALID"}, properties="{}")

    assert refusal[1] == "ValidationException"
    assert refusal[2].startswith(
        "1 validation error detected: Value 'INVALID' at 'createDocumentationPartInput.location.type' failed to "
        "satisfy constraint: Member must satisfy enum value set: [RESPONSE_BODY, RESPONSE, METHOD, "
    )


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ({"type": "METHOD"}, ["METHOD"]),
        ({"path": "/"}, ["METHOD"]),
        ({"nameQuery": "Pet"}, ["MODEL"]),
        ({}, ["API", "METHOD", "MODEL"]),
    ],
)
def test_parts_are_found_by_their_place(client: Any, asked: dict[str, str], types: list[str]) -> None:
    api_id = client.import_rest_api(body=_DOCUMENT)["id"]

    items = client.get_documentation_parts(restApiId=api_id, **asked)["items"]

    assert [part["location"]["type"] for part in items] == types


def test_documentation_is_imported_with_the_api(client: Any) -> None:
    api_id = client.import_rest_api(body=_DOCUMENT, failOnWarnings=True)["id"]

    assert _parts(client, api_id) == _PARTS


def test_documentation_is_left_out_of_an_import_that_ignores_it(client: Any) -> None:
    api_id = client.import_rest_api(body=_DOCUMENT, parameters={"ignore": "documentation"})["id"]

    assert _parts(client, api_id) == []


@pytest.mark.parametrize(("mode", "kept"), [("merge", ["RESOURCE"]), ("overwrite", [])])
def test_imported_parts_join_or_replace_the_others(client: Any, api_id: str, mode: str, kept: list[str]) -> None:
    for kind in ("API", "RESOURCE"):
        client.create_documentation_part(restApiId=api_id, location={"type": kind}, properties="{}")

    imported = client.import_documentation_parts(restApiId=api_id, mode=mode, body=_DOCUMENT)

    items = client.get_documentation_parts(restApiId=api_id)["items"]
    assert imported["ids"] == [part["id"] for part in items if part["location"]["type"] != "RESOURCE"]
    assert [part["location"]["type"] for part in items] == [*kept, "API", "METHOD", "MODEL"]


@pytest.mark.parametrize("body", [b"{", b"a: [", b"[]"])
def test_parts_of_what_is_no_document_are_refused(client: Any, api_id: str, body: bytes) -> None:
    refusal = refused(client.import_documentation_parts, restApiId=api_id, body=body)

    assert refusal == (400, "BadRequestException", "Unable to build importer with provided input.")


def test_version_is_made_changed_and_deleted(client: Any, api_id: str) -> None:
    where = {"restApiId": api_id, "documentationVersion": "v123"}

    made = client.create_documentation_version(**where)
    changed = client.update_documentation_version(
        **where, patchOperations=[{"op": "replace", "path": "/description", "value": "new"}]
    )
    listed = client.get_documentation_versions(restApiId=api_id)["items"]
    client.delete_documentation_version(**where)

    assert made["version"] == "v123"
    assert "description" not in made
    assert (changed["description"], [version["version"] for version in listed]) == ("new", ["v123"])
    assert refused(client.get_documentation_version, **where)[0] == 404


def test_version_of_a_stage_stays(client: Any, deployed_id: str) -> None:
    client.create_documentation_version(restApiId=deployed_id, documentationVersion="1", stageName="dev")

    refusal = refused(client.delete_documentation_version, restApiId=deployed_id, documentationVersion="1")

    assert refusal[:2] == (409, "ConflictException")
    assert client.get_stage(restApiId=deployed_id, stageName="dev")["documentationVersion"] == "1"
