"""Imports: what a document does to the API as a whole. Cases that AWS has recorded are named by their fact."""

import json
from typing import Any

import pytest
import yaml

from tests.emulator.control_plane.in_memory import openapi, operation, refused, resource_at


def test_document_names_the_api(client: Any) -> None:
    api = client.import_rest_api(
        body=openapi({}, info={"title": "pets", "version": "2.0", "description": "all of them"}),
        parameters={"endpointConfigurationTypes": "REGIONAL"},
    )

    assert (api["name"], api["version"], api["description"]) == ("pets", "2.0", "all of them")
    assert api["endpointConfiguration"]["types"] == ["REGIONAL"]


def test_validators_are_made_and_named_for_all_or_one(client: Any) -> None:
    body = openapi(
        {"/": {"get": operation(), "post": operation(**{"x-amazon-apigateway-request-validator": "none"})}},
        **{
            "x-amazon-apigateway-request-validators": {
                "all": {"validateRequestBody": True, "validateRequestParameters": True},
                "none": {"validateRequestBody": False, "validateRequestParameters": False},
            },
            "x-amazon-apigateway-request-validator": "all",
        },
    )

    api_id = client.import_rest_api(body=body)["id"]

    validators = {v["id"]: v for v in client.get_request_validators(restApiId=api_id)["items"]}
    methods = resource_at(client, api_id, "/")["resourceMethods"]
    assert validators[methods["GET"]["requestValidatorId"]]["validateRequestBody"] is True
    assert validators[methods["POST"]["requestValidatorId"]]["name"] == "none"


def test_root_extensions_are_settings_of_the_api(client: Any) -> None:
    policy = {"Version": "2012-10-17", "Statement": []}
    body = openapi(
        {},
        **{
            "x-amazon-apigateway-api-key-source": "AUTHORIZER",
            "x-amazon-apigateway-minimum-compression-size": 1024,
            "x-amazon-apigateway-binary-media-types": ["image/png"],
            "x-amazon-apigateway-policy": policy,
            "x-amazon-apigateway-endpoint-configuration": {
                "disableExecuteApiEndpoint": True,
                "vpcEndpointIds": ["vpce-1"],
            },
            "x-amazon-apigateway-gateway-responses": {"THROTTLED": {"statusCode": 503}},
        },
    )

    api = client.import_rest_api(body=body)

    assert (api["apiKeySource"], api["minimumCompressionSize"]) == ("AUTHORIZER", 1024)
    assert api["binaryMediaTypes"] == ["image/png"]
    assert api["disableExecuteApiEndpoint"] is True
    assert api["endpointConfiguration"]["vpcEndpointIds"] == ["vpce-1"]
    assert json.loads(json.loads(f'"{api["policy"]}"')) == policy
    response = client.get_gateway_response(restApiId=api["id"], responseType="THROTTLED")
    assert (response["statusCode"], response["defaultResponse"]) == ("503", False)


@pytest.mark.parametrize(("mode", "path"), [("ignore", "/pets"), ("prepend", "/v1/a/pets"), ("split", "/a/pets")])
def test_base_path_is_ignored_prepended_or_split(client: Any, mode: str, path: str) -> None:
    servers = [{"url": "https://example.com/v1/a"}]
    body = openapi({"/pets": {"get": operation()}}, servers=servers)

    api_id = client.import_rest_api(body=body, parameters={"basepath": mode})["id"]

    assert resource_at(client, api_id, path)["resourceMethods"]["GET"]


def test_yaml_is_read_as_json_would_be(client: Any) -> None:
    document = yaml.safe_dump(
        {
            "openapi": "3.0.3",
            "info": {"title": "pets", "version": 1.5},
            "paths": {"/": {"get": {"responses": {200: {"description": "done"}}}}},
        }
    )

    api = client.import_rest_api(body=document.encode())

    assert api["version"] == "1.5"
    assert resource_at(client, api["id"], "/")["resourceMethods"]["GET"]["methodResponses"] == {
        "200": {"statusCode": "200"}
    }


def test_overwritten_api_has_only_what_the_document_has(client: Any) -> None:
    before = openapi(
        {"/pets": {"get": operation()}, "/cats": {"get": operation()}}, components={"schemas": {"Pet": {}}}
    )
    api_id = client.import_rest_api(body=before)["id"]
    pets_id = resource_at(client, api_id, "/pets")["id"]

    client.put_rest_api(restApiId=api_id, mode="overwrite", body=openapi({"/pets": {"post": operation()}}))

    resources = client.get_resources(restApiId=api_id)["items"]
    assert [resource["path"] for resource in resources] == ["/", "/pets"]
    assert resource_at(client, api_id, "/pets")["id"] == pets_id
    assert set(resource_at(client, api_id, "/pets")["resourceMethods"]) == {"POST"}
    assert client.get_models(restApiId=api_id)["items"] == []


def test_merged_api_has_what_it_had_and_what_the_document_has(client: Any) -> None:
    api_id = client.import_rest_api(body=openapi({"/pets": {"get": operation()}, "/cats": {"get": operation()}}))["id"]

    client.put_rest_api(restApiId=api_id, mode="merge", body=openapi({"/pets": {"post": operation()}}))

    resources = client.get_resources(restApiId=api_id)["items"]
    assert [resource["path"] for resource in resources] == ["/", "/pets", "/cats"]
    assert set(resource_at(client, api_id, "/pets")["resourceMethods"]) == {"GET", "POST"}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("overwrite", ["image/png", "image/jpg"]), ("merge", ["image/heif", "image/png", "image/jpg"])],
    ids=["F317", "merge"],
)
def test_binary_media_types_are_replaced_or_joined(client: Any, mode: str, expected: list[str]) -> None:
    api_id = client.create_rest_api(name="pets", binaryMediaTypes=["image/heif"])["id"]
    body = openapi({}, **{"x-amazon-apigateway-binary-media-types": ["image/png", "image/jpg"]})

    api = client.put_rest_api(restApiId=api_id, mode=mode, body=body)

    assert api["binaryMediaTypes"] == expected


def test_refused_import_leaves_the_api_as_it_was(client: Any) -> None:
    api_id = client.import_rest_api(body=openapi({"/pets": {"get": operation()}}))["id"]
    broken = openapi(
        {"/cats": {"get": operation()}, "/a b": {"get": operation()}}, info={"title": "cats", "version": "2"}
    )

    refused(client.put_rest_api, restApiId=api_id, mode="overwrite", body=broken)

    assert client.get_rest_api(restApiId=api_id)["name"] == "pets"
    assert [resource["path"] for resource in client.get_resources(restApiId=api_id)["items"]] == ["/", "/pets"]


def test_refused_import_of_a_new_api_makes_none(client: Any) -> None:
    refused(client.import_rest_api, body=openapi({"/a b": {}}))

    assert client.get_rest_apis()["items"] == []


@pytest.mark.parametrize(("mode", "path"), [("ignore", "/test"), ("prepend", "/base-var/test"), ("split", "/test")])
def test_base_path_may_be_a_variable_of_the_server(client: Any, mode: str, path: str) -> None:
    """As recorded."""
    servers = [{"url": "https://example.com/{basePath}", "variables": {"basePath": {"default": "/base-var"}}}]
    body = openapi({"/test": {"get": operation()}}, servers=servers)

    api_id = client.import_rest_api(body=body, parameters={"basepath": mode})["id"]

    assert resource_at(client, api_id, path)["resourceMethods"]["GET"]


@pytest.mark.parametrize(("mode", "path"), [("ignore", "/pets"), ("prepend", "/v1/a/pets"), ("split", "/a/pets")])
def test_base_path_of_openapi_2_is_its_basepath(client: Any, mode: str, path: str) -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "pets", "version": "1"},
        "host": "example.com",
        "schemes": ["https"],
        "basePath": "/v1/a",
        "paths": {"/pets": {"get": operation()}},
    }

    api = client.import_rest_api(body=json.dumps(document).encode(), parameters={"basepath": mode}, failOnWarnings=True)

    assert resource_at(client, api["id"], path)["resourceMethods"]["GET"]


def test_extensions_of_http_apis_are_ignored(client: Any) -> None:
    cors = {"x-amazon-apigateway-cors": {"allowOrigins": ["*"]}, "x-amazon-apigateway-importexport-version": "1.0"}

    api = client.import_rest_api(body=openapi({"/": {"get": operation()}}, **cors), failOnWarnings=True)

    assert "warnings" not in api
