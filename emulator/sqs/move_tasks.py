"""Tasks that move the messages of a dead-letter queue on: to the queue that they came from, or to any other.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html. What is moved is a
new message there, with a new id and no receives; what is in flight meanwhile stays.
"""

import base64
import json
import threading
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.exceptions import SQSException
from moto.sqs.models import Message, Queue, SQSBackend

from emulator.sqs.queues import pull, put, queue_of

_KEPT_TASKS = 10  # of a queue, as many as ListMessageMoveTasks tells
_AT_ONCE = 100
_MOST_A_SECOND = 500

RUNNING, COMPLETED, CANCELLING, CANCELLED, FAILED = "RUNNING", "COMPLETED", "CANCELLING", "CANCELLED", "FAILED"
_NO_SOURCE = "CouldNotDetermineMessageSource"
_NO_QUEUE = "AWS.SimpleQueueService.NonExistentQueue"


@dataclass(slots=True)
class MoveTask:
    source_arn: str
    destination_arn: str | None
    messages_a_second: int | None
    to_move: int
    started: int = field(default_factory=lambda: int(unix_time_millis()))  # milliseconds since the epoch
    task_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = RUNNING
    moved: int = 0
    failure: str | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def handle(self) -> str:
        document = {"taskId": self.task_id, "sourceArn": self.source_arn}
        return base64.b64encode(json.dumps(document).encode()).decode()

    @property
    def is_active(self) -> bool:
        return self.status in (RUNNING, CANCELLING)


class MoveTasks:
    """The latest of each queue, the newest first; one at a time is active."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_source: defaultdict[str, deque[MoveTask]] = defaultdict(lambda: deque(maxlen=_KEPT_TASKS))

    def start(self, backend: SQSBackend, source_arn: str, destination_arn: str | None, rate: int | None) -> MoveTask:
        source = _dead_letter_queue(backend, source_arn)
        if destination_arn is not None:
            _check_destination(source, destination_arn)
        if rate is not None and not 1 <= rate <= _MOST_A_SECOND:
            raise _invalid(
                f"Value {rate} for parameter MaxNumberOfMessagesPerSecond is invalid. "
                f"Reason: must be between 1 and {_MOST_A_SECOND}."
            )
        task = MoveTask(source_arn, destination_arn, rate, source.approximate_number_of_messages)
        with self._lock:
            if any(each.is_active for each in self._of_source[source_arn]):
                raise _invalid(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a "
                    "given time."
                )
            self._of_source[source_arn].appendleft(task)
        threading.Thread(target=self._run, args=(task, source), daemon=True).start()
        return task

    def list(self, backend: SQSBackend, source_arn: str, most: int) -> list[MoveTask]:
        _dead_letter_queue(backend, source_arn)
        with self._lock:
            return list(self._of_source[source_arn])[:most]

    def cancel(self, handle: str) -> MoveTask:
        with self._lock:
            task = next((each for tasks in self._of_source.values() for each in tasks if each.handle == handle), None)
            if task is None:
                raise SQSException("ResourceNotFoundException", "Task does not exist.")
            if task.status != RUNNING:
                raise _invalid("Only active tasks can be cancelled.")
            task.status = CANCELLING
            task.cancelled.set()
            return task

    def _run(self, task: MoveTask, source: Queue) -> None:
        status = FAILED
        try:
            status = _move_all(task, source)
        finally:  # a task that seemed to run for ever would keep others from its queue
            with self._lock:
                task.status = status


def _move_all(task: MoveTask, source: Queue) -> str:
    """A task without a rate of its own goes as fast as it can. Returns how it has ended."""
    while not task.cancelled.is_set():
        pulled = pull(source, min(task.messages_a_second or _AT_ONCE, _AT_ONCE, task.to_move - task.moved))
        if not pulled:
            return COMPLETED
        for number, message in enumerate(pulled):
            task.failure = _move(message, task.destination_arn)
            if task.failure is not None:
                _put_back(source, pulled[number:])
                return FAILED
            task.moved += 1
        if task.messages_a_second is not None:
            task.cancelled.wait(len(pulled) / task.messages_a_second)
    return CANCELLED


def _move(message: Message, destination_arn: str | None) -> str | None:
    """Why it cannot be moved."""
    arn = destination_arn or getattr(message, "dead_letter_source_arn", None)
    if arn is None:
        return _NO_SOURCE
    target = queue_of(arn)
    if target is None:
        return _NO_QUEUE
    put(target, _renewed(message))
    return None


def _renewed(message: Message) -> Message:
    renewed = Message(str(uuid.uuid4()), message.body, message.system_attributes)
    renewed.message_attributes = message.message_attributes
    renewed.group_id = message.group_id
    renewed.deduplication_id = message.deduplication_id
    renewed.sequence_number = message.sequence_number
    renewed.mark_sent()
    return renewed


def _put_back(source: Queue, messages: list[Message]) -> None:
    for message in messages:
        put(source, message)


def _dead_letter_queue(backend: SQSBackend, arn: str) -> Queue:
    queue = queue_of(arn)
    if queue is None:
        raise _missing("SourceArn")
    policies: list[Any] = [each.redrive_policy for each in list(backend.queues.values())]
    if not any(policy and policy["deadLetterTargetArn"] == arn for policy in policies):
        raise _invalid("Source queue must be configured as a Dead Letter Queue.")
    return queue


def _check_destination(source: Queue, arn: str) -> None:
    destination = queue_of(arn)
    if destination is None:
        raise _missing("DestinationArn")
    if destination is source:
        raise _invalid("Source queue arn and destination queue arn cannot be the same.")
    if destination.fifo_queue != source.fifo_queue:
        raise _invalid("The source queue and destination queue must be of the same queue type.")


def _missing(member: str) -> SQSException:
    text = f"The resource that you specified for the {member} parameter doesn't exist."
    return SQSException("ResourceNotFoundException", text)


def _invalid(message: str) -> SQSException:
    return SQSException("InvalidParameterValue", message)
