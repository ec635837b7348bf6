"""Metrics of queues: what is sent, received and deleted is counted as it happens; what is there is looked at.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html. A
queue is looked at a second after something has happened to it, and then each minute as long as messages are in it.
Of one that is empty nothing more is told, where CloudWatch goes on for six hours.
"""

import threading
import time
from collections.abc import Iterator
from functools import cache

from moto.core.utils import unix_time_millis
from moto.sqs.models import Message, Queue

from emulator.metric_data import MINUTE, MetricData, Place
from emulator.sqs.queues import Change, listen, lock_of, messages_of, queue_of, sent_at

_LOOK_SECONDS = 1.0
_COUNTED = {
    Change.SENT: "NumberOfMessagesSent",
    Change.RECEIVED: "NumberOfMessagesReceived",
    Change.DELETED: "NumberOfMessagesDeleted",
}


@cache
def count_messages() -> None:
    listen(_QueueMetrics().note)


class _QueueMetrics:
    """Its thread starts with the first message."""

    def __init__(self) -> None:
        self._data = MetricData()
        self._something = threading.Condition()
        self._changed: set[Queue] = set()
        self._thread: threading.Thread | None = None

    def note(self, queue: Queue, change: Change, count: int) -> None:
        metric = _COUNTED.get(change)
        if metric is not None:
            self._data.add(_place(queue), _dimensions(queue), [(metric, [1.0] * count)])
        with self._something:
            self._changed.add(queue)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
            self._something.notify()

    def _look(self) -> None:
        filled: set[Queue] = set()
        while True:
            with self._something:
                self._something.wait_for(lambda: self._changed, MINUTE if filled else None)
            time.sleep(_LOOK_SECONDS)
            with self._something:
                looked_at, self._changed = self._changed | filled, set()
            filled = {queue for queue in looked_at if queue_of(queue.queue_arn) is queue and self._tell(queue)}

    def _tell(self, queue: Queue) -> bool:
        """Whether there are messages."""
        with lock_of(queue):
            present = list(messages_of(queue))
        self._data.add(_place(queue), _dimensions(queue), _of_messages(present, unix_time_millis()))
        return bool(present)


def _of_messages(messages: list[Message], now: float) -> Iterator[tuple[str, list[float]]]:
    """A message in a dead-letter queue is as old as its time there; that of a message in flight counts."""
    visible = sum(1 for each in messages if each.visible_at < now and each.delayed_until <= now)
    in_flight = sum(1 for each in messages if each.visible_at >= now)
    oldest = min((getattr(each, "moved_timestamp", None) or sent_at(each) for each in messages), default=now)
    yield "ApproximateNumberOfMessagesVisible", [float(visible)]
    yield "ApproximateNumberOfMessagesNotVisible", [float(in_flight)]
    yield "ApproximateAgeOfOldestMessage", [float(max(0, now - oldest) // 1000)]


def _place(queue: Queue) -> Place:
    return Place(queue.account_id, queue.region, "AWS/SQS", int(time.time()) // MINUTE)


def _dimensions(queue: Queue) -> tuple[tuple[tuple[str, str], ...]]:
    return ((("QueueName", queue.name),),)
