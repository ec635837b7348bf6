"""Who may invoke a function through an API: the function's policy as AddPermission and RemovePermission leave it."""

import uuid
from typing import Any

import pytest
import requests

from tests.emulator.functions.archives import zip_of
from tests.emulator.running import ROLE, RunningEmulator

ANSWERS = "def handle(event, context): return {'statusCode': 200}"


@pytest.fixture
def name() -> str:
    return f"function-{uuid.uuid4().hex[:8]}"


def create_function(emulator: RunningEmulator, name: str) -> str:
    """That nobody may invoke."""
    settings = {"Runtime": "python3.13", "Handler": "app.handle", "Role": ROLE}
    code = {"ZipFile": zip_of({"app.py": ANSWERS})}
    created = emulator.client("lambda").create_function(FunctionName=name, Code=code, Publish=True, **settings)
    arn: str = created["FunctionArn"]
    return arn


def deploy(emulator: RunningEmulator, name: str, function_arn: str, **integration: Any) -> str:
    """The id of an API whose GET /{id} of the stage `test` the function answers."""
    client = emulator.client("apigateway")
    api_id: str = client.create_rest_api(name=name)["id"]
    root = client.get_resources(restApiId=api_id)["items"][0]["id"]
    resource = client.create_resource(restApiId=api_id, parentId=root, pathPart="{id}")["id"]
    place = {"restApiId": api_id, "resourceId": resource, "httpMethod": "GET"}
    client.put_method(**place, authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function_arn}/invocations"
    client.put_integration(**place, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri, **integration)
    client.create_deployment(restApiId=api_id, stageName="test")
    return api_id


def permit(emulator: RunningEmulator, name: str, api_id: str, path: str = "*/GET/*", **qualifier: str) -> None:
    emulator.client("lambda").add_permission(
        FunctionName=name,
        StatementId="gateway",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:123456789012:{api_id}/{path}",
        **qualifier,
    )


def status(emulator: RunningEmulator, api_id: str) -> int:
    return requests.get(f"{emulator.url}/_aws/execute-api/{api_id}/test/7", timeout=15).status_code


def test_each_change_of_the_policy_is_seen_by_the_next_call(emulator: RunningEmulator, name: str) -> None:
    api_id = deploy(emulator, name, create_function(emulator, name))

    before = status(emulator, api_id)
    permit(emulator, name, api_id)
    permitted = status(emulator, api_id)
    emulator.client("lambda").remove_permission(FunctionName=name, StatementId="gateway")
    after = status(emulator, api_id)

    assert (before, permitted, after) == (500, 200, 500)


@pytest.mark.parametrize(
    ("path", "expected"), [("test/GET/*", 200), ("*/*/*", 200), ("test/POST/*", 500), ("other/GET/*", 500)]
)
def test_the_source_has_to_match(emulator: RunningEmulator, name: str, path: str, expected: int) -> None:
    api_id = deploy(emulator, name, create_function(emulator, name))

    permit(emulator, name, api_id, path)

    assert status(emulator, api_id) == expected


def test_a_permission_is_for_the_alias_that_it_names(emulator: RunningEmulator, name: str) -> None:
    arn = create_function(emulator, name)
    emulator.client("lambda").create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    plain, live = deploy(emulator, name, arn), deploy(emulator, name, f"{arn}:live")

    permit(emulator, name, "*", Qualifier="live")

    assert (status(emulator, plain), status(emulator, live)) == (500, 200)


def test_a_function_made_anew_has_no_permissions(emulator: RunningEmulator, name: str) -> None:
    api_id = deploy(emulator, name, create_function(emulator, name))
    permit(emulator, name, api_id)
    permitted = status(emulator, api_id)

    emulator.client("lambda").delete_function(FunctionName=name)
    deleted = status(emulator, api_id)
    create_function(emulator, name)

    assert (permitted, deleted, status(emulator, api_id)) == (200, 500, 500)


def test_an_integration_with_a_role_needs_no_permission(emulator: RunningEmulator, name: str) -> None:
    api_id = deploy(emulator, name, create_function(emulator, name), credentials=ROLE)

    assert status(emulator, api_id) == 200
