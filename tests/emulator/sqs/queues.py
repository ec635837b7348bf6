"""Queues and functions on a running emulator, as tests of what SQS does with them need these."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.emulator.running import RunningEmulator, wait_until

# Notes its event in a file of its own, and then does as the first message says.
NOTES = """
import json, os, pathlib, time

def handle(event, context):
    notes = pathlib.Path(os.environ["NOTES"])
    name = f"{time.time_ns()}-{context.aws_request_id}"
    (notes / f"{name}.part").write_text(json.dumps(event))
    (notes / f"{name}.part").rename(notes / f"{name}.json")
    return act(event)

"""
SUCCEEDS = NOTES + "def act(event): return None\n"
FAILS = NOTES + "def act(event): raise ValueError('no such pet')\n"
# Answers with what `answer` in the folder says.
ANSWERS = NOTES + "def act(event): return json.loads((pathlib.Path(os.environ['NOTES']) / 'answer').read_text())\n"


@dataclass(frozen=True, slots=True)
class Queue:
    emulator: RunningEmulator
    name: str
    url: str

    @property
    def arn(self) -> str:
        return f"arn:aws:sqs:us-east-1:123456789012:{self.name}"

    @property
    def client(self) -> Any:
        return self.emulator.client("sqs")

    def send(self, *bodies: str, **options: Any) -> list[str]:
        """Returns the messages' ids."""
        client = self.client
        return [client.send_message(QueueUrl=self.url, MessageBody=body, **options)["MessageId"] for body in bodies]

    def receive(self, count: int = 10, **options: Any) -> list[dict[str, Any]]:
        asked = {"MessageSystemAttributeNames": ["All"], "MaxNumberOfMessages": count} | options
        found: list[dict[str, Any]] = self.client.receive_message(QueueUrl=self.url, **asked).get("Messages", [])
        return found

    def counts(self) -> tuple[int, int]:
        """Of messages that are visible, and of those in flight."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return int(told[names[0]]), int(told[names[1]])


@dataclass(frozen=True, slots=True)
class Function:
    """Its events are in `notes`, in their order."""

    name: str
    notes: Path

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in sorted(self.notes.glob("*.json"))]

    def bodies(self) -> list[list[str]]:
        return [[record["body"] for record in event["Records"]] for event in self.events()]

    def wait_for_events(self, count: int) -> list[dict[str, Any]]:
        wait_until(lambda: len(self.events()) >= count, f"{count} events")
        return self.events()


def create_queue(emulator: RunningEmulator, name: str = "", **attributes: str) -> Queue:
    name = name or f"queue-{uuid.uuid4().hex[:8]}"
    url = emulator.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return Queue(emulator, name, url)


def with_dead_letters(emulator: RunningEmulator, most: int, **attributes: str) -> tuple[Queue, Queue]:
    """A queue, and its dead-letter queue."""
    dead = create_queue(emulator)
    policy = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": most})
    return create_queue(emulator, RedrivePolicy=policy, **attributes), dead


def create_function(emulator: RunningEmulator, source: str, notes: Path, timeout: int = 1, **options: Any) -> Function:
    name = f"function-{uuid.uuid4().hex[:8]}"
    variables = {"Variables": {"NOTES": str(notes)}}
    emulator.create_function(name, source, Timeout=timeout, Environment=variables, **options)
    return Function(name, notes)


def map_queue(queue: Queue, function: Function, **settings: Any) -> Mapping[str, Any]:
    client = queue.emulator.client("lambda")
    made: Mapping[str, Any] = client.create_event_source_mapping(
        EventSourceArn=queue.arn, FunctionName=function.name, **settings
    )
    return made
