"""Deployments: frozen when they are made, and served by stages."""

from typing import Any

import pytest

from emulator.control_plane import ControlPlane
from emulator.data_plane.calls import CompiledApi
from emulator.data_plane.compile import CompileError
from emulator.data_plane.stages import DeployedStages
from emulator.snapshot import Snapshot
from tests.emulator.control_plane.in_memory import (
    ACCOUNT,
    REGION,
    client_of,
    deployable_api,
    openapi,
    operation,
    refused,
    resource_at,
    snapshot_of,
)


@pytest.fixture
def api_id(client: Any) -> str:
    return deployable_api(client)


def test_deployment_with_a_stage_name_makes_the_stage(client: Any, stages: DeployedStages, api_id: str) -> None:
    deployment = client.create_deployment(
        restApiId=api_id, stageName="dev", stageDescription="for us", description="first", variables={"a": "b"}
    )

    stage = client.get_stage(restApiId=api_id, stageName="dev")
    assert (stage["deploymentId"], stage["description"], stage["variables"]) == (deployment["id"], "for us", {"a": "b"})
    assert deployment["description"] == "first"
    assert [resource["path"] for resource in snapshot_of(stages.find(api_id, "dev")).resources] == ["/", "/pets"]


def test_deployment_does_not_follow_the_api(client: Any, stages: DeployedStages, api_id: str) -> None:
    client.create_deployment(restApiId=api_id, stageName="dev")
    pets = resource_at(client, api_id, "/pets")

    client.delete_method(restApiId=api_id, resourceId=pets["id"], httpMethod="GET")

    served = next(r for r in snapshot_of(stages.find(api_id, "dev")).resources if r["path"] == "/pets")
    assert "GET" in served["resourceMethods"]


def test_snapshot_holds_all_that_is_deployed(client: Any, stages: DeployedStages, api_id: str) -> None:
    client.create_model(restApiId=api_id, name="Pet", contentType="application/json", schema="{}")
    validator = client.create_request_validator(restApiId=api_id, name="all")
    client.put_gateway_response(restApiId=api_id, responseType="THROTTLED", statusCode="503")

    client.create_deployment(restApiId=api_id, stageName="dev")

    snapshot = snapshot_of(stages.find(api_id, "dev"))
    assert snapshot.api["id"] == api_id
    assert set(snapshot.models) == {"Pet"}
    assert set(snapshot.validators) == {validator["id"]}
    assert {kind: response["statusCode"] for kind, response in snapshot.gateway_responses.items()} == {
        "THROTTLED": "503"
    }


def test_second_deployment_moves_the_stage_and_keeps_its_settings(
    client: Any, stages: DeployedStages, api_id: str
) -> None:
    client.create_deployment(restApiId=api_id, stageName="dev", variables={"a": "b"})
    client.put_rest_api(restApiId=api_id, mode="overwrite", body=openapi({"/cats": {"get": operation()}}))

    second = client.create_deployment(restApiId=api_id, stageName="dev")

    stage = client.get_stage(restApiId=api_id, stageName="dev")
    assert (stage["deploymentId"], stage["variables"]) == (second["id"], {"a": "b"})
    assert [resource["path"] for resource in snapshot_of(stages.find(api_id, "dev")).resources] == ["/", "/cats"]


def test_api_without_methods_is_not_deployed(client: Any) -> None:
    empty = client.create_rest_api(name="empty")["id"]

    refusal = refused(client.create_deployment, restApiId=empty)

    assert refusal == (400, "BadRequestException", "The REST API doesn't contain any methods")


def test_method_without_integration_is_not_deployed(client: Any, api_id: str) -> None:
    body = openapi({"/cats": {"get": {"responses": {}}}})
    client.put_rest_api(restApiId=api_id, mode="merge", body=body)

    refusal = refused(client.create_deployment, restApiId=api_id, stageName="dev")

    assert refusal == (400, "BadRequestException", "No integration defined for method")
    assert client.get_stages(restApiId=api_id)["item"] == []


def test_what_does_not_compile_is_not_deployed() -> None:
    def fail(snapshot: Snapshot) -> CompiledApi:
        message = f"The schema of model Pet in {snapshot.api['name']} is no schema"
        raise CompileError(message)

    client = client_of(ControlPlane(DeployedStages(), fail, region=REGION, account_id=ACCOUNT))
    api_id = deployable_api(client)

    refusal = refused(client.create_deployment, restApiId=api_id, stageName="dev")

    assert refusal == (400, "BadRequestException", "The schema of model Pet in pets is no schema")
    assert client.get_deployments(restApiId=api_id)["items"] == []


def test_f347_deployment_of_a_stage_stays(client: Any, api_id: str) -> None:
    deployment = client.create_deployment(restApiId=api_id, stageName="dev")

    refusal = refused(client.delete_deployment, restApiId=api_id, deploymentId=deployment["id"])

    message = "Active stages pointing to this deployment must be moved or deleted"
    assert refusal == (400, "BadRequestException", message)


def test_deployment_that_no_stage_serves_is_deleted(client: Any, api_id: str) -> None:
    deployment = client.create_deployment(restApiId=api_id)

    client.delete_deployment(restApiId=api_id, deploymentId=deployment["id"])

    refusal = refused(client.get_deployment, restApiId=api_id, deploymentId=deployment["id"])
    assert refusal == (404, "NotFoundException", "Invalid Deployment identifier specified")


def test_summary_is_shown_where_it_is_asked_for(client: Any, api_id: str) -> None:
    deployment_id = client.create_deployment(restApiId=api_id)["id"]

    plain = client.get_deployment(restApiId=api_id, deploymentId=deployment_id)
    embedded = client.get_deployment(restApiId=api_id, deploymentId=deployment_id, embed=["apisummary"])

    assert "apiSummary" not in plain
    assert embedded["apiSummary"] == {"/pets": {"GET": {"authorizationType": "NONE", "apiKeyRequired": False}}}


def test_description_is_patched(client: Any, api_id: str) -> None:
    deployment_id = client.create_deployment(restApiId=api_id)["id"]

    client.update_deployment(
        restApiId=api_id,
        deploymentId=deployment_id,
        patchOperations=[{"op": "replace", "path": "/description", "value": "second"}],
    )

    assert client.get_deployment(restApiId=api_id, deploymentId=deployment_id)["description"] == "second"
