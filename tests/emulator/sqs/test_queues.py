"""Queues themselves, where moto's would lose or forget something."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.models import sqs_backends

from emulator.sqs.extension import extend_sqs
from emulator.sqs.queues import seconds_until_next, take
from tests.emulator.running import RunningEmulator
from tests.emulator.sqs.queues import Queue, create_queue, with_dead_letters

ACCOUNT = "210987654321"


def attributes_of(queue: Queue) -> dict[str, str]:
    told: dict[str, str] = queue.client.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
    return told


def test_policy_stays_when_another_attribute_is_set(emulator: RunningEmulator) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    queue = create_queue(emulator)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    queue.client.set_queue_attributes(QueueUrl=queue.url, Attributes={"Policy": policy})

    queue.client.set_queue_attributes(QueueUrl=queue.url, Attributes={"VisibilityTimeout": "60"})
    kept = attributes_of(queue)
    queue.client.set_queue_attributes(QueueUrl=queue.url, Attributes={"Policy": ""})

    assert (kept["VisibilityTimeout"], json.loads(kept["Policy"])) == ("60", json.loads(policy))
    assert "Policy" not in attributes_of(queue)


def test_redrive_policy_is_told_without_spaces(emulator: RunningEmulator) -> None:
    """Terraform's provider compares it as text."""
    queue, dead = with_dead_letters(emulator, most=3)

    told = attributes_of(queue)["RedrivePolicy"]

    assert told == f'{{"deadLetterTargetArn":"{dead.arn}","maxReceiveCount":3}}'


def test_redrive_allow_policy_is_told_and_taken_away(emulator: RunningEmulator) -> None:
    queue = create_queue(emulator)
    policy = json.dumps({"redrivePermission": "denyAll"})

    queue.client.set_queue_attributes(QueueUrl=queue.url, Attributes={"RedriveAllowPolicy": policy})
    told = attributes_of(queue)["RedriveAllowPolicy"]
    queue.client.set_queue_attributes(QueueUrl=queue.url, Attributes={"RedriveAllowPolicy": ""})

    assert told == policy
    assert "RedriveAllowPolicy" not in attributes_of(queue)


def test_nothing_is_lost_while_others_send_receive_and_delete(emulator: RunningEmulator) -> None:
    queue = create_queue(emulator)
    bodies = [str(number) for number in range(200)]

    def consume() -> list[str]:
        consumed = []
        while messages := queue.receive(WaitTimeSeconds=1):
            for message in messages:
                queue.client.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
                consumed.append(message["Body"])
        return consumed

    with ThreadPoolExecutor(6) as clients:
        consumers = [clients.submit(consume) for _ in range(3)]
        senders = [clients.submit(queue.send, *bodies[start::3]) for start in range(3)]
        sent = [sender.result() for sender in senders]
        consumed = [body for consumer in consumers for body in consumer.result()]

    assert sum(map(len, sent)) == 200
    assert sorted(consumed) == sorted(bodies)


def test_receiver_that_waits_hears_of_a_message_at_once(emulator: RunningEmulator) -> None:
    queue = create_queue(emulator)

    with ThreadPoolExecutor(1) as clients:
        receiver = clients.submit(queue.receive, WaitTimeSeconds=10)
        queue.send("one")
        messages = receiver.result()

    assert [message["Body"] for message in messages] == ["one"]


def test_message_received_too_often_keeps_its_id_and_its_count(emulator: RunningEmulator) -> None:
    queue, dead = with_dead_letters(emulator, most=2, VisibilityTimeout="0")
    (message_id,) = queue.send("one")

    received = [queue.receive() for _ in range(3)]

    (buried,) = dead.receive()
    assert [len(messages) for messages in received] == [1, 1, 0]
    assert buried["MessageId"] == message_id
    assert buried["Attributes"]["ApproximateReceiveCount"] == "3"


def test_receipt_handle_may_be_deleted_twice(emulator: RunningEmulator) -> None:
    queue = create_queue(emulator)
    queue.send("one")
    (message,) = queue.receive()

    queue.client.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
    queue.client.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])

    assert queue.counts() == (0, 0)


def test_message_past_its_retention_period_is_gone() -> None:
    extend_sqs()
    backend = sqs_backends[ACCOUNT]["eu-west-1"]
    queue = backend.create_queue("old", MessageRetentionPeriod="60")
    old: Any = backend.send_message("old", "old")
    new = backend.send_message("old", "new")
    old.sent_timestamp = int(unix_time_millis()) - 61_000

    taken = take(queue, 10, 30, lambda _: True)

    assert taken == [new]
    assert queue.approximate_number_of_messages_not_visible == 1


def test_next_message_is_due_when_its_visibility_timeout_ends() -> None:
    extend_sqs()
    backend = sqs_backends[ACCOUNT]["eu-west-1"]
    queue = backend.create_queue("due")

    empty = seconds_until_next(queue)
    backend.send_message("due", "one")
    waiting = seconds_until_next(queue)
    take(queue, 1, 30, lambda _: True)
    in_flight = seconds_until_next(queue)

    assert (empty, waiting) == (None, 0)
    assert in_flight is not None
    assert 0 < in_flight <= 30.002


def test_group_with_a_message_in_flight_is_not_due() -> None:
    extend_sqs()
    backend = sqs_backends[ACCOUNT]["eu-west-1"]
    queue = backend.create_queue("groups.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    first = backend.send_message("groups.fifo", "one", group_id="cats")
    backend.send_message("groups.fifo", "two", group_id="cats")
    taken = take(queue, 1, 600, lambda _: True)

    due = seconds_until_next(queue)

    assert (taken, take(queue, 1, 600, lambda _: True)) == ([first], [])
    assert due is not None
    assert due > 60
