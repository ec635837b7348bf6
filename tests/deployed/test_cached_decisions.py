"""API Gateway keeps the authorizer's answers where it is told to, as on `dev` and `prod`: one holds for all calls."""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from contract import load
from contract.document import Operation
from infrastructure.teams import READER
from tests.checkout import ROOT, Stage
from tests.deployed.team import LIMIT_SECONDS, POLL_SECONDS, Team

pytestmark = pytest.mark.xdist_group("stage")

AUTHORIZE = "/aws/lambda/ai-facade-local-authorize"
READS = "search-app"
SCHEME = "TeamToken"
ANY_METHOD = "x-amazon-apigateway-any-method"
KEPT = {"/authorizerResultTtlInSeconds": "300", "/identitySource": "method.request.header.Authorization"}
AS_DEPLOYED = {"/authorizerResultTtlInSeconds": "0", "/identitySource": ""}


@pytest.fixture
def kept_decisions(stage: Stage) -> Iterator[None]:
    gateway = stage.aws("apigateway")
    api = stage.url.split("/")[-2]
    [authorizer] = gateway.get_authorizers(restApiId=api)["items"]
    deployed = gateway.get_stage(restApiId=api, stageName="local")["deploymentId"]

    def settle(settings: dict[str, str]) -> None:
        changes = [{"op": "replace", "path": path, "value": value} for path, value in settings.items()]
        gateway.update_authorizer(restApiId=api, authorizerId=authorizer["id"], patchOperations=changes)

    settle(KEPT)
    own = gateway.create_deployment(restApiId=api, stageName="local")["id"]
    settle(AS_DEPLOYED)
    yield
    back = [{"op": "replace", "path": "/deploymentId", "value": deployed}]
    gateway.update_stage(restApiId=api, stageName="local", patchOperations=back)
    gateway.delete_deployment(restApiId=api, deploymentId=own)


@pytest.mark.usefixtures("kept_decisions")
def test_one_decision_about_a_token_is_right_for_every_operation(stage: Stage, team: Team) -> None:
    """The first call is one that the token does not open; what it does open is open nevertheless."""
    operations = [each for each in load(ROOT / "openapi.yaml").operations() if scopes_of(each)]
    caller, began = Team(stage.url, stage.token(READS)), int(time.time() * 1000)

    answers = {each.operation_id: ask(caller, each) for each in operations}

    last = team.call("GET", "/usage")
    opened = {each.operation_id for each in operations if scopes_of(each) <= set(READER)}
    assert {name for name, answer in answers.items() if answer.status_code == 403} == set(answers) - opened
    assert not [name for name, answer in answers.items() if answer.status_code in {401, 500}]
    assert {"listDocuments", "getUsage", "searchPassages"} < opened < set(answers)
    asked = [answers[operations[0].operation_id], last]
    assert decisions(stage.aws("logs"), began, last) == [answer.headers["x-amzn-requestid"] for answer in asked]


def scopes_of(operation: Operation) -> set[str]:
    return {scope for asked in operation.raw.get("security", ()) for scope in asked.get(SCHEME, ())}


def ask(caller: Team, operation: Operation) -> Any:
    """With ids of nothing, and without a body: who may not call is told so before anything else."""
    path = operation.path
    for name in ("documentId", "runId", "proxy+"):
        path = path.replace(f"{{{name}}}", str(uuid.uuid4()))
    return caller.call("PUT" if operation.method == ANY_METHOD else operation.method.upper(), path)


def decisions(logs: Any, began: int, last: Any) -> list[str]:
    """The requests for which the authorizer was asked, in order, once `last` is among them."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while True:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=AUTHORIZE, startTime=began)
        lines = [event["message"] for page in pages for event in page["events"]]
        asked = [str(json.loads(line)["request_id"]) for line in lines if '"decided"' in line]
        if last.headers["x-amzn-requestid"] in asked:
            return asked
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
