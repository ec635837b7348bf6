"""What the data plane is told of keys and plans, and what it tells of their use."""

from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.control_plane import ControlPlane
from emulator.control_plane.operations.usage import usage_by_day
from emulator.control_plane.store import Plan
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


def test_what_is_left_of_a_quota_may_be_granted_anew(
    client: Any, control_plane: ControlPlane, deployed_id: str, plan_id: str, key_id: str
) -> None:
    patch_plan(client, plan_id, ("add", "/quota/limit", "2"), ("add", "/quota/period", "DAY"))
    control_plane.usage_plans.count(plan_id, key_id)

    granted = client.update_usage(
        usagePlanId=plan_id, keyId=key_id, patchOperations=[{"op": "replace", "path": "/remaining", "value": "5"}]
    )

    found = control_plane.usage_plans.find_plan(key_id, deployed_id, "dev")
    assert granted["items"] == {key_id: [[1, 5]]}
    assert found is not None
    assert found.quota == Quota(limit=6, period="DAY")


@pytest.mark.parametrize(("path", "value"), [("/used", "5"), ("/remaining", "-1"), ("/remaining", "many")])
def test_nothing_else_of_the_usage_is_changed(client: Any, plan_id: str, key_id: str, path: str, value: str) -> None:
    patch_plan(client, plan_id, ("add", "/quota/limit", "2"), ("add", "/quota/period", "DAY"))
    operations = [{"op": "replace", "path": path, "value": value}]

    refusal = refused(client.update_usage, usagePlanId=plan_id, keyId=key_id, patchOperations=operations)

    assert refusal[:2] == (400, "BadRequestException")


@pytest.mark.parametrize(
    ("period", "left"),
    [
        pytest.param("DAY", [98, 97, 99], id="each day"),
        pytest.param("WEEK", [98, 97, 96], id="from Sunday on"),
        pytest.param("MONTH", [98, 95, 94], id="from the first on"),
    ],
)
def test_what_is_left_of_a_quota_is_left_for_its_period(period: str, left: list[int]) -> None:
    """The days are a Saturday, a Sunday and a Monday."""
    wire = {"quota": {"limit": 100, "period": period}}
    plan = Plan(wire, key_ids={"k": None}, usage={"k": {"2025-11-22": 2, "2025-11-23": 3, "2025-11-24": 1}})

    usage = usage_by_day(plan, ["k"], "2025-11-22", "2025-11-24")

    assert usage == {"k": [[used, rest] for used, rest in zip([2, 3, 1], left, strict=True)]}


@pytest.mark.parametrize(
    ("start", "end"),
    [("today", "2026-01-01"), ("2026-01-02", "2026-01-01"), ("0001-01-01", "9999-12-31"), ("2025-01-01", "2026-01-02")],
)
def test_usage_of_no_days_or_too_many_is_refused(client: Any, plan_id: str, start: str, end: str) -> None:
    assert refused(client.get_usage, usagePlanId=plan_id, startDate=start, endDate=end)[0] == 400
