"""An API beside a stage's own, on an emulator of the test's own: served, wrong in one thing, and gone after use."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from contract import Document, gateway_body
from mutation.deployed import Deployment, Throttle
from mutation.deployed_clone import Original, deploying
from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator

STAGE = "local"
ANSWER = "def handle(event, context):\n    return {'statusCode': 200, 'body': event['stageVariables']['url']}\n"
CONTRACT = Document(
    "greetings",
    {
        "openapi": "3.0.3",
        "info": {"title": "Greetings", "version": "1"},
        "paths": {
            "/hello": {
                "get": {
                    "operationId": "greet",
                    "responses": {"200": {"description": "A greeting"}},
                    "x-amazon-apigateway-integration": {
                        "type": "aws_proxy",
                        "httpMethod": "POST",
                        "uri": "${greet.invoke_arn}",
                    },
                }
            }
        },
    },
)


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    emulator = start_emulator()
    yield emulator
    stop_emulator(emulator)


@pytest.fixture(scope="module")
def original(emulator: RunningEmulator) -> Original:
    arn = emulator.create_function("greet", ANSWER)
    values = {
        "greet.invoke_arn": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations",
    }
    plan = emulator.client("apigateway").create_usage_plan(name="standard")
    about = emulator.client("lambda").get_function_configuration(FunctionName="greet")
    emulator.client("lambda").remove_permission(FunctionName="greet", StatementId="gateway")
    deployment = Deployment(
        contract=CONTRACT,
        body=gateway_body(CONTRACT, values, authorizer_cache=False),
        variables={"url": f"{emulator.url}/_aws/execute-api/original/{STAGE}"},
        throttle=Throttle(100, 100),
        plans=("standard",),
        permitted=frozenset({"greet"}),
        environments={"greet": {}},
    )
    return Original(
        clients=emulator.client,
        stage=STAGE,
        api="original",
        url=deployment.variables["url"],
        values=values,
        functions={"greet": about},
        plans={"standard": plan["id"]},
        caches_authorizer=False,
        deployment=deployment,
    )


def test_it_serves_at_its_own_url_and_knows_it(original: Original) -> None:
    with deploying(original.deployment, original) as url:
        answer = requests.get(f"{url}/hello", timeout=10)

    assert (answer.status_code, answer.text) == (200, url)
    assert url != original.url


def test_a_function_that_it_may_not_call_fails(original: Original) -> None:
    with deploying(replace(original.deployment, permitted=frozenset()), original) as url:
        answer = requests.get(f"{url}/hello", timeout=10)

    assert answer.status_code == 500


def test_its_throttle_is_its_own(original: Original) -> None:
    slow = replace(original.deployment, throttle=Throttle(1, 1))

    with deploying(slow, original) as url:
        statuses = {requests.get(f"{url}/hello", timeout=10).status_code for _ in range(5)}

    assert statuses == {200, 429}


def test_nothing_of_it_is_left(original: Original) -> None:
    gateway, lambdas = original.clients("apigateway"), original.clients("lambda")

    with pytest.raises(RuntimeError, match="the trial"), deploying(original.deployment, original) as url:
        raise RuntimeError("the trial went wrong")

    assert requests.get(f"{url}/hello", timeout=10).status_code == 403
    assert gateway.get_rest_apis()["items"] == []
    assert gateway.get_usage_plan(usagePlanId=original.plans["standard"]).get("apiStages", []) == []
    with pytest.raises(lambdas.exceptions.ResourceNotFoundException):
        lambdas.get_policy(FunctionName="greet")
