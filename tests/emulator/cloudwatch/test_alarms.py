"""Alarms and statistics, with a client of a running emulator."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.running import RunningEmulator, wait_until

ACCOUNT = "123456789012"


@pytest.fixture
def name() -> str:
    """Of an alarm, its topic, and its metric's namespace."""
    return f"test-{uuid.uuid4().hex[:8]}"


def put(emulator: RunningEmulator, namespace: str, *values: float, ago: int = 0) -> None:
    at = datetime.now(UTC) - timedelta(seconds=ago)
    data = [{"MetricName": "Errors", "Value": value, "Timestamp": at} for value in values]
    emulator.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=data)


def put_alarm(emulator: RunningEmulator, name: str, **changes: Any) -> None:
    settings = {
        "AlarmName": name,
        "Namespace": name,
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    } | changes
    emulator.client("cloudwatch").put_metric_alarm(**settings)


def alarm(emulator: RunningEmulator, name: str) -> dict[str, Any]:
    described = emulator.client("cloudwatch").describe_alarms(AlarmNames=[name])
    found: dict[str, Any] = [*described["MetricAlarms"], *described["CompositeAlarms"]][0]
    return found


def wait_for(emulator: RunningEmulator, name: str, state: str) -> None:
    wait_until(lambda: alarm(emulator, name)["StateValue"] == state, f"{name} to be {state}")


def topic_with_queue(emulator: RunningEmulator, name: str) -> tuple[str, str]:
    """The topic's ARN, and the URL of a queue that hears it."""
    topic = emulator.client("sns").create_topic(Name=name)["TopicArn"]
    queues = emulator.client("sqs")
    url = queues.create_queue(QueueName=name)["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return topic, url


def heard(emulator: RunningEmulator, queue: str) -> dict[str, Any]:
    """The next message of SNS's."""
    messages: list[Any] = []

    def receive() -> bool:
        received = emulator.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])
        for message in received:
            emulator.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            messages.append(json.loads(message["Body"]))
        return bool(messages)

    wait_until(receive, "a message")
    found: dict[str, Any] = messages[0]
    return found


def test_new_alarm_knows_nothing_yet(emulator: RunningEmulator, name: str) -> None:
    put_alarm(emulator, name)

    assert alarm(emulator, name)["StateValue"] == "INSUFFICIENT_DATA"


def test_datum_over_the_threshold_alarms_and_tells_the_topic(emulator: RunningEmulator, name: str) -> None:
    topic, queue = topic_with_queue(emulator, name)
    put_alarm(emulator, name, AlarmActions=[topic], AlarmDescription="Errors", TreatMissingData="notBreaching")
    put(emulator, name, 3, 4)

    told = heard(emulator, queue)

    message = json.loads(told["Message"])
    assert told["Subject"] == f'ALARM: "{name}" in US East (N. Virginia)'
    assert message["AlarmArn"] == f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}"
    assert (message["AlarmName"], message["NewStateValue"], message["AWSAccountId"]) == (name, "ALARM", ACCOUNT)
    assert message["NewStateReason"] == alarm(emulator, name)["StateReason"]
    assert message["NewStateReason"].startswith("Threshold Crossed: 1 out of the last 1 datapoint [7.0 (")
    assert message["Trigger"] | {"Dimensions": []} == {
        "MetricName": "Errors",
        "Namespace": name,
        "StatisticType": "Statistic",
        "Statistic": "SUM",
        "Unit": None,
        "Dimensions": [],
        "Period": 60,
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 5.0,
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "",
    }


def test_alarm_on_an_expression_changes_its_state(emulator: RunningEmulator, name: str) -> None:
    stats = [
        {
            "Id": metric.lower(),
            "MetricStat": {"Metric": {"Namespace": name, "MetricName": metric}, "Period": 60, "Stat": "Sum"},
            "ReturnData": False,
        }
        for metric in ("Errors", "Requests")
    ]
    rate = {"Id": "rate", "Expression": "errors / requests * 100", "ReturnData": True}
    emulator.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Metrics=[rate, *stats],
        EvaluationPeriods=1,
        Threshold=10,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )

    data = [{"MetricName": "Requests", "Value": 10}, {"MetricName": "Errors", "Value": 1}]
    at = {"Timestamp": datetime.now(UTC)}
    emulator.client("cloudwatch").put_metric_data(Namespace=name, MetricData=[each | at for each in data])

    wait_for(emulator, name, "ALARM")


def test_alarm_on_a_percentile_changes_its_state(emulator: RunningEmulator, name: str) -> None:
    percentile: dict[str, Any] = {"ExtendedStatistic": "p90", "AlarmName": name, "Namespace": name}
    emulator.client("cloudwatch").put_metric_alarm(
        **percentile,
        MetricName="Errors",
        Period=60,
        EvaluationPeriods=1,
        Threshold=50,
        ComparisonOperator="GreaterThanThreshold",
    )

    put(emulator, name, *([1.0] * 8 + [100.0] * 2))

    wait_for(emulator, name, "ALARM")


def test_enough_of_several_periods_alarm(emulator: RunningEmulator, name: str) -> None:
    put_alarm(emulator, name, EvaluationPeriods=3, DatapointsToAlarm=2, TreatMissingData="notBreaching")

    put(emulator, name, 9, ago=120)
    wait_for(emulator, name, "OK")
    put(emulator, name, 9, ago=60)

    wait_for(emulator, name, "ALARM")


def test_alarm_that_is_put_anew_keeps_its_state(emulator: RunningEmulator, name: str) -> None:
    put_alarm(emulator, name)
    put(emulator, name, 9)
    wait_for(emulator, name, "ALARM")

    put_alarm(emulator, name, Threshold=6)

    assert alarm(emulator, name)["StateValue"] == "ALARM"


def test_state_that_is_set_is_told_and_changes_a_composite_alarm(emulator: RunningEmulator, name: str) -> None:
    client = emulator.client("cloudwatch")
    topic, queue = topic_with_queue(emulator, name)
    put_alarm(emulator, name)
    client.put_composite_alarm(AlarmName=f"{name}-any", AlarmRule=f'ALARM("{name}")', AlarmActions=[topic])

    client.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="A drill")

    message = json.loads(heard(emulator, queue)["Message"])
    assert (message["AlarmName"], message["NewStateValue"]) == (f"{name}-any", "ALARM")
    assert message["AlarmRule"] == f'ALARM("{name}")'


def test_history_has_the_changes_of_state(emulator: RunningEmulator, name: str) -> None:
    client = emulator.client("cloudwatch")
    put_alarm(emulator, name)
    client.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="A drill")
    client.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="It was one")

    items = client.describe_alarm_history(AlarmName=name)["AlarmHistoryItems"]

    assert [item["HistorySummary"] for item in items][-2:] == [
        "Alarm updated from ALARM to OK",
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
    ]
    assert json.loads(items[-1]["HistoryData"])["newState"]["stateReason"] == "A drill"


def test_composite_rule_that_is_none_is_refused(emulator: RunningEmulator, name: str) -> None:
    with pytest.raises(ClientError, match="not valid"):
        emulator.client("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule="ALARM(")


def test_statistics_have_percentiles(emulator: RunningEmulator, name: str) -> None:
    put(emulator, name, *(float(value) for value in range(1, 101)))
    now = datetime.now(UTC)

    asked = {"StartTime": now - timedelta(minutes=5), "EndTime": now + timedelta(minutes=1), "Period": 3600}
    client = emulator.client("cloudwatch")
    [plain] = client.get_metric_statistics(Namespace=name, MetricName="Errors", Statistics=["Sum", "Maximum"], **asked)[
        "Datapoints"
    ]
    [extended] = client.get_metric_statistics(
        Namespace=name, MetricName="Errors", ExtendedStatistics=["p50", "p99"], **asked
    )["Datapoints"]

    assert (plain["Sum"], plain["Maximum"]) == (5050, 100)
    assert extended["ExtendedStatistics"] == pytest.approx({"p50": 50, "p99": 99}, rel=0.02)


def test_values_with_counts_and_statistic_sets_are_taken(emulator: RunningEmulator, name: str) -> None:
    client = emulator.client("cloudwatch")
    data = [
        {"MetricName": "Errors", "Values": [1, 5], "Counts": [3, 1]},
        {"MetricName": "Errors", "StatisticValues": {"SampleCount": 2, "Sum": 12, "Minimum": 4, "Maximum": 8}},
    ]
    client.put_metric_data(Namespace=name, MetricData=data)
    now = datetime.now(UTC)

    [datapoint] = client.get_metric_statistics(
        Namespace=name,
        MetricName="Errors",
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=1),
        Period=3600,
        Statistics=["Sum", "SampleCount", "Minimum", "Maximum"],
    )["Datapoints"]

    assert [datapoint[each] for each in ("Sum", "SampleCount", "Minimum", "Maximum")] == [20, 6, 1, 8]


def test_expression_that_is_not_valid_is_told(emulator: RunningEmulator) -> None:
    now = datetime.now(UTC)

    with pytest.raises(ClientError, match="Error in expression") as refused:
        emulator.client("cloudwatch").get_metric_data(
            MetricDataQueries=[{"Id": "e", "Expression": "m1 +"}], StartTime=now - timedelta(hours=1), EndTime=now
        )

    assert refused.value.response["Error"]["Code"] == "ValidationError"
