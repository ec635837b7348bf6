"""What CloudWatch tells of queues."""

from datetime import UTC, datetime, timedelta

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.sqs.queues import Queue, create_queue, with_dead_letters


def statistic(queue: Queue, metric: str, name: str = "Sum") -> float | None:
    """Of the last two minutes; None without data."""
    now = datetime.now(UTC)
    data = queue.emulator.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName=metric,
        Dimensions=[{"Name": "QueueName", "Value": queue.name}],
        StartTime=now - timedelta(minutes=2),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=[name],
    )["Datapoints"]
    return (max if name == "Maximum" else sum)(datum[name] for datum in data) if data else None


def test_messages_sent_received_and_deleted_are_counted(emulator: RunningEmulator) -> None:
    queue = create_queue(emulator)
    queue.send("one", "two", "three")
    (message, _) = queue.receive(2)
    queue.client.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])

    counts = [statistic(queue, f"NumberOfMessages{what}") for what in ("Sent", "Received", "Deleted")]

    assert counts == [3, 2, 1]


def test_messages_in_a_queue_are_told(emulator: RunningEmulator) -> None:
    queue = create_queue(emulator, VisibilityTimeout="60")
    queue.send("one", "two", "three")
    queue.receive(1)

    visible, in_flight = "ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"
    wait_until(lambda: statistic(queue, visible, "Maximum") == 2, "the metric of visible messages")
    assert statistic(queue, in_flight, "Maximum") == 1
    assert statistic(queue, "ApproximateAgeOfOldestMessage", "Maximum") is not None


def test_dead_letter_is_there_but_was_not_sent(emulator: RunningEmulator) -> None:
    queue, dead = with_dead_letters(emulator, most=1, VisibilityTimeout="0")
    queue.send("one")
    queue.receive()
    queue.receive()

    wait_until(lambda: statistic(dead, "ApproximateNumberOfMessagesVisible", "Maximum") == 1, "the dead letter")
    assert statistic(dead, "NumberOfMessagesSent") is None
