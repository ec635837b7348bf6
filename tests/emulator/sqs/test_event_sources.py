"""Messages of a queue on their way to a function, end to end."""

import base64
import hashlib
import json
import os
import signal
from pathlib import Path

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.sqs.queues import (
    ANSWERS,
    FAILS,
    NOTES,
    SUCCEEDS,
    create_function,
    create_queue,
    map_queue,
    with_dead_letters,
)

REPORTS = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
# Shows that it works, and works until it is released.
HOLDS = (
    NOTES
    + """
def act(event):
    notes = pathlib.Path(os.environ["NOTES"])
    (notes / f"{os.getpid()}.working").touch()
    while not (notes / "released").exists():
        time.sleep(0.01)
"""
)


def test_message_is_an_event_in_the_form_that_aws_documents(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    map_queue(queue, function)
    attributes = {
        "kind": {"DataType": "String", "StringValue": "cat"},
        "picture": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }

    (message_id,) = queue.send("Grüße", MessageAttributes=attributes)

    (record,) = function.wait_for_events(1)[0]["Records"]
    assert record["receiptHandle"]
    assert record["attributes"].keys() == {
        "ApproximateReceiveCount",
        "SentTimestamp",
        "SenderId",
        "ApproximateFirstReceiveTimestamp",
    }
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert all(isinstance(value, str) for value in record["attributes"].values())
    told = {name: value for name, value in record.items() if name not in ("receiptHandle", "attributes")}
    digest = told.pop("md5OfMessageAttributes")
    assert len(digest) == 32
    assert told == {
        "messageId": message_id,
        "body": "Grüße",
        "messageAttributes": {
            "kind": {"stringValue": "cat", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
            "picture": {
                "binaryValue": base64.b64encode(b"\x00\xff").decode(),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "Binary",
            },
        },
        "md5OfBody": hashlib.md5("Grüße".encode()).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue.arn,
        "awsRegion": "us-east-1",
    }


def test_messages_that_a_function_has_taken_are_deleted(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    map_queue(queue, function)

    queue.send("one", "two", "three")

    wait_until(lambda: sum(map(len, function.bodies())) == 3, "all messages")
    wait_until(lambda: queue.counts() == (0, 0), "the queue to be empty")
    assert sorted(body for bodies in function.bodies() for body in bodies) == ["one", "three", "two"]


def test_waiting_messages_come_in_batches_of_the_mappings_size(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    queue.send(*map(str, range(7)))

    map_queue(queue, function, BatchSize=3)

    wait_until(lambda: sum(map(len, function.bodies())) == 7, "all messages")
    assert sorted(map(len, function.bodies())) == [1, 3, 3]


def test_batching_window_gathers_what_comes_meanwhile(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    map_queue(queue, function, BatchSize=100, MaximumBatchingWindowInSeconds=1)

    queue.send("one")
    queue.send("two")
    queue.send("three")

    function.wait_for_events(1)
    assert function.bodies() == [["one", "two", "three"]]


def test_full_batch_does_not_wait_for_its_window(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    map_queue(queue, function, BatchSize=2, MaximumBatchingWindowInSeconds=300)

    queue.send("one", "two")

    function.wait_for_events(1)
    assert function.bodies() == [["one", "two"]]


def test_large_messages_are_shared_out_over_several_events(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path, timeout=10)
    queue.send(*["x" * 1_000_000] * 8)

    map_queue(queue, function, BatchSize=10)

    wait_until(lambda: sum(map(len, function.bodies())) == 8, "all messages")
    assert len(function.bodies()) == 2


def test_failed_batch_comes_again_after_its_visibility_timeout_and_ends_as_dead_letter(
    emulator: RunningEmulator, tmp_path: Path
) -> None:
    queue, dead = with_dead_letters(emulator, most=2, VisibilityTimeout="1")
    function = create_function(emulator, FAILS, tmp_path)
    map_queue(queue, function)

    (message_id,) = queue.send("one")

    wait_until(lambda: dead.counts() == (1, 0), "the dead letter")
    counts = [event["Records"][0]["attributes"]["ApproximateReceiveCount"] for event in function.events()]
    (buried,) = dead.receive()
    assert counts == ["1", "2"]
    assert (buried["MessageId"], buried["Body"]) == (message_id, "one")
    assert queue.counts() == (0, 0)


def test_failed_messages_are_invisible_until_their_timeout(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, VisibilityTimeout="600")
    function = create_function(emulator, FAILS, tmp_path)
    map_queue(queue, function)

    queue.send("one")

    function.wait_for_events(1)
    wait_until(lambda: queue.counts() == (0, 1), "the message to be in flight")
    assert queue.receive() == []


def test_message_made_visible_by_another_comes_at_once(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, VisibilityTimeout="600")
    function = create_function(emulator, FAILS, tmp_path)
    map_queue(queue, function)
    queue.send("one")
    (record,) = function.wait_for_events(1)[0]["Records"]

    queue.client.change_message_visibility(
        QueueUrl=queue.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=0
    )

    assert function.wait_for_events(2)[1]["Records"][0]["attributes"]["ApproximateReceiveCount"] == "2"


def test_function_that_times_out_has_failed(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, dead = with_dead_letters(emulator, most=1, VisibilityTimeout="2")
    function = create_function(emulator, NOTES + "def act(event): time.sleep(60)", tmp_path)
    map_queue(queue, function)

    queue.send("one")

    wait_until(lambda: dead.counts() == (1, 0), "the dead letter")
    assert function.bodies() == [["one"]]


def test_batch_of_a_killed_worker_comes_again(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, VisibilityTimeout="3")
    function = create_function(emulator, HOLDS, tmp_path, timeout=3)
    map_queue(queue, function)
    queue.send("one")
    wait_until(lambda: bool(list(tmp_path.glob("*.working"))), "the worker to be at work")

    (tmp_path / "released").touch()  # of the next worker
    for working in tmp_path.glob("*.working"):
        os.kill(int(working.stem), signal.SIGKILL)

    function.wait_for_events(1)
    wait_until(lambda: queue.counts() == (0, 0), "the message to be taken")


def test_reported_failures_come_again_and_the_others_do_not(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, VisibilityTimeout="600")
    function = create_function(emulator, ANSWERS, tmp_path)
    ids = queue.send("one", "two", "three")
    report = {"batchItemFailures": [{"itemIdentifier": ids[1]}]}
    (tmp_path / "answer").write_text(json.dumps(report))

    map_queue(queue, function, **REPORTS)

    function.wait_for_events(1)
    wait_until(lambda: queue.counts() == (0, 1), "two messages to be deleted")
    assert function.bodies() == [["one", "two", "three"]]


@pytest.mark.parametrize(
    "answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}, {"statusCode": 200}]
)
def test_report_without_failures_is_a_success(emulator: RunningEmulator, tmp_path: Path, answer: object) -> None:
    queue, function = create_queue(emulator), create_function(emulator, ANSWERS, tmp_path)
    (tmp_path / "answer").write_text(json.dumps(answer))
    queue.send("one", "two")

    map_queue(queue, function, **REPORTS)

    function.wait_for_events(1)
    wait_until(lambda: queue.counts() == (0, 0), "the queue to be empty")
    assert function.bodies() == [["one", "two"]]


def test_report_that_cannot_be_understood_fails_the_batch(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, dead = with_dead_letters(emulator, most=1, VisibilityTimeout="1")
    function = create_function(emulator, ANSWERS, tmp_path)
    (tmp_path / "answer").write_text(json.dumps({"batchItemFailures": [{"itemIdentifier": "of no message"}]}))
    queue.send("one", "two")

    map_queue(queue, function, **REPORTS)

    wait_until(lambda: dead.counts() == (2, 0), "the dead letters")


def test_failures_that_are_not_asked_for_are_not_heeded(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, ANSWERS, tmp_path)
    (message_id,) = queue.send("one")
    (tmp_path / "answer").write_text(json.dumps({"batchItemFailures": [{"itemIdentifier": message_id}]}))

    map_queue(queue, function)

    function.wait_for_events(1)
    wait_until(lambda: queue.counts() == (0, 0), "the queue to be empty")


def test_no_more_batches_than_the_mapping_allows_are_under_way(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, VisibilityTimeout="60")
    function = create_function(emulator, HOLDS, tmp_path, timeout=20)
    queue.send(*map(str, range(5)))

    map_queue(queue, function, BatchSize=1, ScalingConfig={"MaximumConcurrency": 2})

    wait_until(lambda: queue.counts() == (3, 2), "two batches")
    wait_until(lambda: len(list(tmp_path.glob("*.working"))) == 2, "two workers")
    assert queue.counts() == (3, 2)
    (tmp_path / "released").touch()
    wait_until(lambda: queue.counts() == (0, 0), "the queue to be empty")
    assert sorted(function.bodies()) == [[str(number)] for number in range(5)]


def test_nothing_is_lost_when_the_function_is_throttled(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    client = emulator.client("lambda")
    client.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    map_queue(queue, function)
    queue.send("one", "two")
    wait_until(lambda: queue.counts() == (0, 2), "the messages to be in flight")

    client.delete_function_concurrency(FunctionName=function.name)

    wait_until(lambda: queue.counts() == (0, 0), "the messages to be taken")
    received = [record for event in function.events() for record in event["Records"]]
    assert {record["attributes"]["ApproximateReceiveCount"] for record in received} == {"1"}


def test_delayed_message_comes_when_its_delay_is_over(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    map_queue(queue, function)

    queue.send("later", DelaySeconds=1)
    queue.send("now")

    function.wait_for_events(2)
    assert function.bodies() == [["now"], ["later"]]


def test_disabled_mapping_leaves_messages_until_it_is_enabled(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    mapping = map_queue(queue, function, Enabled=False)
    queue.send("one")
    before = queue.counts()

    emulator.client("lambda").update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

    function.wait_for_events(1)
    assert before == (1, 0)


def test_deleted_mapping_takes_no_messages(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    mapping = map_queue(queue, function)
    queue.send("one")
    wait_until(lambda: queue.counts() == (0, 0) and bool(function.events()), "the first message to be taken")

    emulator.client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])
    queue.send("two")

    (left,) = queue.receive(WaitTimeSeconds=1)
    assert (left["Body"], function.bodies()) == ("two", [["one"]])


def test_groups_of_a_fifo_queue_keep_their_order(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, f"{tmp_path.name[:40]}.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    function = create_function(emulator, SUCCEEDS, tmp_path)
    map_queue(queue, function, BatchSize=1)

    for number in range(6):
        queue.send(f"{number}", MessageGroupId="cats" if number % 2 else "dogs")

    function.wait_for_events(6)
    bodies = [int(bodies[0]) for bodies in function.bodies()]
    assert [body for body in bodies if body % 2] == [1, 3, 5]
    assert [body for body in bodies if not body % 2] == [0, 2, 4]
    wait_until(lambda: queue.counts() == (0, 0), "the queue to be empty")


def test_alias_is_invoked_as_such(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator)
    function = create_function(emulator, NOTES + "def act(event): return 1", tmp_path)
    client = emulator.client("lambda")
    version = client.publish_version(FunctionName=function.name)["Version"]
    client.create_alias(FunctionName=function.name, Name="live", FunctionVersion=version)

    mapping = client.create_event_source_mapping(EventSourceArn=queue.arn, FunctionName=f"{function.name}:live")
    queue.send("one")

    function.wait_for_events(1)
    assert mapping["FunctionArn"].endswith(f":function:{function.name}:live")
