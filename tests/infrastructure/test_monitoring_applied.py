"""The monitoring alone, applied by Terraform to an emulator: a whole stage takes longer, and is tested deployed."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commands.terraform_cli import cli_environment, require_terraform
from infrastructure.access_log import FIELDS
from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator, wait_until
from tests.infrastructure.project import Project

LIMIT_SECONDS = 120
# Without the topic's key, with which the provider alone takes 12 seconds.
APPLIED = (
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_query_definition",
    "aws_sns_topic",
    "aws_sns_topic_policy",
)
GROUPS = ("access_log", "execution_log")
ACCESS_LOG = "/aws/apigateway/ai-facade-local"


@dataclass(frozen=True, slots=True)
class Applied:
    folder: Path
    emulator: RunningEmulator

    def terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        return subprocess.run(
            [require_terraform(), *arguments],
            cwd=self.folder,
            env={**os.environ, **cli_environment(), **keys, "AWS_ENDPOINT_URL": self.emulator.url},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )


@pytest.fixture(scope="module")
def applied(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    folder = tmp_path_factory.mktemp("monitoring")
    (folder / "cdk.tf.json").write_text(json.dumps(monitoring_alone(project)), encoding="utf-8")
    emulator = start_emulator()
    try:
        made = Applied(folder, emulator)
        for command in (("init", "-input=false"), ("apply", "-auto-approve", "-input=false")):
            done = made.terraform(*command, "-no-color")
            assert done.returncode == 0, done.stderr
        yield made
    finally:
        stop_emulator(emulator)


def monitoring_alone(project: Project) -> dict[str, Any]:
    stack = project.stack("local")
    groups = stack["resource"]["aws_cloudwatch_log_group"]
    resources = {kind: stack["resource"][kind] for kind in APPLIED}
    resources["aws_cloudwatch_log_group"] = {name: groups[name] for name in GROUPS}
    resources["aws_cloudwatch_log_group"]["execution_log"]["name"] = "API-Gateway-Execution-Logs_abc/local"
    del resources["aws_sns_topic"]["alarms"]["kms_master_key_id"]
    return {
        "provider": stack["provider"],
        "data": {"aws_caller_identity": stack["data"]["aws_caller_identity"]},
        "terraform": {"required_providers": stack["terraform"]["required_providers"]},
        "resource": resources,
    }


def test_what_was_applied_is_what_the_next_plan_finds(applied: Applied) -> None:
    planned = applied.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color")

    assert planned.returncode == 0, planned.stdout + planned.stderr


def test_a_request_that_was_throttled_is_counted_for_the_stage_and_for_its_team(applied: Applied) -> None:
    logs, cloudwatch = applied.emulator.client("logs"), applied.emulator.client("cloudwatch")
    line = dict.fromkeys(FIELDS, "-") | {"stage": "local", "team": "newcomer", "errorType": "THROTTLED"}
    logs.create_log_stream(logGroupName=ACCESS_LOG, logStreamName="requests")

    logs.put_log_events(
        logGroupName=ACCESS_LOG,
        logStreamName="requests",
        logEvents=[{"timestamp": int(time.time() * 1000), "message": json.dumps(line)}],
    )

    def counted() -> set[tuple[tuple[str, str], ...]]:
        metrics = cloudwatch.list_metrics(Namespace="ai-facade", MetricName="Throttled")["Metrics"]
        return {tuple(sorted((each["Name"], each["Value"]) for each in one["Dimensions"])) for one in metrics}

    wait_until(lambda: len(counted()) == 2, "the filters count the request")
    assert counted() == {(("stage", "local"),), (("stage", "local"), ("team", "newcomer"))}
