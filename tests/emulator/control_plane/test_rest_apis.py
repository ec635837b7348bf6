"""REST APIs, as CreateRestApi makes them and as Terraform patches them."""

import json
from typing import Any

import pytest

from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import ACCOUNT, REGION, deployable_api, openapi, operation, refused


def test_new_api_has_awss_defaults(client: Any) -> None:
    api = client.create_rest_api(name="pets")

    assert api["apiKeySource"] == "HEADER"
    assert api["endpointConfiguration"] == {"types": ["EDGE"], "ipAddressType": "ipv4"}
    assert api["disableExecuteApiEndpoint"] is False
    assert len(api["id"]) == len(api["rootResourceId"]) == 10


def test_new_api_has_a_root_resource_without_parent(client: Any, api_id: str, root_id: str) -> None:
    resources = client.get_resources(restApiId=api_id)["items"]

    assert resources == [{"id": root_id, "path": "/"}]


def test_new_api_has_the_models_empty_and_error(client: Any, api_id: str) -> None:
    models = {model["name"]: json.loads(model["schema"]) for model in client.get_models(restApiId=api_id)["items"]}

    assert models == {
        "Empty": {"$schema": "http://json-schema.org/draft-04/schema#", "title": "Empty Schema", "type": "object"},
        "Error": {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "title": "Error Schema",
            "type": "object",
            "properties": {"message": {"type": "string"}},
        },
    }


def test_clone_has_what_its_source_has(client: Any) -> None:
    schemas = {"Pet": {"type": "object"}, "Pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}
    body = openapi({"/pets": {"get": operation()}}, components={"schemas": schemas})
    source = client.import_rest_api(body=body)["id"]

    clone = client.create_rest_api(name="clone", cloneFrom=source)["id"]

    paths = [resource["path"] for resource in client.get_resources(restApiId=clone)["items"]]
    schema = json.loads(client.get_model(restApiId=clone, modelName="Pets")["schema"])
    assert paths == ["/", "/pets"]
    assert schema["items"] == {"$ref": f"https://apigateway.amazonaws.com/restapis/{clone}/models/Pet"}


def test_policy_is_escaped_on_the_wire_as_aws_escapes_it(client: Any) -> None:
    api = client.create_rest_api(name="pets", policy='{"Statement":[]}')

    assert api["policy"] == r"{\"Statement\":[]}"


# Each is what Terraform's aws_api_gateway_rest_api sends, and what the API is afterwards.
PATCHES: dict[str, tuple[list[dict[str, str]], dict[str, Any]]] = {
    "name": ([{"op": "replace", "path": "/name", "value": "cats"}], {"name": "cats"}),
    "description": ([{"op": "replace", "path": "/description", "value": "all"}], {"description": "all"}),
    "key source": ([{"op": "replace", "path": "/apiKeySource", "value": "AUTHORIZER"}], {"apiKeySource": "AUTHORIZER"}),
    "endpoint": (
        [{"op": "replace", "path": "/disableExecuteApiEndpoint", "value": "true"}],
        {"disableExecuteApiEndpoint": True},
    ),
    "compression": (
        [{"op": "replace", "path": "/minimumCompressionSize", "value": "1024"}],
        {"minimumCompressionSize": 1024},
    ),
    "media types": (
        [
            {"op": "add", "path": "/binaryMediaTypes/image~1png"},
            {"op": "add", "path": "/binaryMediaTypes/image~1gif"},
            {"op": "remove", "path": "/binaryMediaTypes/image~1png"},
        ],
        {"binaryMediaTypes": ["image/gif"]},
    ),
    "endpoint type": (
        [{"op": "replace", "path": "/endpointConfiguration/types/0", "value": "REGIONAL"}],
        {"endpointConfiguration": {"types": ["REGIONAL"], "ipAddressType": "ipv4"}},
    ),
    "endpoint type by its name": (
        [{"op": "replace", "path": "/endpointConfiguration/types/EDGE", "value": "PRIVATE"}],
        {"endpointConfiguration": {"types": ["PRIVATE"], "ipAddressType": "dualstack"}},
    ),
    "policy": ([{"op": "replace", "path": "/policy", "value": '{"a":1}'}], {"policy": r"{\"a\":1}"}),
}


@pytest.mark.parametrize("name", PATCHES)
def test_patch_changes_the_api(client: Any, api_id: str, name: str) -> None:
    operations, expected = PATCHES[name]

    client.update_rest_api(restApiId=api_id, patchOperations=operations)

    api = client.get_rest_api(restApiId=api_id)
    assert {member: api[member] for member in expected} == expected


def test_patch_of_another_path_names_it(client: Any, api_id: str) -> None:
    operations = [{"op": "replace", "path": "/nmae", "value": "cats"}]

    status, code, message = refused(client.update_rest_api, restApiId=api_id, patchOperations=operations)

    assert (status, code) == (400, "BadRequestException")
    assert message == "Invalid patch path /nmae"


def test_patch_with_one_refused_operation_changes_nothing(client: Any, api_id: str) -> None:
    operations = [
        {"op": "replace", "path": "/name", "value": "cats"},
        {"op": "replace", "path": "/minimumCompressionSize", "value": "much"},
    ]

    refused(client.update_rest_api, restApiId=api_id, patchOperations=operations)

    assert client.get_rest_api(restApiId=api_id)["name"] == "pets"


def test_deleted_api_is_served_no_longer(client: Any, stages: DeployedStages) -> None:
    api_id = deployable_api(client)
    client.create_deployment(restApiId=api_id, stageName="dev")

    client.delete_rest_api(restApiId=api_id)

    assert stages.find(api_id, "dev") is None
    assert refused(client.get_rest_api, restApiId=api_id)[0] == 404


def test_policy_is_shown_in_full(client: Any, api_id: str) -> None:
    """As recorded: the resource's whole ARN, and no list of one."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": ["execute-api:/*"]}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    api = client.update_rest_api(
        restApiId=api_id, patchOperations=[{"op": "replace", "path": "/policy", "value": policy}]
    )

    shown = json.loads(json.loads(f'"{api["policy"]}"'))
    assert shown["Statement"] == [{**statement, "Resource": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api_id}/*"}]


@pytest.mark.parametrize("policy", ["{", "[]", "text"])
def test_policy_that_is_no_document_is_refused(client: Any, policy: str) -> None:
    status, code, message = refused(client.create_rest_api, name="pets", policy=policy)

    assert (status, code) == (400, "BadRequestException")
    assert message.startswith("Invalid policy document.")
