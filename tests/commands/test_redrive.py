"""What lies in a dead-letter queue comes back to its queue, once."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from commands.error import CommandError
from commands.redrive import redrive
from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator, wait_until


@dataclass(frozen=True)
class Pair:
    """A queue and its dead-letter queue."""

    sqs: Any
    url: str
    dead_letters_url: str
    arn: str

    def bury(self, *bodies: str) -> None:
        """As SQS does: what was received too often goes to the dead-letter queue."""
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body)
        wait_until(lambda: self._receive(self.url) is None and self.count() == len(bodies), "the queue to give up")

    def count(self) -> int:
        asked = self.sqs.get_queue_attributes(
            QueueUrl=self.dead_letters_url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(asked["Attributes"]["ApproximateNumberOfMessages"])

    def bodies(self) -> list[str]:
        found = []
        while (message := self._receive(self.url)) is not None:
            found.append(message["Body"])
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return sorted(found)

    def _receive(self, url: str) -> Any:
        return next(iter(self.sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", ())), None)


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    emulator = start_emulator()
    yield emulator
    stop_emulator(emulator)


@pytest.fixture
def pair(emulator: RunningEmulator) -> Pair:
    sqs, name = emulator.client("sqs"), f"work-{uuid.uuid4().hex}"
    dead_letters_url = sqs.create_queue(QueueName=f"{name}-dead-letters")["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=dead_letters_url, AttributeNames=["QueueArn"])
    arn = asked["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    url = sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy})["QueueUrl"]
    return Pair(sqs, url, dead_letters_url, arn)


def test_what_lies_there_comes_back_and_is_counted(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    pair.bury("a", "b", "c")

    assert redrive(pair.sqs, "work", pair.arn) == 3

    assert pair.bodies() == ["a", "b", "c"]
    assert pair.count() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "work: 3 moved back to their queue."


def test_an_empty_queue_is_a_sentence_and_no_failure(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    assert redrive(pair.sqs, "work", pair.arn) == 0

    assert capsys.readouterr().out == "work: 0 moved; nothing lies in its dead-letter queue.\n"


def test_what_came_back_is_not_moved_again(pair: Pair) -> None:
    pair.bury("a")

    assert [redrive(pair.sqs, "work", pair.arn) for _ in range(2)] == [1, 0]


def test_messages_that_no_queue_takes_back_are_a_failure(pair: Pair) -> None:
    """One that was never elsewhere has no queue to come back to."""
    pair.sqs.send_message(QueueUrl=pair.dead_letters_url, MessageBody="stray")

    with pytest.raises(CommandError, match=r"work: SQS has stopped after 0 of 1 messages: CouldNotDetermine"):
        redrive(pair.sqs, "work", pair.arn)

    assert pair.count() == 1


def test_a_queue_that_is_not_there_is_one_sentence(pair: Pair) -> None:
    with pytest.raises(CommandError, match="AWS refused GetQueueUrl"):
        redrive(pair.sqs, "work", f"{pair.arn}-not")


def test_aws_that_does_not_answer_is_one_sentence() -> None:
    class Gone:
        def get_queue_url(self, **_: str) -> Any:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")

    with pytest.raises(CommandError, match="AWS does not answer"):
        redrive(Gone(), "work", "arn:aws:sqs:us-east-1:123456789012:work-dead-letters")
