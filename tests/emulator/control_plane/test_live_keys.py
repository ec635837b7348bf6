"""What the data plane is told of keys and plans, and what it tells of their use."""

from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.control_plane import ControlPlane
from emulator.snapshot import ApiKey, Quota, Throttle, UsagePlan
from tests.emulator.control_plane.in_memory import KEY_VALUE, patch_plan, refused


def test_data_plane_finds_a_key_by_its_value(control_plane: ControlPlane, key_id: str) -> None:
    assert control_plane.usage_plans.find_key(KEY_VALUE) == ApiKey(key_id, KEY_VALUE, enabled=True)
    assert control_plane.usage_plans.find_key("another") is None


def test_data_plane_finds_the_plan_of_a_key_in_a_stage(
    client: Any, control_plane: ControlPlane, deployed_id: str, plan_id: str, key_id: str
) -> None:
    patch_plan(
        client,
        plan_id,
        ("add", "/throttle/rateLimit", "5"),
        ("add", "/throttle/burstLimit", "7"),
        ("add", "/quota/limit", "100"),
        ("add", "/quota/period", "DAY"),
        ("add", f"/apiStages/{deployed_id}:dev/throttle//pets/GET/rateLimit", "1"),
        ("add", f"/apiStages/{deployed_id}:dev/throttle//pets/GET/burstLimit", "2"),
    )

    found = control_plane.usage_plans.find_plan(key_id, deployed_id, "dev")

    assert found == UsagePlan(
        plan_id=plan_id,
        throttle=Throttle(rate=5.0, burst=7),
        quota=Quota(limit=100, period="DAY", offset=0),
        method_throttles={"/pets/GET": Throttle(rate=1.0, burst=2)},
    )
    assert control_plane.usage_plans.find_plan(key_id, deployed_id, "other") is None


def test_data_plane_sees_changes_at_once(
    client: Any, control_plane: ControlPlane, deployed_id: str, plan_id: str, key_id: str
) -> None:
    control_plane.usage_plans.find_plan(key_id, deployed_id, "dev")

    client.delete_usage_plan_key(usagePlanId=plan_id, keyId=key_id)
    client.update_api_key(apiKey=key_id, patchOperations=[{"op": "replace", "path": "/enabled", "value": "false"}])

    assert control_plane.usage_plans.find_plan(key_id, deployed_id, "dev") is None
    assert control_plane.usage_plans.find_key(KEY_VALUE) == ApiKey(key_id, KEY_VALUE, enabled=False)


def test_deleted_key_is_in_no_plan(client: Any, control_plane: ControlPlane, plan_id: str, key_id: str) -> None:
    client.delete_api_key(apiKey=key_id)

    assert control_plane.usage_plans.find_key(KEY_VALUE) is None
    assert client.get_usage_plan_keys(usagePlanId=plan_id)["items"] == []


def test_counted_requests_are_the_usage_of_the_day(
    client: Any, control_plane: ControlPlane, plan_id: str, key_id: str
) -> None:
    patch_plan(client, plan_id, ("add", "/quota/limit", "100"), ("add", "/quota/period", "DAY"))
    today = datetime.now(UTC).date().isoformat()

    for _ in range(3):
        control_plane.usage_plans.count(plan_id, key_id)

    usage = client.get_usage(usagePlanId=plan_id, startDate=today, endDate=today)
    assert usage["items"] == {key_id: [[3, 97]]}


@pytest.mark.parametrize(("start", "end"), [("today", "2026-01-01"), ("2026-01-02", "2026-01-01")])
def test_usage_of_no_days_is_refused(client: Any, plan_id: str, start: str, end: str) -> None:
    assert refused(client.get_usage, usagePlanId=plan_id, startDate=start, endDate=end)[0] == 400
