"""Moves what lies in dead-letter queues back to the queues that it came from, once the cause is mended."""

import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commands.aws_clients import client, said_by_aws
from commands.error import CommandError
from commands.stage_outputs import read_output

POLL_SECONDS = 1.0
ACTIVE = {"RUNNING", "CANCELLING"}
COUNT = "ApproximateNumberOfMessages"


def run(stage: str, queue: str) -> None:
    """`queue` is the name of one whose messages are to come back; all of them if it is empty."""
    arns: Mapping[str, str] = read_output(stage, "dead_letter_queues")
    if queue and queue not in arns:
        raise CommandError(f"Name a queue, as in: make redrive QUEUE={next(iter(arns))}; there are {', '.join(arns)}.")
    sqs = client(stage, "sqs")
    for name in [queue] if queue else arns:
        redrive(sqs, name, arns[name])


def redrive(sqs: Any, name: str, arn: str) -> int:
    """How many were moved, by SQS itself; `arn` is the dead-letter queue's.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    try:
        if not _waiting(sqs, arn):
            print(f"{name}: 0 moved; nothing lies in its dead-letter queue.")
            return 0
        sqs.start_message_move_task(SourceArn=arn)
        return _await_end(sqs, name, arn)
    except (BotoCoreError, ClientError) as error:
        raise CommandError(said_by_aws(error)) from None


def _waiting(sqs: Any, arn: str) -> int:
    """SQS counts approximately: what was put in within the last minute may not be in the number yet."""
    url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[COUNT])["Attributes"][COUNT])


def _await_end(sqs: Any, name: str, arn: str) -> int:
    """The newest task is the one that was started: SQS has one of a queue at a time."""
    shown = -1
    while True:
        task = sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0]
        moved, expected = task["ApproximateNumberOfMessagesMoved"], task.get("ApproximateNumberOfMessagesToMove", 0)
        if task["Status"] not in ACTIVE:
            break
        if moved != shown:
            print(f"{name}: {moved} of {expected} moved so far …", flush=True)
            shown = moved
        time.sleep(POLL_SECONDS)
    if task["Status"] != "COMPLETED":
        why = task.get("FailureReason", task["Status"].lower())
        raise CommandError(f"{name}: SQS has stopped after {moved} of {expected} messages: {why}.")
    print(f"{name}: {moved} moved back to their queue.")
    return int(moved)
