"""`make drift` of a stage as it was deployed, and of an API beside it that somebody has changed by hand."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contract import load
from contract.place import child
from drift.difference import Difference
from drift.stage import read_export
from drift.tolerances import export_differences
from drift.wanted import Account, wanted_of
from infrastructure.stages import STAGES
from tests.checkout import ROOT, Stage

pytestmark = pytest.mark.xdist_group("stage")

STAGE = "local"
INTEGRATION = "x-amazon-apigateway-integration"
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
RUN_TASK = child("/paths", "/ai-service", "post")


@dataclass(frozen=True, slots=True)
class Clone:
    """An API beside the stage's own, of the same body, with a name of its own."""

    gateway: Any
    api: str
    body: dict[str, Any]

    def method(self, path: str) -> dict[str, str]:
        """How API Gateway's operations name the POST of a path."""
        resources = self.gateway.get_resources(restApiId=self.api, limit=500)["items"]
        resource = next(each["id"] for each in resources if each["path"] == path)
        return {"restApiId": self.api, "resourceId": resource, "httpMethod": "POST"}

    def deploy(self) -> None:
        self.gateway.create_deployment(restApiId=self.api, stageName=STAGE)

    def differences(self) -> tuple[Difference, ...]:
        return export_differences(self.body, read_export(self.gateway, self.body["info"]["title"], STAGE))


@pytest.fixture
def clone(stage: Stage) -> Iterator[Clone]:
    gateway, account = stage.aws("apigateway"), stage.aws("sts").get_caller_identity()["Account"]
    settings = next(row for row in STAGES if row.name == STAGE)
    wanted = wanted_of(load(ROOT / "openapi.yaml"), settings, Account("aws", account), "/", "/token")
    name = f"clone-{uuid.uuid4().hex[:8]}"
    body = {**wanted.body, "info": {"title": name, "version": "1"}}
    api = gateway.import_rest_api(body=json.dumps(body).encode(), failOnWarnings=True)["id"]
    made = Clone(gateway, api, body)
    made.deploy()
    yield made
    gateway.delete_rest_api(restApiId=api)


def replace(path: str, value: str) -> list[dict[str, str]]:
    return [{"op": "replace", "path": path, "value": value}]


def require_another_header(clone: Clone) -> None:
    clone.gateway.update_method(
        **clone.method("/ai-service"),
        patchOperations=[{"op": "add", "path": "/requestParameters/method.request.header.X-Trial", "value": "true"}],
    )


def need_no_token(clone: Clone) -> None:
    clone.gateway.update_method(**clone.method("/ai-service"), patchOperations=replace("/authorizationType", "NONE"))


def wait_less(clone: Clone) -> None:
    clone.gateway.update_integration(**clone.method("/ai-service"), patchOperations=replace("/timeoutInMillis", "5000"))


def call_another_function(clone: Clone) -> None:
    uri = clone.body["paths"]["/search"]["post"][INTEGRATION]["uri"]
    clone.gateway.update_integration(**clone.method("/ai-service"), patchOperations=replace("/uri", uri))


def answer_503_when_throttled(clone: Clone) -> None:
    clone.gateway.put_gateway_response(restApiId=clone.api, responseType="THROTTLED", statusCode="503")


def lose_a_method(clone: Clone) -> None:
    clone.gateway.delete_method(**clone.method("/ai-service"))


CHANGES: dict[Callable[[Clone], None], tuple[str, str]] = {
    require_another_header: (f"{RUN_TASK}/parameters", "runTask"),
    need_no_token: (f"{RUN_TASK}/security", "runTask"),
    wait_less: (f"{RUN_TASK}/{INTEGRATION}/timeoutInMillis", "runTask"),
    call_another_function: (f"{RUN_TASK}/{INTEGRATION}/uri", "runTask"),
    answer_503_when_throttled: (f"/{GATEWAY_RESPONSES}/THROTTLED", ""),
    lose_a_method: (RUN_TASK, "runTask"),
}


def test_a_stage_as_it_was_deployed_has_no_drift(stage: Stage) -> None:
    asked = stage.checkout.make("drift")

    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert asked.stdout == "The stage `local` serves what this checkout says.\n"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_by_hand_is_named_once_it_is_deployed(clone: Clone, change: Callable[[Clone], None]) -> None:
    pointer, operation = CHANGES[change]
    before = clone.differences()

    change(clone)
    waiting = clone.differences()
    clone.deploy()
    found = clone.differences()

    assert before == waiting == ()
    named = [each.operation for each in found if each.pointer.startswith(pointer)]
    rest = [each.pointer for each in found if not each.pointer.startswith(pointer)]
    assert named
    assert set(named) == {operation}
    assert all(each.startswith("/components/schemas/") for each in rest)  # which no other method has
