"""Methods and their responses."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import LAMBDA_URI, refused

_NEEDS_AUTHORIZER = (
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid "
    "authorizer."
)


@pytest.fixture
def get(api_id: str, root_id: str) -> dict[str, str]:
    """Where GET / is."""
    return {"restApiId": api_id, "resourceId": root_id, "httpMethod": "GET"}


def test_method_keeps_what_was_sent(client: Any, get: dict[str, str]) -> None:
    client.put_method(
        **get,
        authorizationType="NONE",
        apiKeyRequired=True,
        operationName="listPets",
        requestParameters={"method.request.header.X": True},
        requestModels={"application/json": "Empty"},
    )

    method = client.get_method(**get)

    del method["ResponseMetadata"]
    assert method == {
        "httpMethod": "GET",
        "authorizationType": "NONE",
        "apiKeyRequired": True,
        "operationName": "listPets",
        "requestParameters": {"method.request.header.X": True},
        "requestModels": {"application/json": "Empty"},
    }


def test_method_is_put_once(client: Any, get: dict[str, str]) -> None:
    client.put_method(**get, authorizationType="NONE")

    refusal = refused(client.put_method, **get, authorizationType="NONE")

    assert refusal == (409, "ConflictException", "Method already exists for this resource")


def test_any_is_a_method(client: Any, get: dict[str, str]) -> None:
    client.put_method(**{**get, "httpMethod": "ANY"}, authorizationType="AWS_IAM")

    assert client.get_method(**{**get, "httpMethod": "ANY"})["authorizationType"] == "AWS_IAM"


# What PutMethod was sent, beside its address, and what AWS says to it.
REFUSALS: dict[str, tuple[dict[str, Any], int, str]] = {
    "custom without authorizer": ({"authorizationType": "CUSTOM"}, 400, _NEEDS_AUTHORIZER),
    "authorizer that is not there": ({"authorizationType": "CUSTOM", "authorizerId": "none"}, 400, _NEEDS_AUTHORIZER),
    "validator that is not there": (
        {"authorizationType": "NONE", "requestValidatorId": "none"},
        400,
        "Invalid Request Validator identifier specified",
    ),
    "model that is not there": (
        {"authorizationType": "NONE", "requestModels": {"application/json": "Pet"}},
        400,
        "Invalid model identifier specified: Pet",
    ),
    "authorization of no type": (
        {"authorizationType": "PASSWORD"},
        400,
        "Invalid authorizationType specified. Valid options are NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_method_names_only_what_is_there(client: Any, get: dict[str, str], name: str) -> None:
    sent, status, message = REFUSALS[name]

    refusal = refused(client.put_method, **get, **sent)

    assert (refusal[0], refusal[2]) == (status, message)


def test_user_pool_method_wants_a_user_pool_authorizer(client: Any, get: dict[str, str]) -> None:
    authorizer = client.create_authorizer(
        restApiId=get["restApiId"], name="token", type="TOKEN", authorizerUri=LAMBDA_URI
    )

    refusal = refused(client.put_method, **get, authorizationType="COGNITO_USER_POOLS", authorizerId=authorizer["id"])

    assert refusal[2] == _NEEDS_AUTHORIZER


def test_patches_of_terraform_change_the_method(client: Any, get: dict[str, str]) -> None:
    client.put_method(
        **get,
        authorizationType="NONE",
        requestParameters={"method.request.header.A": True, "method.request.header.B": True},
    )
    operations = [
        {"op": "replace", "path": "/apiKeyRequired", "value": "true"},
        {"op": "remove", "path": "/requestParameters/method.request.header.A"},
        {"op": "replace", "path": "/requestParameters/method.request.header.B", "value": "false"},
        {"op": "add", "path": "/requestModels/application~1json", "value": "Empty"},
    ]

    method = client.update_method(**get, patchOperations=operations)

    assert method["apiKeyRequired"] is True
    assert method["requestParameters"] == {"method.request.header.B": False}
    assert method["requestModels"] == {"application/json": "Empty"}


def test_deleted_method_is_not_found(client: Any, get: dict[str, str]) -> None:
    client.put_method(**get, authorizationType="NONE")

    client.delete_method(**get)

    assert refused(client.get_method, **get) == (404, "NotFoundException", "Invalid Method identifier specified")


def test_method_response_is_put_read_patched_and_deleted(client: Any, get: dict[str, str]) -> None:
    client.put_method(**get, authorizationType="NONE")

    client.put_method_response(**get, statusCode="200", responseModels={"application/json": "Empty"})
    client.update_method_response(
        **get,
        statusCode="200",
        patchOperations=[{"op": "add", "path": "/responseParameters/method.response.header.X", "value": "true"}],
    )
    response = client.get_method_response(**get, statusCode="200")
    client.delete_method_response(**get, statusCode="200")

    assert response["responseModels"] == {"application/json": "Empty"}
    assert response["responseParameters"] == {"method.response.header.X": True}
    assert refused(client.get_method_response, **get, statusCode="200")[2] == "Invalid Response status code specified"


def test_method_response_is_put_once(client: Any, get: dict[str, str]) -> None:
    client.put_method(**get, authorizationType="NONE")
    client.put_method_response(**get, statusCode="200")

    assert refused(client.put_method_response, **get, statusCode="200")[0] == 409
