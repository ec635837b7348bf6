"""Usage plans and their keys. Cases that AWS has recorded are named by their fact."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import KEY_VALUE, patch_plan, refused


def test_f101_plan_names_stages_that_are_there(client: Any, deployed_id: str, plan_id: str) -> None:
    operations = [{"op": "add", "path": "/apiStages", "value": f"{deployed_id}:none"}]

    refusal = refused(client.update_usage_plan, usagePlanId=plan_id, patchOperations=operations)

    message = f"Invalid API Stage {{api: {deployed_id}, stage: none}} specified for usageplan {plan_id}"
    assert refusal == (404, "NotFoundException", message)


def test_patches_of_terraform_change_the_plan(client: Any, deployed_id: str, plan_id: str) -> None:
    stage = f"/apiStages/{deployed_id}:dev/throttle"
    plan = patch_plan(
        client,
        plan_id,
        ("replace", "/description", "ours"),
        ("add", "/productCode", "P"),
        ("add", "/throttle/rateLimit", "5.000000"),
        ("add", "/throttle/burstLimit", "7"),
        ("add", "/quota/limit", "100"),
        ("add", "/quota/period", "WEEK"),
        ("add", "/quota/offset", "2"),
        ("replace", f"{stage}//pets/GET/rateLimit", "1.5"),
        ("replace", f"{stage}//pets/GET/burstLimit", "2"),
        ("replace", f"{stage}/~1pets~1{{petId}}~1GET/rateLimit", "3"),
    )

    assert (plan["description"], plan["productCode"]) == ("ours", "P")
    assert plan["throttle"] == {"rateLimit": 5.0, "burstLimit": 7}
    assert plan["quota"] == {"limit": 100, "period": "WEEK", "offset": 2}
    assert plan["apiStages"][0]["throttle"] == {
        "/pets/GET": {"rateLimit": 1.5, "burstLimit": 2},
        "/pets/{petId}/GET": {"rateLimit": 3.0},
    }


def test_limits_are_removed(client: Any, deployed_id: str, plan_id: str) -> None:
    stage = f"/apiStages/{deployed_id}:dev/throttle"
    patch_plan(
        client,
        plan_id,
        ("add", "/throttle/rateLimit", "5"),
        ("add", "/quota/limit", "1"),
        ("add", "/quota/period", "DAY"),
        ("add", f"{stage}//pets/GET/rateLimit", "1"),
    )

    plan = patch_plan(
        client,
        plan_id,
        ("remove", "/throttle", None),
        ("remove", "/quota", None),
        ("remove", f"{stage}//pets/GET", None),
    )

    assert ("throttle" in plan, "quota" in plan) == (False, False)
    assert plan["apiStages"][0]["throttle"] == {}


@pytest.mark.parametrize(
    "limits",
    [
        {"throttle": {"rateLimit": -1.0}},
        {"quota": {"limit": 0, "period": "DAY"}},
        {"quota": {"limit": 1}},
        {"quota": {"limit": 1, "period": "DAY", "offset": 1}},
    ],
)
def test_limits_that_limit_nothing_are_refused(client: Any, limits: dict[str, Any]) -> None:
    assert refused(client.create_usage_plan, name="plan", **limits)[:2] == (400, "BadRequestException")


def test_plan_is_deleted_once_its_stages_are_removed(client: Any, deployed_id: str, plan_id: str) -> None:
    with_stages = refused(client.delete_usage_plan, usagePlanId=plan_id)
    patch_plan(client, plan_id, ("remove", "/apiStages", f"{deployed_id}:dev"))

    client.delete_usage_plan(usagePlanId=plan_id)

    assert with_stages[0] == 400
    assert refused(client.get_usage_plan, usagePlanId=plan_id) == (
        404,
        "NotFoundException",
        "Invalid Usage Plan ID specified",
    )


def test_deleted_stage_is_in_no_plan(client: Any, deployed_id: str, plan_id: str) -> None:
    client.delete_stage(restApiId=deployed_id, stageName="dev")

    assert client.get_usage_plan(usagePlanId=plan_id)["apiStages"] == []


def test_key_joins_and_leaves_a_plan(client: Any, plan_id: str, key_id: str) -> None:
    joined = client.get_usage_plan_key(usagePlanId=plan_id, keyId=key_id)
    listed = client.get_usage_plan_keys(usagePlanId=plan_id)["items"]

    client.delete_usage_plan_key(usagePlanId=plan_id, keyId=key_id)

    assert (joined["id"], joined["type"], joined["name"], joined["value"]) == (key_id, "API_KEY", "key", KEY_VALUE)
    assert [key["id"] for key in listed] == [key_id]
    assert refused(client.get_usage_plan_key, usagePlanId=plan_id, keyId=key_id)[0] == 404


def test_unknown_key_does_not_join(client: Any, plan_id: str) -> None:
    refusal = refused(client.create_usage_plan_key, usagePlanId=plan_id, keyId="none", keyType="API_KEY")

    assert refusal == (404, "NotFoundException", "Invalid API Key identifier specified")
