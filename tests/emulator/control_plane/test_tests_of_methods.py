"""TestInvokeMethod and TestInvokeAuthorizer as operations; what they answer is with the data plane's tests."""

from typing import Any

import pytest

from emulator.control_plane import ControlPlane
from emulator.data_plane.calls import Services
from tests.emulator.control_plane.in_memory import MOCK, openapi, operation, refused, resource_at
from tests.emulator.data_plane.fakes import FakeEndpoints, FakeFunctions, FakeUsagePlans


@pytest.fixture
def client(control_plane: ControlPlane, client: Any) -> Any:
    control_plane.test_with(Services(FakeFunctions(), FakeUsagePlans(), FakeEndpoints(), FakeEndpoints()))
    return client


@pytest.fixture
def tested(client: Any) -> dict[str, str]:
    """An API that is not deployed, and its resource /pets."""
    answered = operation(
        **{"x-amazon-apigateway-integration": {**MOCK, "responses": {"default": {"statusCode": "200"}}}}
    )
    document = openapi({"/pets": {"get": answered}, "/any": {"x-amazon-apigateway-any-method": answered}})
    api_id = client.import_rest_api(body=document)["id"]
    return {"restApiId": api_id, "resourceId": resource_at(client, api_id, "/pets")["id"]}


def test_method_is_tested_as_it_is_now(client: Any, tested: dict[str, str]) -> None:
    first = client.test_invoke_method(**tested, httpMethod="GET")
    template = {"op": "replace", "path": "/requestTemplates/application~1json", "value": "{}"}
    client.update_integration(**tested, httpMethod="GET", patchOperations=[template])
    second = client.test_invoke_method(**tested, httpMethod="GET")

    assert (first["status"], second["status"]) == (200, 500)


def test_any_method_is_tested_by_any_name(client: Any, tested: dict[str, str]) -> None:
    tested["resourceId"] = resource_at(client, tested["restApiId"], "/any")["id"]

    assert client.test_invoke_method(**tested, httpMethod="PATCH")["status"] == 200


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"restApiId": "none"}, "Invalid Resource identifier specified"),
        ({"resourceId": "none"}, "Invalid Resource identifier specified"),
        ({"httpMethod": "PUT"}, "Invalid Method identifier specified"),
    ],
    ids=["API", "resource", "method"],
)
def test_what_is_not_there_is_refused_as_recorded(
    client: Any, tested: dict[str, str], missing: dict[str, str], message: str
) -> None:
    asked = {**tested, "httpMethod": "GET", **missing}

    assert refused(client.test_invoke_method, **asked) == (404, "NotFoundException", message)


def test_authorizer_is_tested(client: Any, tested: dict[str, str]) -> None:
    api_id = tested["restApiId"]
    function = "arn:aws:lambda:us-east-1:123456789012:function:auth"
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
    authorizer_id = client.create_authorizer(
        restApiId=api_id,
        name="auth",
        type="TOKEN",
        authorizerUri=uri,
        identitySource="method.request.header.Authorization",
    )["id"]

    answer = client.test_invoke_authorizer(restApiId=api_id, authorizerId=authorizer_id)

    assert answer["clientStatus"] == 401
    assert answer["log"].startswith("Execution log for request ")
    assert "principalId" not in answer
