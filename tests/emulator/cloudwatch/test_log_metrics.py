"""Metrics from logs, and searches in logs, with a client of a running emulator."""

import json
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from tests.emulator.cloudwatch.powertools import printed_metrics
from tests.emulator.running import RunningEmulator, wait_until

_FUNCTION = "def handle(event, context):\n    print(event)\n"


@pytest.fixture
def group(emulator: RunningEmulator) -> str:
    """A log group of its own, with a stream of the same name; the name is a namespace's too."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    emulator.client("logs").create_log_group(logGroupName=name)
    emulator.client("logs").create_log_stream(logGroupName=name, logStreamName=name)
    return name


def put(emulator: RunningEmulator, group: str, messages: Sequence[object], at: int | None = None) -> None:
    now = int(time.time() * 1000) if at is None else at
    texts = [each if isinstance(each, str) else json.dumps(each) for each in messages]
    events = [{"timestamp": now, "message": text} for text in texts]
    emulator.client("logs").put_log_events(logGroupName=group, logStreamName=group, logEvents=events)


def put_filter(emulator: RunningEmulator, group: str, pattern: str, **transformation: Any) -> None:
    wire = {"metricName": "Found", "metricNamespace": group, "metricValue": "1"} | transformation
    emulator.client("logs").put_metric_filter(
        logGroupName=group, filterName="filter", filterPattern=pattern, metricTransformations=[wire]
    )


def total(emulator: RunningEmulator, namespace: str, name: str, statistic: str = "Sum", **dimensions: str) -> float:
    """Of the last hours, in which there are few periods."""
    now = datetime.now(UTC)
    metric = {
        "Namespace": namespace,
        "MetricName": name,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
    }
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic}}
    data = emulator.client("cloudwatch").get_metric_data(
        MetricDataQueries=[query], StartTime=now - timedelta(hours=3), EndTime=now + timedelta(minutes=1)
    )
    return float(sum(data["MetricDataResults"][0]["Values"]))


def search(emulator: RunningEmulator, group: str, pattern: str, limit: int) -> list[list[str]]:
    """The messages of each page."""
    pages = emulator.client("logs").get_paginator("filter_log_events")
    found = pages.paginate(logGroupName=group, filterPattern=pattern, PaginationConfig={"PageSize": limit})
    return [[event["message"] for event in page["events"]] for page in found]


def test_embedded_metrics_of_a_function_are_in_cloudwatch(emulator: RunningEmulator, group: str) -> None:
    emulator.create_function(group, _FUNCTION)

    for tokens in ((10, 20, 30), (40,)):
        emulator.result(group, printed_metrics(group, *tokens))

    of_model = {"model": "small", "service": "facade"}
    wait_until(lambda: total(emulator, group, "Tokens", **of_model) == 100, "all tokens to be counted")
    assert total(emulator, group, "Tokens", "SampleCount", **of_model) == 4
    assert total(emulator, group, "Time", "SampleCount", **of_model) == 2


def test_embedded_metrics_of_a_client_are_in_cloudwatch(emulator: RunningEmulator, group: str) -> None:
    directive = {"Namespace": group, "Dimensions": [["model"], []], "Metrics": [{"Name": "Tokens"}]}
    document = {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        "model": "small",
        "Tokens": list(range(1, 101)),
    }

    put(emulator, group, [document, document | {"Tokens": "many"}, '{"_aws": CloudWatchMetrics'])

    assert total(emulator, group, "Tokens") == 5050
    assert total(emulator, group, "Tokens", "p95", model="small") == pytest.approx(95, rel=0.02)
    listed = emulator.client("cloudwatch").list_metrics(Namespace=group)["Metrics"]
    assert sorted(len(metric["Dimensions"]) for metric in listed) == [0, 1]


def test_metric_filter_counts_events_that_match(emulator: RunningEmulator, group: str) -> None:
    put_filter(emulator, group, '{ $.status = 429 && $.errorType = "THROTTLED" }')

    put(emulator, group, [{"status": 429, "errorType": "THROTTLED"}] * 3 + [{"status": 200}, "no JSON"])

    assert total(emulator, group, "Found") == 3


def test_metric_filter_takes_values_and_dimensions_of_events(emulator: RunningEmulator, group: str) -> None:
    taken = {"metricValue": "$.latency", "dimensions": {"Route": "$.route"}, "unit": "Milliseconds"}
    put_filter(emulator, group, "{ $.latency >= 0 }", **taken)

    put(
        emulator, group, [{"latency": 5, "route": "/a"}, {"latency": "7", "route": "/a"}, {"latency": 9, "route": "/b"}]
    )
    put(emulator, group, [{"latency": 1}, {"latency": "slow", "route": "/a"}])

    assert total(emulator, group, "Found", Route="/a") == 12
    assert total(emulator, group, "Found", "Maximum", Route="/b") == 9
    assert total(emulator, group, "Found") == 0


def test_metric_filters_default_is_for_minutes_without_a_match(emulator: RunningEmulator, group: str) -> None:
    put_filter(emulator, group, "ERROR", defaultValue=0, metricValue="2")
    now = int(time.time() * 1000)

    put(emulator, group, ["fine", "fine"], at=now - 3_600_000)
    put(emulator, group, ["fine"], at=now)
    put(emulator, group, ["ERROR", "fine"], at=now)

    assert total(emulator, group, "Found") == 2
    assert total(emulator, group, "Found", "SampleCount") == 2


def test_metric_filter_of_the_same_name_is_replaced(emulator: RunningEmulator, group: str) -> None:
    put_filter(emulator, group, "ERROR")
    put_filter(emulator, group, "WARN")

    put(emulator, group, ["ERROR", "WARN", "WARN"])

    filters = emulator.client("logs").describe_metric_filters(logGroupName=group)["metricFilters"]
    assert [each["filterPattern"] for each in filters] == ["WARN"]
    assert total(emulator, group, "Found") == 2


def test_metric_filter_wants_a_group_and_a_valid_pattern(emulator: RunningEmulator, group: str) -> None:
    with pytest.raises(ClientError, match="Invalid filter pattern"):
        put_filter(emulator, group, "{ $.status = }")
    with pytest.raises(ClientError, match="does not exist"):
        put_filter(emulator, f"{group}-missing", "ERROR")


@pytest.mark.parametrize("wire", [{"metricName": "m"}, {"metricName": "m", "metricNamespace": "n"}, 1, None])
def test_metric_filter_that_could_not_be_read_is_refused(emulator: RunningEmulator, group: str, wire: object) -> None:
    asked = {"logGroupName": group, "filterName": "f", "filterPattern": "", "metricTransformations": [wire]}
    headers = {"X-Amz-Target": "Logs_20140328.PutMetricFilter", "Content-Type": "application/x-amz-json-1.1"}
    headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20251122/us-east-1/logs/aws4_request, Signature=0"

    answer = requests.post(emulator.url, json=asked, headers=headers, timeout=10)

    assert (answer.status_code, answer.json()["__type"]) == (400, "InvalidParameterException")


def test_search_pages_over_all_that_match(emulator: RunningEmulator, group: str) -> None:
    documents = [{"n": number, "status": 429 if number % 3 else 200} for number in range(12_000)]
    for first in range(0, len(documents), 4_000):
        put(emulator, group, documents[first : first + 4_000])

    pages = search(emulator, group, "{ $.status = 429 }", limit=1_000)

    found = [json.loads(message)["n"] for page in pages for message in page]
    assert [len(page) for page in pages] == [1_000] * 8
    assert found == [number for number in range(12_000) if number % 3]


def test_search_goes_by_time_over_all_streams(emulator: RunningEmulator, group: str) -> None:
    logs, now = emulator.client("logs"), int(time.time() * 1000)
    logs.create_log_stream(logGroupName=group, logStreamName="other")
    for stream, offsets in ((group, (0, 200)), ("other", (100, 300))):
        events = [{"timestamp": now + offset, "message": str(offset)} for offset in offsets]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)

    assert search(emulator, group, "", limit=3) == [["0", "100", "200"], ["300"]]


def test_search_refuses_what_is_no_pattern_and_no_token(emulator: RunningEmulator, group: str) -> None:
    logs = emulator.client("logs")

    for refused in ({"filterPattern": "{ $.a"}, {"nextToken": "elsewhere"}):
        with pytest.raises(ClientError) as error:
            logs.filter_log_events(logGroupName=group, **refused)
        assert error.value.response["Error"]["Code"] == "InvalidParameterException"
