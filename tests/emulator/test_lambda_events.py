"""Asynchronous invocations, end to end: where they end, as queues, topics, buses and functions see it."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator, wait_until

FAILS = "def handle(event, context): raise ValueError('no such pet')"
RECORD = """
import boto3, json
def handle(event, context):
    boto3.client("s3").put_object(Bucket="events", Key=context.function_name, Body=json.dumps(event))
"""


@pytest.fixture
def name() -> str:
    return f"function-{uuid.uuid4().hex[:8]}"


def create_queue(emulator: RunningEmulator, name: str) -> tuple[str, Callable[[], dict[str, Any]]]:
    """Its ARN, and how to get the first message."""
    client = emulator.client("sqs")
    url = client.create_queue(QueueName=name)["QueueUrl"]
    got: list[dict[str, Any]] = []

    def has_message() -> bool:
        got.extend(client.receive_message(QueueUrl=url, MessageAttributeNames=["All"]).get("Messages", []))
        return bool(got)

    def receive() -> dict[str, Any]:
        wait_until(has_message, "a message")
        return got[0]

    return f"arn:aws:sqs:us-east-1:123456789012:{name}", receive


def configure(emulator: RunningEmulator, name: str, **settings: Any) -> dict[str, Any]:
    answer: dict[str, Any] = emulator.client("lambda").put_function_event_invoke_config(FunctionName=name, **settings)
    return answer


def send(emulator: RunningEmulator, name: str, event: object) -> str:
    client = emulator.client("lambda")
    answer = client.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))
    assert answer["StatusCode"] == 202
    request_id: str = answer["ResponseMetadata"]["RequestId"]
    return request_id


def test_a_failure_is_retried_and_told_to_a_queue(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, FAILS)
    queue, receive = create_queue(emulator, name)
    configure(emulator, name, MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": queue}})

    request_id = send(emulator, name, {"n": 1})

    record = json.loads(receive()["Body"])
    assert record["requestContext"] == {
        "requestId": request_id,
        "functionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{name}:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 2,
    }
    assert record["requestPayload"] == {"n": 1}
    assert record["responsePayload"]["errorMessage"] == "no such pet"


def test_a_dead_letter_has_the_event_and_why(emulator: RunningEmulator, name: str) -> None:
    queue, receive = create_queue(emulator, name)
    emulator.create_function(name, FAILS, DeadLetterConfig={"TargetArn": queue})
    configure(emulator, name, MaximumRetryAttempts=0)

    request_id = send(emulator, name, {"n": 1})

    message = receive()
    attributes = {name: given["StringValue"] for name, given in message["MessageAttributes"].items()}
    assert json.loads(message["Body"]) == {"n": 1}
    assert attributes == {"RequestID": request_id, "ErrorCode": "200", "ErrorMessage": "no such pet"}


def test_a_topic_is_told_of_a_success(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, "def handle(event, context): return 'done'")
    queue, receive = create_queue(emulator, name)
    topic = emulator.client("sns").create_topic(Name=name)["TopicArn"]
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    configure(emulator, name, DestinationConfig={"OnSuccess": {"Destination": topic}})

    send(emulator, name, 1)

    record = json.loads(json.loads(receive()["Body"])["Message"])
    assert (record["requestContext"]["condition"], record["responsePayload"]) == ("Success", "done")


def test_a_bus_is_told_of_a_failure(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, FAILS)
    queue, receive = create_queue(emulator, name)
    events = emulator.client("events")
    bus = events.create_event_bus(Name=name)["EventBusArn"]
    events.put_rule(Name=name, EventBusName=name, EventPattern=json.dumps({"source": ["lambda"]}))
    events.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "queue", "Arn": queue}])
    configure(emulator, name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": bus}})

    send(emulator, name, 1)

    event = json.loads(receive()["Body"])
    assert event["detail-type"] == "Lambda Function Invocation Result - Failure"
    assert event["detail"]["requestContext"]["condition"] == "RetriesExhausted"


def test_a_function_is_told_of_anothers_success(emulator: RunningEmulator, name: str) -> None:
    emulator.client("s3").create_bucket(Bucket="events")
    listener = emulator.create_function(f"{name}-listener", RECORD)
    emulator.create_function(name, "def handle(event, context): return 'done'")
    configure(emulator, name, DestinationConfig={"OnSuccess": {"Destination": listener}})

    send(emulator, name, 1)

    def is_recorded() -> bool:
        return "Contents" in emulator.client("s3").list_objects_v2(Bucket="events", Prefix=f"{name}-listener")

    wait_until(is_recorded, "the record")
    body = emulator.client("s3").get_object(Bucket="events", Key=f"{name}-listener")["Body"]
    assert json.load(body)["responsePayload"] == "done"


def test_what_a_topic_sends_is_an_event_with_a_dead_letter(emulator: RunningEmulator, name: str) -> None:
    queue, receive = create_queue(emulator, name)
    function = emulator.create_function(name, FAILS, DeadLetterConfig={"TargetArn": queue})
    configure(emulator, name, MaximumRetryAttempts=0)
    topic = emulator.client("sns").create_topic(Name=name)["TopicArn"]
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)

    emulator.client("sns").publish(TopicArn=topic, Message="hello")

    assert json.loads(receive()["Body"])["Records"][0]["Sns"]["Message"] == "hello"


def test_the_settings_are_those_put_last_and_an_update_keeps_the_others(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, FAILS)
    client = emulator.client("lambda")

    configure(emulator, name, MaximumRetryAttempts=2)
    put = configure(emulator, name, MaximumRetryAttempts=1)
    client.update_function_event_invoke_config(FunctionName=name, MaximumEventAgeInSeconds=90)

    kept = client.get_function_event_invoke_config(FunctionName=name)
    assert put["FunctionArn"].endswith(f":{name}:$LATEST")
    assert (kept["MaximumRetryAttempts"], kept["MaximumEventAgeInSeconds"]) == (1, 90)


def test_a_function_may_send_an_event_to_another(emulator: RunningEmulator, name: str) -> None:
    other = f"{name}-other"
    emulator.client("s3").create_bucket(Bucket=f"{name}-seen")
    emulator.create_function(other, RECORD.replace("events", f"{name}-seen"))
    sender = "import boto3, json\ndef handle(event, context):\n    sent = boto3.client('lambda').invoke("
    sender += "FunctionName=event['to'], InvocationType='Event', Payload=json.dumps({'n': 1}))\n"
    emulator.create_function(name, sender + "    return sent['StatusCode']\n")

    accepted = emulator.result(name, {"to": other})

    client = emulator.client("s3")
    wait_until(lambda: "Contents" in client.list_objects_v2(Bucket=f"{name}-seen"), "the other to be invoked")
    assert accepted == 202
    assert json.loads(client.get_object(Bucket=f"{name}-seen", Key=other)["Body"].read()) == {"n": 1}


def test_dead_letter_that_nobody_takes_is_counted(emulator: RunningEmulator, name: str) -> None:
    missing = f"arn:aws:sqs:us-east-1:123456789012:{name}-missing"
    emulator.create_function(name, FAILS, DeadLetterConfig={"TargetArn": missing})
    configure(emulator, name, MaximumRetryAttempts=0)

    send(emulator, name, {"n": 1})

    def is_counted() -> bool:
        now = datetime.now(UTC)
        data = emulator.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="DeadLetterErrors",
            Dimensions=[{"Name": "FunctionName", "Value": name}],
            StartTime=now - timedelta(minutes=2),
            EndTime=now + timedelta(minutes=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        return [datum["Sum"] for datum in data] == [1]

    wait_until(is_counted, "the error to be counted")
