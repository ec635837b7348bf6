"""GetExport, as AWS has recorded it; cases are named by their fact."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.emulator.control_plane import pet_store
from tests.emulator.control_plane.in_memory import KEY_SCHEME, LAMBDA_URI, REGION, openapi, operation, refused

_EXTENSION = "x-amazon-apigateway-integration"


def _deployed(client: Any, document: Mapping[str, Any]) -> str:
    api_id: str = client.import_rest_api(body=json.dumps(document).encode(), failOnWarnings=True)["id"]
    client.create_deployment(restApiId=api_id, stageName="local")
    return api_id


def _export(client: Any, api_id: str, kind: str, extensions: str | None = None, **asked: Any) -> Any:
    parameters = {} if extensions is None else {"parameters": {"extensions": extensions}}
    return client.get_export(restApiId=api_id, stageName="local", exportType=kind, **parameters, **asked)


def _exported(client: Any, api_id: str, kind: str, extensions: str | None = None) -> Any:
    return json.loads(_export(client, api_id, kind, extensions)["body"].read())


def _host(api_id: str) -> str:
    return f"{api_id}.execute-api.{REGION}.amazonaws.com"


def _without_integrations(paths: Mapping[str, Any]) -> dict[str, Any]:
    return {
        path: {
            name: {key: value for key, value in described.items() if key != _EXTENSION}
            for name, described in operations.items()
        }
        for path, operations in paths.items()
    }


def _server(api_id: str) -> dict[str, Any]:
    return {"url": f"https://{_host(api_id)}/{{basePath}}", "variables": {"basePath": {"default": "local"}}}


def _as_openapi_3(schemas: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(schemas).replace("#/definitions/", "#/components/schemas/"))


@pytest.mark.parametrize(
    "extensions", [pytest.param(None, id="F339"), pytest.param("apigateway", id="with its extensions")]
)
def test_pet_store_is_exported_as_swagger(client: Any, extensions: str | None) -> None:
    api_id = _deployed(client, pet_store.DOCUMENT)
    created = client.get_rest_api(restApiId=api_id)["createdDate"].strftime("%Y-%m-%dT%H:%M:%SZ")

    document = _exported(client, api_id, "swagger", extensions)

    assert document == {
        "swagger": "2.0",
        "info": {"description": pet_store.DESCRIPTION, "version": created, "title": "PetStore"},
        "host": _host(api_id),
        "basePath": "/local",
        "schemes": ["https"],
        "paths": pet_store.PATHS if extensions else _without_integrations(pet_store.PATHS),
        "definitions": pet_store.DEFINITIONS,
    }


def test_pet_store_is_exported_as_openapi_3(client: Any) -> None:
    api_id = _deployed(client, pet_store.DOCUMENT)

    document = _exported(client, api_id, "oas30")

    header = {"Access-Control-Allow-Origin": {"schema": {"type": "string"}}}
    assert document["openapi"] == "3.0.1"
    assert document["servers"] == [_server(api_id)]
    assert document["components"] == {"schemas": _as_openapi_3(pet_store.DEFINITIONS)}
    assert document["paths"]["/"]["get"] == {
        "responses": {
            "200": {
                "description": "200 response",
                "headers": {"Content-Type": {"schema": {"type": "string"}}},
                "content": {},
            }
        }
    }
    assert document["paths"]["/pets"]["get"] == {
        "parameters": [
            {"name": "type", "in": "query", "schema": {"type": "string"}},
            {"name": "page", "in": "query", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {
                "description": "200 response",
                "headers": header,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pets"}}},
            }
        },
    }
    assert document["paths"]["/pets"]["post"]["requestBody"] == {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewPet"}}},
        "required": True,
    }
    assert document["paths"]["/pets/{petId}"]["options"]["parameters"] == [
        {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}
    ]


def test_pet_store_is_exported_as_openapi_3_with_its_integrations(client: Any) -> None:
    api_id = _deployed(client, pet_store.DOCUMENT)

    document = _exported(client, api_id, "oas30", "apigateway")

    plain = _exported(client, api_id, "oas30")
    assert _without_integrations(document["paths"]) == plain["paths"]
    assert _integrations(document) == _integrations(pet_store.DOCUMENT)


def _integrations(document: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (path, name): described[_EXTENSION]
        for path, operations in document["paths"].items()
        for name, described in operations.items()
    }


@pytest.mark.parametrize("extensions", [pytest.param(None, id="F343"), pytest.param("apigateway", id="F344")])
def test_simple_pet_store_is_exported_as_swagger(client: Any, extensions: str | None) -> None:
    api_id = _deployed(client, pet_store.SIMPLE_DOCUMENT)

    document = _exported(client, api_id, "swagger", extensions)

    paths = pet_store.SIMPLE_DOCUMENT["paths"]
    binary = {"x-amazon-apigateway-binary-media-types": ["image/png", "image/jpg"]}
    assert document == {
        "swagger": "2.0",
        "info": {"version": "1.0.0", "title": "Simple PetStore (Swagger)"},
        "host": _host(api_id),
        "basePath": "/local",
        "schemes": ["https"],
        "paths": paths if extensions else _without_integrations(paths),
        **(binary if extensions else {}),
    }


def test_f346_simple_pet_store_is_exported_as_openapi_3(client: Any) -> None:
    api_id = _deployed(client, pet_store.SIMPLE_DOCUMENT)

    document = _exported(client, api_id, "oas30", "apigateway")

    parameter = {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}
    responses = {"200": {"description": "200 response", "content": {}}}
    mapped = {"integration.request.path.id": "method.request.path.petId"}
    of_one = pet_store.simple_integration(f"{pet_store.SIMPLE_URL}/{{id}}", requestParameters=mapped)
    assert document == {
        "openapi": "3.0.1",
        "info": {"title": "Simple PetStore (Swagger)", "version": "1.0.0"},
        "servers": [_server(api_id)],
        "paths": {
            "/pets": {
                "get": {
                    "responses": responses,
                    _EXTENSION: pet_store.simple_integration(pet_store.SIMPLE_URL),
                }
            },
            "/pets/{petId}": {"get": {"parameters": [parameter], "responses": responses, _EXTENSION: of_one}},
        },
        "components": {},
        "x-amazon-apigateway-binary-media-types": ["image/png", "image/jpg"],
    }


@pytest.mark.parametrize("kind", ["swagger", "oas30"])
def test_export_is_a_file_named_by_kind_and_version(client: Any, kind: str) -> None:
    api_id = _deployed(client, pet_store.SIMPLE_DOCUMENT)

    export = _export(client, api_id, kind)

    assert export["contentType"] == "application/octet-stream"
    assert export["contentDisposition"] == f'attachment; filename="{kind}_1.0.0.json"'


def test_export_is_yaml_where_that_is_accepted(client: Any) -> None:
    api_id = _deployed(client, pet_store.SIMPLE_DOCUMENT)

    export = _export(client, api_id, "oas30", "apigateway", accepts="application/yaml")

    assert export["contentDisposition"].endswith('.yaml"')
    assert yaml.safe_load(export["body"].read()) == _exported(client, api_id, "oas30", "apigateway")


def test_export_is_of_what_the_stage_serves(client: Any) -> None:
    api_id = _deployed(client, pet_store.SIMPLE_DOCUMENT)

    client.put_rest_api(restApiId=api_id, mode="overwrite", body=openapi({"/cats": {"get": operation()}}))

    assert list(_exported(client, api_id, "oas30")["paths"]) == ["/pets", "/pets/{petId}"]


@pytest.fixture
def secured_id(client: Any) -> str:
    """A key, an authorizer with a scope, a signature, a validator and a method for all methods."""
    pool = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"
    header = {"type": "apiKey", "name": "Authorization", "in": "header"}
    schemes = {
        "key": KEY_SCHEME,
        "pool": {
            **header,
            "x-amazon-apigateway-authtype": "cognito_user_pools",
            "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": [pool]},
        },
        "function": {
            **header,
            "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
                "type": "request",
                "authorizerUri": LAMBDA_URI,
                "identitySource": "method.request.header.A",
            },
        },
        "signed": {**header, "x-amazon-apigateway-authtype": "awsSigv4"},
    }
    return _deployed(
        client,
        json.loads(
            openapi(
                {
                    "/key": {"x-amazon-apigateway-any-method": operation(security=[{"key": []}])},
                    "/pool": {"get": operation(security=[{"pool": ["email"]}])},
                    "/function": {"get": operation(security=[{"function": []}])},
                    "/signed": {"get": operation(security=[{"signed": []}])},
                },
                components={"securitySchemes": schemes},
                **{
                    "x-amazon-apigateway-request-validators": {
                        "all": {"validateRequestBody": True, "validateRequestParameters": True}
                    },
                    "x-amazon-apigateway-request-validator": "all",
                    "x-amazon-apigateway-gateway-responses": {"THROTTLED": {"statusCode": 503}},
                },
            )
        ),
    )


def test_security_is_exported_as_schemes_and_requirements(client: Any, secured_id: str) -> None:
    document = _exported(client, secured_id, "oas30")

    header = {"type": "apiKey", "in": "header"}
    assert document["components"]["securitySchemes"] == {
        "api_key": {**header, "name": "x-api-key"},
        "pool": {**header, "name": "Authorization"},
        "function": {**header, "name": "Unused"},
        "sigv4": {**header, "name": "Authorization"},
    }
    paths = document["paths"]
    assert paths["/key"]["x-amazon-apigateway-any-method"]["security"] == [{"api_key": []}]
    assert paths["/pool"]["get"]["security"] == [{"pool": ["email"]}]
    assert paths["/signed"]["get"]["security"] == [{"sigv4": []}]


def test_authorizers_are_exported_where_asked_for(client: Any, secured_id: str) -> None:
    document = _exported(client, secured_id, "swagger", "authorizers")

    schemes = document["securityDefinitions"]
    assert schemes["sigv4"]["x-amazon-apigateway-authtype"] == "awsSigv4"
    assert schemes["function"]["x-amazon-apigateway-authorizer"] == {
        "type": "request",
        "authorizerUri": LAMBDA_URI,
        "identitySource": "method.request.header.A",
    }
    assert _EXTENSION not in document["paths"]["/pool"]["get"]


def test_settings_are_exported_with_all_extensions(client: Any, secured_id: str) -> None:
    document = _exported(client, secured_id, "oas30", "apigateway")

    assert document["x-amazon-apigateway-request-validators"] == {
        "all": {"validateRequestParameters": True, "validateRequestBody": True}
    }
    assert document["paths"]["/pool"]["get"]["x-amazon-apigateway-request-validator"] == "all"
    assert document["x-amazon-apigateway-gateway-responses"]["THROTTLED"]["statusCode"] == 503


def test_documentation_is_exported_as_of_the_stages_version(client: Any) -> None:
    api_id = _deployed(client, pet_store.SIMPLE_DOCUMENT)
    client.create_documentation_part(restApiId=api_id, location={"type": "API"}, properties='{"description": "old"}')
    client.create_documentation_version(restApiId=api_id, documentationVersion="1", stageName="local")
    client.create_documentation_part(restApiId=api_id, location={"type": "RESOURCE", "path": "/"}, properties="{}")

    document = _exported(client, api_id, "oas30", "documentation")

    assert document["x-amazon-apigateway-documentation"] == {
        "version": "1",
        "documentationParts": [{"location": {"type": "API"}, "properties": {"description": "old"}}],
    }


@pytest.mark.parametrize(
    ("kind", "extensions", "named"), [("raml", "apigateway", "raml"), ("oas30", "secrets", "extensions")]
)
def test_export_of_no_kind_is_refused(client: Any, deployed_id: str, kind: str, extensions: str, named: str) -> None:
    status, code, message = refused(
        client.get_export,
        restApiId=deployed_id,
        stageName="dev",
        exportType=kind,
        parameters={"extensions": extensions},
    )

    assert (status, code) == (400, "BadRequestException")
    assert named in message
