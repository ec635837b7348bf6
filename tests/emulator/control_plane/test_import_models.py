"""Imports: schemas as models."""

import json
from collections.abc import Callable
from typing import Any

from tests.emulator.control_plane.in_memory import KEY_SCHEME, MOCK, openapi, operation, reference, resource_at


def test_schemas_become_models_that_refer_to_each_other_by_url(client: Any) -> None:
    schemas = {
        "Pet": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "nullable": True, "maxLength": 9},
                "tags": {"type": "array", "minItems": 1, "items": reference("Tag")},
            },
            "additionalProperties": False,
        },
        "Tag": {"type": "object", "x-internal": True, "deprecated": True},
    }

    api_id = client.import_rest_api(body=openapi({}, components={"schemas": schemas}), failOnWarnings=True)["id"]

    models = {model["name"]: json.loads(model["schema"]) for model in client.get_models(restApiId=api_id)["items"]}
    assert models == {
        "Pet": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "maxLength": 9},
                "tags": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": f"https://apigateway.amazonaws.com/restapis/{api_id}/models/Tag"},
                },
            },
            "additionalProperties": False,
        },
        "Tag": {"type": "object"},
    }


def test_keywords_of_a_model_come_in_awss_order(client: Any) -> None:
    name = {"format": "byte", "description": "What it is called", "type": "string"}
    toys = {"items": name, "description": "What it plays with", "type": "array", "minItems": 1}
    pet = {
        "description": "A pet",
        "properties": {"toys": toys, "name": name},
        "type": "object",
        "required": ["name"],
        "title": "Pet",
    }
    api_id = client.import_rest_api(body=openapi({}, components={"schemas": {"Pet": pet}}))["id"]

    schema = json.loads(client.get_model(restApiId=api_id, modelName="Pet")["schema"])

    assert list(schema) == ["title", "required", "type", "properties", "description"]
    assert list(schema["properties"]) == ["toys", "name"]
    assert list(schema["properties"]["toys"]) == ["minItems", "type", "description", "items"]
    assert list(schema["properties"]["name"]) == ["type", "description", "format"]


def test_models_of_a_method_are_by_content_type(imported: Callable[..., Any]) -> None:
    content = {"application/json": {"schema": reference("Pet")}, "text/xml": {"schema": reference("Pet")}}
    responses = {"200": {"$ref": "#/components/responses/Pets"}}

    method = imported(
        "/",
        "POST",
        {"/": {"post": operation(requestBody={"content": content}, responses=responses)}},
        components={
            "schemas": {"Pet": {"type": "object"}},
            "responses": {"Pets": {"description": "", "headers": {"X": {"schema": {}}}, "content": content}},
        },
    )

    assert method["requestModels"] == {"application/json": "Pet", "text/xml": "Pet"}
    assert method["methodResponses"]["200"]["responseModels"] == {"application/json": "Pet", "text/xml": "Pet"}
    assert method["methodResponses"]["200"]["responseParameters"] == {"method.response.header.X": False}


def test_schema_without_a_name_becomes_a_model_that_aws_names(client: Any) -> None:
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}}}

    api_id = client.import_rest_api(body=openapi({"/": {"post": operation(requestBody=body)}}))["id"]

    name = resource_at(client, api_id, "/")["resourceMethods"]["POST"]["requestModels"]["application/json"]
    assert name.startswith("MODEL")
    assert len(name) == len("MODEL") + 6
    model = client.get_model(restApiId=api_id, modelName=name)
    assert json.loads(model["schema"]) == {"type": "object", "properties": {"a": {"type": "string"}}}


def test_openapi_2_keeps_the_same_things_in_other_places(client: Any) -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "pets", "version": "1"},
        "basePath": "/v1",
        "consumes": ["application/json"],
        "securityDefinitions": {"key": KEY_SCHEME},
        "definitions": {"Pet": {"type": "object"}, "Pets": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}},
        "paths": {
            "/pets": {
                "post": {
                    "security": [{"key": []}],
                    "produces": ["text/xml"],
                    "parameters": [
                        {"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}},
                        {"name": "q", "in": "query", "type": "string"},
                    ],
                    "responses": {"200": {"description": "", "schema": {"$ref": "#/definitions/Pets"}}},
                    "x-amazon-apigateway-integration": MOCK,
                }
            }
        },
    }

    api_id = client.import_rest_api(body=json.dumps(document).encode(), failOnWarnings=True)["id"]

    method = resource_at(client, api_id, "/pets")["resourceMethods"]["POST"]
    assert method["apiKeyRequired"] is True
    assert method["requestParameters"] == {"method.request.querystring.q": False}
    assert method["requestModels"] == {"application/json": "Pet"}
    assert method["methodResponses"]["200"]["responseModels"] == {"text/xml": "Pets"}
    schema = json.loads(client.get_model(restApiId=api_id, modelName="Pets")["schema"])
    assert schema["items"]["$ref"].endswith(f"/{api_id}/models/Pet")


def test_description_of_a_schema_is_the_models_too(client: Any) -> None:
    """As recorded."""
    house = {"type": "object", "description": "Where a Person can live"}

    api_id = client.import_rest_api(body=openapi({}, components={"schemas": {"House": house}}))["id"]

    model = client.get_model(restApiId=api_id, modelName="House")
    assert model["description"] == "Where a Person can live"
    assert json.loads(model["schema"]) == house
