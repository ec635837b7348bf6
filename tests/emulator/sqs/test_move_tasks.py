"""What is in a dead-letter queue, moved on."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.sqs.queues import Queue, create_queue, with_dead_letters


def bury(queue: Queue, dead: Queue, *bodies: str, **options: Any) -> list[str]:
    """Messages of a queue whose messages are dead after one receive; its visibility timeout is 0."""
    before = dead.counts()[0]
    ids = queue.send(*bodies, **options)

    def is_buried() -> bool:
        queue.receive()
        return dead.counts()[0] == before + len(bodies)

    wait_until(is_buried, "the messages to be dead letters")
    return ids


@pytest.fixture
def queues(emulator: RunningEmulator) -> tuple[Queue, Queue]:
    return with_dead_letters(emulator, most=1, VisibilityTimeout="0")


def task_of(dead: Queue) -> dict[str, Any]:
    """The latest, once it has ended."""

    def latest() -> dict[str, Any]:
        listed: list[dict[str, Any]] = dead.client.list_message_move_tasks(SourceArn=dead.arn)["Results"]
        return listed[0]

    wait_until(lambda: latest()["Status"] not in ("RUNNING", "CANCELLING"), "the task to end")
    return latest()


def refusal(dead: Queue, **parameters: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        dead.client.start_message_move_task(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_dead_letters_go_back_to_where_they_came_from_as_new_messages(queues: tuple[Queue, Queue]) -> None:
    queue, dead = queues
    kind = {"kind": {"DataType": "String", "StringValue": "cat"}}
    (message_id,) = bury(queue, dead, "one", MessageAttributes=kind)

    dead.client.start_message_move_task(SourceArn=dead.arn)

    task = task_of(dead)
    (message,) = queue.receive(MessageAttributeNames=["All"])
    assert task.pop("StartedTimestamp") > 0
    assert task == {
        "Status": "COMPLETED",
        "SourceArn": dead.arn,
        "ApproximateNumberOfMessagesMoved": 1,
        "ApproximateNumberOfMessagesToMove": 1,
    }
    assert message["MessageId"] != message_id
    assert (message["Body"], message["MessageAttributes"]) == ("one", kind)
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert dead.counts() == (0, 0)


def test_each_message_goes_back_to_its_own_queue(emulator: RunningEmulator, queues: tuple[Queue, Queue]) -> None:
    queue, dead = queues
    policy = f'{{"deadLetterTargetArn": "{dead.arn}", "maxReceiveCount": 1}}'
    other = create_queue(emulator, RedrivePolicy=policy, VisibilityTimeout="0")
    bury(queue, dead, "one")
    bury(other, dead, "two")

    dead.client.start_message_move_task(SourceArn=dead.arn)

    assert task_of(dead)["ApproximateNumberOfMessagesMoved"] == 2
    assert [message["Body"] for message in queue.receive()] == ["one"]
    assert [message["Body"] for message in other.receive()] == ["two"]


def test_destination_may_be_another_queue(emulator: RunningEmulator, queues: tuple[Queue, Queue]) -> None:
    dead, other = queues[1], create_queue(emulator)
    dead.send("one", "two")

    dead.client.start_message_move_task(SourceArn=dead.arn, DestinationArn=other.arn, MaxNumberOfMessagesPerSecond=500)

    task = task_of(dead)
    assert (task["DestinationArn"], task["MaxNumberOfMessagesPerSecond"]) == (other.arn, 500)
    assert sorted(message["Body"] for message in other.receive()) == ["one", "two"]


def test_message_that_was_sent_to_the_dead_letter_queue_stays_there(queues: tuple[Queue, Queue]) -> None:
    dead = queues[1]
    dead.send("one")

    dead.client.start_message_move_task(SourceArn=dead.arn)

    task = task_of(dead)
    assert (task["Status"], task["FailureReason"]) == ("FAILED", "CouldNotDetermineMessageSource")
    assert dead.counts() == (1, 0)


def test_slow_task_is_the_only_one_and_can_be_cancelled(queues: tuple[Queue, Queue]) -> None:
    queue, dead = queues
    dead.send(*map(str, range(5)))
    destination = {"SourceArn": dead.arn, "DestinationArn": queue.arn, "MaxNumberOfMessagesPerSecond": 1}
    handle = dead.client.start_message_move_task(**destination)["TaskHandle"]

    refused = refusal(dead, **destination)
    (running,) = dead.client.list_message_move_tasks(SourceArn=dead.arn)["Results"]
    moved = dead.client.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"]

    assert refused[0].endswith("InvalidParameterValue")
    assert refused[1].startswith("There is already a task running.")
    assert (running["Status"], running["TaskHandle"]) == ("RUNNING", handle)
    assert task_of(dead)["Status"] == "CANCELLED"
    assert moved < 5
    assert queue.counts()[0] + dead.counts()[0] == 5


def test_task_that_has_ended_cannot_be_cancelled(queues: tuple[Queue, Queue]) -> None:
    dead = queues[1]
    handle = dead.client.start_message_move_task(SourceArn=dead.arn)["TaskHandle"]
    ended = task_of(dead)

    with pytest.raises(ClientError, match="Only active tasks can be cancelled"):
        dead.client.cancel_message_move_task(TaskHandle=handle)

    assert "TaskHandle" not in ended


def test_latest_tasks_are_listed_first(queues: tuple[Queue, Queue]) -> None:
    queue, dead = queues
    for number in range(3):
        dead.send(*map(str, range(number)))
        dead.client.start_message_move_task(SourceArn=dead.arn, DestinationArn=queue.arn)
        task_of(dead)

    listed = dead.client.list_message_move_tasks(SourceArn=dead.arn, MaxResults=2)["Results"]

    assert [task["ApproximateNumberOfMessagesMoved"] for task in listed] == [2, 1]


def test_source_must_be_a_dead_letter_queue(queues: tuple[Queue, Queue]) -> None:
    queue, dead = queues

    code, message = refusal(dead, SourceArn=queue.arn)

    assert code.endswith("InvalidParameterValue")
    assert message == "Source queue must be configured as a Dead Letter Queue."


@pytest.mark.parametrize("member", ["SourceArn", "DestinationArn"])
def test_queue_that_is_not_there_is_refused(queues: tuple[Queue, Queue], member: str) -> None:
    dead = queues[1]

    code, message = refusal(dead, **({"SourceArn": dead.arn} | {member: f"{dead.arn}-missing"}))

    assert code == "ResourceNotFoundException"
    assert member in message


def test_task_that_is_not_there_cannot_be_cancelled(queues: tuple[Queue, Queue]) -> None:
    with pytest.raises(ClientError, match="Task does not exist") as refused:
        queues[1].client.cancel_message_move_task(TaskHandle="none")

    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
