"""A stage's canary, as AWS has recorded it: how it is made, changed and promoted, and what its calls meet."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.control_plane import ControlPlane
from emulator.data_plane.calls import Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.gateway import Gateway
from emulator.data_plane.messages import Received
from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import ACCOUNT, REGION, client_of, openapi, refused
from tests.emulator.data_plane.fakes import FakeEndpoints, FakeFunctions, FakeUsagePlans

_TEMPLATE = {
    "statusCode": 200,
    "variable": "$stageVariables.testVar",
    "nonExistingDefault": "$stageVariables.noStageVar",
    "nonOverridden": "$stageVariables.defaultVar",
    "isCanary": "$context.isCanaryRequest",
}


def _document(message: str) -> bytes:
    integration = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {
            "default": {
                "statusCode": "200",
                "responseTemplates": {"application/json": json.dumps({"message": message, **_TEMPLATE})},
            }
        },
    }
    return openapi({"/": {"get": {"x-amazon-apigateway-integration": integration}}})


@pytest.fixture
def stages() -> DeployedStages:
    return DeployedStages()


@pytest.fixture
def client(stages: DeployedStages) -> Any:
    """A control plane whose deployments can be called."""
    return client_of(ControlPlane(stages, compile_api, region=REGION, account_id=ACCOUNT))


@pytest.fixture
def api_id(client: Any) -> str:
    imported: str = client.import_rest_api(body=_document("default deployment"))["id"]
    return imported


@pytest.fixture
def dev(client: Any, api_id: str) -> Mapping[str, str]:
    """Where the stage dev is, which has no canary."""
    variables = {"testVar": "default", "defaultVar": "default"}
    client.create_deployment(restApiId=api_id, stageName="dev", variables=variables)
    return {"restApiId": api_id, "stageName": "dev"}


def _make_canary(client: Any, dev: Mapping[str, str], percent: float, **overrides: str) -> str:
    """Returns the canary's deployment."""
    client.put_rest_api(restApiId=dev["restApiId"], body=_document("canary deployment"), mode="overwrite")
    canary = {"percentTraffic": percent, "stageVariableOverrides": overrides}
    deployment_id: str = client.create_deployment(**dev, canarySettings=canary)["id"]
    return deployment_id


def _patch(client: Any, dev: Mapping[str, str], *operations: Mapping[str, str]) -> Any:
    return client.update_stage(**dev, patchOperations=list(operations))


def _call(stages: DeployedStages, dev: Mapping[str, str], chance: float = 0.0) -> Any:
    """`chance` is what the call draws, from 0 up to 1."""
    drawn = int(chance * 2**32).to_bytes(4)
    services = Services(FakeFunctions(), FakeUsagePlans(), FakeEndpoints(), FakeEndpoints(), random_bytes=drawn.ljust)
    gateway = Gateway(stages, services, lambda entry: None, ACCOUNT, REGION)
    received = Received(
        method="GET", host="", api_id=dev["restApiId"], stage_name=dev["stageName"], path="/", query="", headers=()
    )
    return json.loads(asyncio.run(gateway.answer(received)).body)


def test_f172_canary_without_traffic_is_not_met(client: Any, stages: DeployedStages, dev: Mapping[str, str]) -> None:
    _make_canary(client, dev, 0, testVar="canary", noStageVar="canary")

    assert _call(stages, dev) == {
        "isCanary": "false",
        "message": "default deployment",
        "nonExistingDefault": "",
        "nonOverridden": "default",
        "statusCode": 200,
        "variable": "default",
    }


def test_f173_canary_with_all_traffic_is_always_met(
    client: Any, stages: DeployedStages, dev: Mapping[str, str]
) -> None:
    _make_canary(client, dev, 0, testVar="canary", noStageVar="canary")

    _patch(client, dev, {"op": "replace", "path": "/canarySettings/percentTraffic", "value": "100.0"})

    assert _call(stages, dev, chance=0.999) == {
        "isCanary": "true",
        "message": "canary deployment",
        "nonExistingDefault": "canary",
        "nonOverridden": "default",
        "statusCode": 200,
        "variable": "canary",
    }


@pytest.mark.parametrize(("chance", "met"), [(0.0, "true"), (0.2499, "true"), (0.25, "false"), (0.99, "false")])
def test_canary_is_met_by_its_share(
    client: Any, stages: DeployedStages, dev: Mapping[str, str], chance: float, met: str
) -> None:
    _make_canary(client, dev, 25)

    assert _call(stages, dev, chance)["isCanary"] == met


def test_stage_without_a_canary_says_nothing_of_one(stages: DeployedStages, dev: Mapping[str, str]) -> None:
    assert _call(stages, dev)["isCanary"] == ""


def test_canary_deployment_leaves_the_stage_where_it_is(client: Any, dev: Mapping[str, str]) -> None:
    deployment_id = client.get_stage(**dev)["deploymentId"]

    canary_id = _make_canary(client, dev, 50, testVar="canary")

    stage = client.get_stage(**dev)
    assert stage["deploymentId"] == deployment_id
    assert stage["canarySettings"] == {
        "deploymentId": canary_id,
        "percentTraffic": 50.0,
        "stageVariableOverrides": {"testVar": "canary"},
        "useStageCache": False,
    }


def test_stage_is_made_with_a_canary(client: Any, api_id: str) -> None:
    deployment_id = client.create_deployment(restApiId=api_id)["id"]

    stage = client.create_stage(
        restApiId=api_id,
        stageName="dev",
        deploymentId=deployment_id,
        canarySettings={"deploymentId": deployment_id, "percentTraffic": 40},
    )

    canary = {"deploymentId": deployment_id, "percentTraffic": 40.0, "useStageCache": False}
    assert stage["canarySettings"] == canary


@pytest.mark.parametrize("member", ["deploymentId", "percentTraffic"])
def test_first_setting_of_a_canary_makes_one(client: Any, dev: Mapping[str, str], member: str) -> None:
    own_id, other_id = (
        client.get_stage(**dev)["deploymentId"],
        client.create_deployment(restApiId=dev["restApiId"])["id"],
    )
    value = {"deploymentId": other_id, "percentTraffic": "50"}[member]

    stage = _patch(client, dev, {"op": "replace", "path": f"/canarySettings/{member}", "value": value})

    canaries = {
        "deploymentId": {"deploymentId": other_id, "percentTraffic": 0.0, "useStageCache": False},
        "percentTraffic": {"deploymentId": own_id, "percentTraffic": 50.0, "useStageCache": False},
    }
    assert stage["canarySettings"] == canaries[member]


def test_variable_of_a_canary_is_patched_and_the_canary_removed(client: Any, dev: Mapping[str, str]) -> None:
    _make_canary(client, dev, 50, testVar="canary")

    path = "/canarySettings/stageVariableOverrides/testVar"
    patched = _patch(client, dev, {"op": "replace", "path": path, "value": "updated"})
    removed = _patch(client, dev, {"op": "remove", "path": "/canarySettings"})

    assert patched["canarySettings"]["stageVariableOverrides"] == {"testVar": "updated"}
    assert "canarySettings" not in removed


def test_promotion_copies_deployment_and_variables(client: Any, stages: DeployedStages, dev: Mapping[str, str]) -> None:
    canary_id = _make_canary(client, dev, 50, testVar="override")

    stage = _patch(
        client,
        dev,
        {"op": "replace", "path": "/canarySettings/percentTraffic", "value": "0.0"},
        {"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId"},
        {"op": "copy", "from": "/canarySettings/stageVariableOverrides", "path": "/variables"},
    )

    assert stage["deploymentId"] == canary_id
    assert stage["variables"] == {"testVar": "override", "defaultVar": "default"}
    assert stage["canarySettings"]["deploymentId"] == canary_id
    assert _call(stages, dev)["message"] == "canary deployment"


def test_deployment_of_a_canary_stays(client: Any, dev: Mapping[str, str]) -> None:
    canary_id = _make_canary(client, dev, 50)

    refusal = refused(client.delete_deployment, restApiId=dev["restApiId"], deploymentId=canary_id)

    assert refusal[2] == "Active stages pointing to this deployment must be moved or deleted"


_BAD_COPY = (
    "Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are "
    "[/deploymentId, /variables] and valid copy:from are "
    "[/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]"
)
_NO_STAGE = (
    "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. "
    "Provided value is {}"
)
_NO_SUCH_STAGE = (
    "Invalid deployment content specified.Stage non-existing must already be created before making a canary release "
    "deployment"
)
_NO_SETTING = "Cannot remove method setting canarySettings/{} because there is no method setting for this method "


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (
            {"op": "remove", "path": "/canarySettings/stageVariableOverrides"},
            _NO_SETTING.format("stageVariableOverrides"),
        ),
        ({"op": "remove", "path": "/canarySettings/badPath"}, _NO_SETTING.format("badPath")),
        (
            {"op": "add", "path": "/canarySettings/deploymentId", "value": "d"},
            "Invalid add operation with path: /canarySettings/deploymentId",
        ),
        ({"op": "replace", "path": "/canarySettings/deploymentId", "value": "deploy"}, "Deployment id does not exist"),
        ({"op": "copy", "path": "/canarySettings/stageVariableOverrides", "from": "/variables"}, _BAD_COPY),
        (
            {"op": "copy", "path": "/deploymentId", "from": "/canarySettings/deploymentId"},
            "Promotion not available. Canary does not exist.",
        ),
    ],
)
def test_patch_of_a_canary_is_refused_in_the_words_of_aws(
    client: Any, dev: Mapping[str, str], operation: Mapping[str, str], message: str
) -> None:
    refusal = refused(client.update_stage, **dev, patchOperations=[operation])

    assert refusal == (400, "BadRequestException", message)


@pytest.mark.parametrize("path", ["/canarySettings", "/canarySettings/badPath", "/documentation_version", "/tags/tag1"])
def test_path_that_a_stage_does_not_have_is_taken_for_a_methods_setting(
    client: Any, dev: Mapping[str, str], path: str
) -> None:
    status, _, message = refused(
        client.update_stage, **dev, patchOperations=[{"op": "replace", "path": path, "value": "test"}]
    )

    assert status == 400
    assert message.startswith(f"Invalid method setting path: {path}. Must be one of: [/deploymentId, /description, ")
    assert (
        "/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit" in message
    )
    assert message.endswith("/variables/{variable_name}, /tracingEnabled]")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, _NO_STAGE.format("null")),
        ({"stageName": ""}, _NO_STAGE.format("")),
        ({"stageName": "non-existing"}, _NO_SUCH_STAGE),
    ],
)
def test_canary_is_made_in_a_stage_that_there_is(client: Any, api_id: str, sent: dict[str, str], message: str) -> None:
    refusal = refused(client.create_deployment, restApiId=api_id, canarySettings={"percentTraffic": 50}, **sent)

    assert refusal == (400, "BadRequestException", message)


def test_stage_is_not_made_with_the_canary_of_no_deployment(client: Any, api_id: str) -> None:
    deployment_id = client.create_deployment(restApiId=api_id)["id"]

    refusal = refused(
        client.create_stage,
        restApiId=api_id,
        stageName="dev",
        deploymentId=deployment_id,
        canarySettings={"deploymentId": "deploy"},
    )

    assert refusal == (400, "BadRequestException", "Deployment id does not exist")
