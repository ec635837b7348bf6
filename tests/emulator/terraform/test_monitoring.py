"""Terraform itself, with the AWS provider: metric filters, alarms with their topic, a saved query and a dashboard."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.terraform.stacks import NO_CHANGES, Stack, initialized

pytestmark = pytest.mark.xdist_group("terraform")

_NAME = "terraform-monitoring"


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    return initialized(Path(__file__).parent / "monitoring.tf", "", tmp_path, emulator)


def subscribe(stack: Stack, topic: str) -> str:
    """Returns the URL of a queue that gets what the topic is told."""
    queues = stack.emulator.client("sqs")
    url: str = queues.create_queue(QueueName=_NAME)["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    stack.emulator.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def throttle(stack: Stack, step: str) -> None:
    logs = stack.emulator.client("logs")
    logs.create_log_stream(logGroupName=_NAME, logStreamName=step)
    message = json.dumps({"status": 429, "step": step})
    event = {"timestamp": int(time.time() * 1000), "message": message}
    logs.put_log_events(logGroupName=_NAME, logStreamName=step, logEvents=[event])


def told(stack: Stack, queue: str) -> list[tuple[str, str]]:
    """The alarms and their new states."""
    received = stack.emulator.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    messages: list[Any] = [json.loads(json.loads(each["Body"])["Message"]) for each in received.get("Messages", [])]
    return [(message["AlarmName"], message["NewStateValue"]) for message in messages]


def test_monitoring_is_made_alarms_is_changed_and_destroyed(stack: Stack) -> None:
    stack.do("apply", "one")
    unchanged = stack.plan("one")
    queue = subscribe(stack, stack.outputs()["topic"])
    throttle(stack, "one")
    heard: set[tuple[str, str]] = set()

    def both_heard() -> bool:
        heard.update(told(stack, queue))
        return {(f"{_NAME}-throttled", "ALARM"), (_NAME, "ALARM")} <= heard

    wait_until(both_heard, "both alarms to tell the topic")
    stack.do("apply", "two")
    still_unchanged = stack.plan("two")
    cloudwatch, logs = stack.emulator.client("cloudwatch"), stack.emulator.client("logs")
    dashboard = cloudwatch.get_dashboard(DashboardName=_NAME)["DashboardBody"]
    filters = logs.describe_metric_filters(logGroupName=_NAME)["metricFilters"]
    stack.do("destroy", "two")

    assert unchanged.returncode == NO_CHANGES, unchanged.stdout
    assert still_unchanged.returncode == NO_CHANGES, still_unchanged.stdout
    assert json.loads(dashboard)["widgets"][0]["properties"]["title"] == "two"
    assert sorted(each["filterName"] for each in filters) == ["latency", "throttled"]
    assert logs.describe_query_definitions(queryDefinitionNamePrefix=_NAME)["queryDefinitions"] == []
    assert cloudwatch.describe_alarms(AlarmNamePrefix=_NAME)["MetricAlarms"] == []
