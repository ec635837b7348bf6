"""What the pages are told of moto's dashboards and alarms."""

import json
from typing import Any

import pytest
from moto.cloudwatch.models import CloudWatchBackend, cloudwatch_backends

from emulator.deployed_dashboards import DeployedDashboards

ACCOUNT = "210987654321"
ARN = f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:"


@pytest.fixture
def backend() -> CloudWatchBackend:
    backend: CloudWatchBackend = cloudwatch_backends[ACCOUNT]["eu-west-1"]
    for alarm in ("slow", "either"):
        backend.alarms.pop(alarm, None)
    return backend


def test_of_dashboards_with_one_name_the_latest_is_there_with_its_region(backend: CloudWatchBackend) -> None:
    cloudwatch_backends[ACCOUNT]["us-east-1"].put_dashboard("pets", "{}")
    backend.put_dashboard("pets", json.dumps({"widgets": []}))
    backend.put_dashboard("apes", "{}")

    deployed = DeployedDashboards(ACCOUNT).dashboards()

    assert [(view.name, view.region, view.body) for view in deployed] == [
        ("apes", "eu-west-1", "{}"),
        ("pets", "eu-west-1", '{"widgets": []}'),
    ]


def test_dashboards_of_other_accounts_are_not_there(backend: CloudWatchBackend) -> None:
    backend.put_dashboard("pets", "{}")

    assert DeployedDashboards("310987654321").dashboards() == []


def test_alarms_are_found_by_arn_with_what_they_compare(backend: CloudWatchBackend) -> None:
    put_alarm(backend, "slow", threshold=250)
    put_alarm(backend, "either", rule=f'ALARM("{ARN}slow")')

    composite, slow = DeployedDashboards(ACCOUNT).alarms([f"{ARN}either", f"{ARN}gone", "nonsense", f"{ARN}slow"])

    assert (slow.name, slow.threshold, [query.statistic for query in slow.queries]) == ("slow", 250.0, ["p99"])
    assert (composite.name, composite.threshold, list(composite.queries)) == ("either", None, [])
    assert composite.rule == f'ALARM("{ARN}slow")'


def put_alarm(backend: Any, name: str, threshold: float | None = None, rule: str | None = None) -> None:
    backend.put_metric_alarm(
        name=name,
        namespace="Pets",
        metric_name="Latency",
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        period=60,
        threshold=threshold,
        statistic=None,
        extended_statistic="p99",
        description="",
        dimensions=[],
        alarm_actions=[],
        rule=rule,
    )
