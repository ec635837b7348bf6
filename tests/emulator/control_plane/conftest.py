"""An API Gateway of its own for every test."""

from collections.abc import Callable
from typing import Any

import pytest

from emulator.control_plane import ControlPlane
from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import (
    ACCOUNT,
    KEY_VALUE,
    REGION,
    client_of,
    deployable_api,
    keep_snapshot,
    openapi,
    resource_at,
)


@pytest.fixture
def stages() -> DeployedStages:
    return DeployedStages()


@pytest.fixture
def control_plane(stages: DeployedStages) -> ControlPlane:
    return ControlPlane(stages, keep_snapshot, region=REGION, account_id=ACCOUNT)


@pytest.fixture
def client(control_plane: ControlPlane) -> Any:
    """boto3's client, of no type that boto3 declares."""
    return client_of(control_plane)


@pytest.fixture
def api_id(client: Any) -> str:
    """An API made by CreateRestApi, with nothing in it but its root."""
    created: str = client.create_rest_api(name="pets")["id"]
    return created


@pytest.fixture
def root_id(client: Any, api_id: str) -> str:
    found: str = client.get_rest_api(restApiId=api_id)["rootResourceId"]
    return found


@pytest.fixture
def imported(client: Any) -> Callable[..., Any]:
    """Imports paths as an API of its own, without warnings; answers with one of its methods."""

    def import_and_get(path: str, method: str, paths: dict[str, Any], **members: Any) -> Any:
        api = client.import_rest_api(body=openapi(paths, **members), failOnWarnings=True)
        return resource_at(client, api["id"], path)["resourceMethods"][method]

    return import_and_get


@pytest.fixture
def deployed_id(client: Any) -> str:
    """An API with the stage dev."""
    deployed = deployable_api(client)
    client.create_deployment(restApiId=deployed, stageName="dev")
    return deployed


@pytest.fixture
def plan_id(client: Any, deployed_id: str) -> str:
    """A plan of the stage dev, without limits."""
    plan: str = client.create_usage_plan(name="plan", apiStages=[{"apiId": deployed_id, "stage": "dev"}])["id"]
    return plan


@pytest.fixture
def key_id(client: Any, plan_id: str) -> str:
    """A key of the plan."""
    key: str = client.create_api_key(name="key", value=KEY_VALUE, enabled=True)["id"]
    client.create_usage_plan_key(usagePlanId=plan_id, keyId=key, keyType="API_KEY")
    return key
