"""Usage plans from the outside: what the control plane is told holds for the very next call."""

from typing import Any

import requests

from tests.emulator.running import RunningEmulator


def keyed_stage(emulator: RunningEmulator) -> str:
    """GET / answers 200 to who has a key. Returns the API's id; the stage is `dev`."""
    gateway = emulator.client("apigateway")
    api_id: str = gateway.create_rest_api(name="keyed")["id"]
    method = {
        "restApiId": api_id,
        "resourceId": gateway.get_resources(restApiId=api_id)["items"][0]["id"],
        "httpMethod": "GET",
    }
    gateway.put_method(**method, authorizationType="NONE", apiKeyRequired=True)
    gateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    gateway.put_method_response(**method, statusCode="200")
    gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=api_id, stageName="dev")
    return api_id


def test_limits_hold_and_change_from_call_to_call(emulator: RunningEmulator) -> None:
    gateway, api_id = emulator.client("apigateway"), keyed_stage(emulator)
    stages = [{"apiId": api_id, "stage": "dev"}]
    plan_id = gateway.create_usage_plan(name="plan", apiStages=stages, quota={"limit": 1, "period": "DAY"})["id"]
    key = gateway.create_api_key(name="key", enabled=True)
    url = f"{emulator.url}/_aws/execute-api/{api_id}/dev/"

    def call() -> int:
        return requests.get(url, headers={"x-api-key": key["value"]}, timeout=10).status_code

    def patch(path: str, value: str) -> Any:
        return gateway.update_usage_plan(
            usagePlanId=plan_id, patchOperations=[{"op": "replace", "path": path, "value": value}]
        )

    outside = call()
    gateway.create_usage_plan_key(usagePlanId=plan_id, keyId=key["id"], keyType="API_KEY")
    within = [call(), call()]
    patch("/quota/limit", "3")
    raised = [call(), call(), call()]
    patch("/quota/limit", "100")
    patch("/throttle/burstLimit", "0")
    throttled = call()

    assert outside == 403
    assert within == [200, 429]
    assert raised == [200, 200, 429]
    assert throttled == 429
    usage = gateway.get_usage(usagePlanId=plan_id, startDate="2020-01-01", endDate="2020-01-01")
    assert usage["items"] == {key["id"]: [[0, 100]]}
