"""What is told of requests and invocations, read as its users read it: with boto3, and at /_emulator."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.emulator.running import RunningEmulator, wait_until

SOURCE = """
def handle(event, context):
    if event["path"].endswith("fail"):
        raise ValueError("told to")
    return {"statusCode": 200, "body": "ran"}
"""
LOGGED = [
    {"op": "replace", "path": "/*/*/logging/loglevel", "value": "INFO"},
    {"op": "replace", "path": "/*/*/metrics/enabled", "value": "true"},
]


@dataclass(frozen=True)
class Observed:
    """An API named like its function, with a stage `seen` whose methods have metrics and logs of their own."""

    emulator: RunningEmulator
    name: str
    api_id: str

    def call(self, path: str) -> requests.Response:
        return requests.get(f"{self.emulator.url}/_aws/execute-api/{self.api_id}/seen{path}", timeout=10)

    def statistics(self, namespace: str, metric: str, **dimensions: str) -> dict[str, float]:
        """Over the last hour, as one period."""
        end = datetime.now(UTC) + timedelta(minutes=1)
        found = self.emulator.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=end - timedelta(hours=1),
            EndTime=end,
            Period=3600,
            Statistics=["Sum", "SampleCount", "Maximum", "Minimum", "Average"],
        )["Datapoints"]
        return found[0] if found else {}

    def sum_of(self, metric: str, **dimensions: str) -> float | None:
        return self.statistics("AWS/ApiGateway", metric, ApiName=self.name, **dimensions).get("Sum")

    def messages(self, group: str) -> list[str]:
        try:
            events = self.emulator.client("logs").filter_log_events(logGroupName=group)["events"]
        except self.emulator.client("logs").exceptions.ResourceNotFoundException:
            return []
        return [event["message"] for event in events]


@pytest.fixture
def observed(emulator: RunningEmulator) -> Observed:
    name = f"observed-{uuid.uuid4().hex[:8]}"
    arn = emulator.create_function(name, SOURCE)
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    answer = {"statusCode": "200", "responseTemplates": {"application/json": '{"pets": "all the pets"}'}}
    mock = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {"default": answer},
    }
    document = {
        "openapi": "3.0.1",
        "info": {"title": name, "version": "1"},
        "paths": {
            "/pets": {"get": {"responses": {}, "x-amazon-apigateway-integration": mock}},
            "/run/{how}": {"get": {"responses": {}, "x-amazon-apigateway-integration": integration}},
        },
    }
    emulator.client("lambda").add_permission(
        FunctionName=arn, StatementId="gateway", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    client = emulator.client("apigateway")
    role = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::123456789012:role/logs"}]
    client.update_account(patchOperations=role)
    api_id = client.import_rest_api(body=json.dumps(document))["id"]
    client.create_deployment(restApiId=api_id, stageName="seen")
    client.update_stage(restApiId=api_id, stageName="seen", patchOperations=LOGGED)
    return Observed(emulator, name, api_id)


def _holds(check: Callable[[], Any], expected: Any) -> None:
    wait_until(lambda: check() == expected, f"{expected}, in place of {check()}")


def test_requests_are_counted_by_api_stage_and_method(observed: Observed) -> None:
    for path in ("/pets", "/pets", "/run/well", "/run/fail", "/nothing"):
        observed.call(path)

    _holds(lambda: observed.sum_of("Count"), 5)
    assert observed.sum_of("Count", Stage="seen") == 5
    assert observed.sum_of("Count", Stage="seen", Method="GET", Resource="/pets") == 2
    assert observed.sum_of("4XXError") == 1
    assert observed.sum_of("5XXError") == 1
    assert observed.statistics("AWS/ApiGateway", "5XXError", ApiName=observed.name)["Average"] == 0.2
    latency = observed.statistics("AWS/ApiGateway", "Latency", ApiName=observed.name)
    integration = observed.statistics("AWS/ApiGateway", "IntegrationLatency", ApiName=observed.name)
    assert (latency["SampleCount"], integration["SampleCount"]) == (5, 2)
    assert latency["Maximum"] >= integration["Maximum"] > 0


def test_metric_data_and_metrics_tell_the_same(observed: Observed) -> None:
    observed.call("/pets")
    _holds(lambda: observed.sum_of("Count"), 1)
    client, end = observed.emulator.client("cloudwatch"), datetime.now(UTC) + timedelta(minutes=1)
    dimensions = [{"Name": "Stage", "Value": "seen"}, {"Name": "ApiName", "Value": observed.name}]
    metric = {"Namespace": "AWS/ApiGateway", "MetricName": "Count", "Dimensions": dimensions}

    data = client.get_metric_data(
        MetricDataQueries=[{"Id": "a", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}}],
        StartTime=end - timedelta(hours=1),
        EndTime=end,
    )
    listed = client.list_metrics(Namespace="AWS/ApiGateway", MetricName="Count", Dimensions=dimensions)["Metrics"]

    assert sum(data["MetricDataResults"][0]["Values"]) == 1
    assert sorted(len(each["Dimensions"]) for each in listed) == [2, 4]


def test_invocations_are_counted_by_function(observed: Observed) -> None:
    observed.call("/run/well")
    observed.call("/run/fail")

    def of(metric: str) -> dict[str, float]:
        return observed.statistics("AWS/Lambda", metric, FunctionName=observed.name)

    _holds(lambda: of("Invocations").get("Sum"), 2)
    assert (of("Errors")["Sum"], of("Throttles")["Sum"]) == (1, 0)
    assert of("Duration")["Minimum"] > 0
    assert of("ConcurrentExecutions")["Maximum"] == 1


def test_throttled_invocations_are_counted(observed: Observed) -> None:
    client = observed.emulator.client("lambda")
    client.put_function_concurrency(FunctionName=observed.name, ReservedConcurrentExecutions=0)

    observed.call("/run/well")

    def of(metric: str) -> dict[str, float]:
        return observed.statistics("AWS/Lambda", metric, FunctionName=observed.name)

    _holds(lambda: of("Throttles").get("Sum"), 1)
    assert of("Invocations") == {}


def test_execution_log_has_a_group_of_its_own(observed: Observed) -> None:
    request_id = observed.call("/pets").headers["x-amzn-RequestId"]

    group = f"API-Gateway-Execution-Logs_{observed.api_id}/seen"
    wait_until(lambda: observed.messages(group) != [], "the execution log")
    messages = observed.messages(group)
    assert messages[-1] == f"({request_id}) Method completed with status: 200"
    assert f"({request_id}) Starting execution for request: {request_id}" in messages


def test_access_log_can_go_to_a_firehose_stream(observed: Observed) -> None:
    bucket = f"bucket-of-{observed.name}"
    s3 = observed.emulator.client("s3")
    s3.create_bucket(Bucket=bucket)
    role = "arn:aws:iam::123456789012:role/functions"
    stream = observed.emulator.client("firehose").create_delivery_stream(
        DeliveryStreamName=f"amazon-apigateway-{observed.name}",
        ExtendedS3DestinationConfiguration={"RoleARN": role, "BucketARN": f"arn:aws:s3:::{bucket}"},
    )["DeliveryStreamARN"]
    observed.emulator.client("apigateway").update_stage(
        restApiId=observed.api_id,
        stageName="seen",
        patchOperations=[
            {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": stream},
            {"op": "replace", "path": "/accessLogSettings/format", "value": "$context.requestId $context.status"},
        ],
    )

    request_id = observed.call("/pets").headers["x-amzn-RequestId"]

    wait_until(lambda: "Contents" in s3.list_objects_v2(Bucket=bucket), "the delivery")
    key = s3.list_objects_v2(Bucket=bucket)["Contents"][0]["Key"]
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == f"{request_id} 200\n".encode()


def test_metric_filter_counts_entries_of_the_access_log(observed: Observed) -> None:
    logs = observed.emulator.client("logs")
    logs.create_log_group(logGroupName=observed.name)
    counted = {"metricNamespace": observed.name, "metricName": "Missing", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName=observed.name,
        filterName="missing",
        filterPattern='{ $.status = 403 && $.path = "/seen/no*" }',
        metricTransformations=[counted],
    )
    entry = '{"status": "$context.status", "path": "$context.path"}'
    group = f"arn:aws:logs:us-east-1:123456789012:log-group:{observed.name}"
    observed.emulator.client("apigateway").update_stage(
        restApiId=observed.api_id,
        stageName="seen",
        patchOperations=[
            {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": group},
            {"op": "replace", "path": "/accessLogSettings/format", "value": entry},
        ],
    )

    for path in ("/pets", "/nothing", "/nowhere", "/else"):
        observed.call(path)

    _holds(lambda: observed.statistics(observed.name, "Missing").get("Sum"), 2)
    found = logs.filter_log_events(logGroupName=observed.name, filterPattern="{ $.status = 200 }")["events"]
    assert [json.loads(each["message"])["path"] for each in found] == ["/seen/pets"]


def test_method_can_be_tested_without_a_deployment(observed: Observed) -> None:
    client = observed.emulator.client("apigateway")
    resources = client.get_resources(restApiId=observed.api_id)["items"]
    resource_id = next(each["id"] for each in resources if each["path"] == "/pets")

    tested = client.test_invoke_method(restApiId=observed.api_id, resourceId=resource_id, httpMethod="GET")

    assert (tested["status"], tested["body"]) == (200, '{"pets": "all the pets"}')
    assert tested["headers"] == {"Content-Type": "application/json"}
    assert tested["multiValueHeaders"] == {"Content-Type": ["application/json"]}
    assert tested["log"].startswith("Execution log for request ")
    assert tested["latency"] >= 0


def test_requests_and_functions_are_on_the_front_page(observed: Observed) -> None:
    request_id = observed.call("/run/well").headers["x-amzn-RequestId"]

    page = requests.get(f"{observed.emulator.url}/_emulator", timeout=10)

    assert page.status_code == 200
    assert request_id in page.text
    assert observed.name in page.text


def test_front_page_is_not_for_a_site_that_points_its_name_here(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/_emulator", headers={"Host": "evil.example"}, timeout=10)

    assert answer.status_code == 403
