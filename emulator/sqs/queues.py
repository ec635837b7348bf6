"""Messages of moto's queues, for the many threads that take and put them: nothing is lost, and listeners are told.

A message that has come back too often goes to the dead-letter queue when it would be received once more, as on AWS,
with its id, its age and its count.
"""

from collections.abc import Callable, Collection, Iterable
from enum import Enum, auto
from threading import Condition
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.models import Message, Queue, sqs_backends

_KEPT_HANDLES = 10_000  # of deleted messages, which may be deleted again
_PARTS_OF_ARN = 6


class Change(Enum):
    """What has happened to messages of a queue."""

    SENT = auto()
    RECEIVED = auto()
    DELETED = auto()
    MOVED = auto()  # to or from a dead-letter queue, or past their retention period
    FREED = auto()  # seen again before their time, or purged


Listener = Callable[[Queue, Change, int], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """`listener` hears, in any thread, of each change, and of how many messages. It must be quick, and not raise."""
    _listeners.append(listener)


def leave(listener: Listener) -> None:
    _listeners.remove(listener)


def tell(queue: Queue, change: Change, count: int) -> None:
    if count:
        for listener in tuple(_listeners):
            listener(queue, change, count)


def queue_of(arn: str) -> Queue | None:
    parts = arn.split(":")
    if len(parts) != _PARTS_OF_ARN or parts[2] != "sqs":
        return None
    _, _, _, region, account_id, name = parts
    backend = dict(sqs_backends[account_id]).get(region)
    return backend.queues.get(name) if backend else None


def lock_of(queue: Queue) -> Condition:
    """Reentrant. Nobody holds two of them: two queues may be each other's dead-letter queues."""
    return queue._messages_lock  # noqa: SLF001 - moto's own, with which it waits for messages


def messages_of(queue: Queue) -> list[Message]:
    """All of them, in order: what moto calls `messages` is a copy of some."""
    return queue._messages  # noqa: SLF001 - see above


def take(queue: Queue, count: int, visibility_timeout: int, has_room: Callable[[Message], bool]) -> list[Message]:
    """The next messages, which others do not see for that time. It ends before one that there is no room for."""
    policy: Any = queue.redrive_policy
    target = queue_of(policy["deadLetterTargetArn"]) if policy else None
    retention_ms = queue.message_retention_period * 1000  # type: ignore[attr-defined] # as above
    taken: list[Message] = []
    dead: list[Message] = []
    expired: list[Message] = []
    now = unix_time_millis()
    with lock_of(queue):
        closed = _groups_in_flight(queue, now)
        for message in messages_of(queue):
            if _is_hidden(message, now):
                continue
            if sent_at(message) + retention_ms <= now:
                expired.append(message)
            elif message.group_id in closed:
                continue
            elif target is not None and message.approximate_receive_count >= policy["maxReceiveCount"]:
                dead.append(message)
            elif len(taken) >= count or not has_room(message):
                break
            else:
                message.mark_received(visibility_timeout)
                taken.append(message)
        _remove(queue, [*expired, *dead])
    if target is not None:
        for message in dead:
            _bury(message, queue, target)
    tell(queue, Change.RECEIVED, len(taken))
    tell(queue, Change.MOVED, len(dead) + len(expired))
    return taken


def delete(queue: Queue, messages: Collection[Message]) -> None:
    """Those that are still in the queue."""
    with lock_of(queue):
        _remember(queue, messages)
        deleted = _remove(queue, messages)
    tell(queue, Change.DELETED, deleted)


def pull(queue: Queue, count: int) -> list[Message]:
    """Takes messages that are to be seen out of the queue, without receiving them."""
    now = unix_time_millis()
    with lock_of(queue):
        pulled = [message for message in messages_of(queue) if not _is_hidden(message, now)][:count]
        _remove(queue, pulled)
    tell(queue, Change.MOVED, len(pulled))
    return pulled


def put(queue: Queue, message: Message) -> None:
    with lock_of(queue):
        messages_of(queue).append(message)
        lock_of(queue).notify_all()
    tell(queue, Change.MOVED, 1)


def seconds_until_next(queue: Queue) -> float | None:
    """Until a message can be received; None if none will be, unless something happens."""
    now = unix_time_millis()
    with lock_of(queue):
        closed = _groups_in_flight(queue, now)
        open_messages = (each for each in messages_of(queue) if _is_hidden(each, now) or each.group_id not in closed)
        due = min((max(each.visible_at, each.delayed_until) for each in open_messages), default=None)
    return None if due is None else max(0.0, (due - now + 1) / 1000)


def sent_at(message: Message) -> float:
    """In milliseconds since the epoch."""
    return message.sent_timestamp or 0


def _is_hidden(message: Message, now: float) -> bool:
    return message.visible_at >= now or message.delayed_until > now


def _groups_in_flight(queue: Queue, now: float) -> set[str | None]:
    """Of a FIFO queue, whose groups go on when their messages have been deleted or come back."""
    if not queue.fifo_queue:
        return set()
    return {message.group_id for message in messages_of(queue) if message.group_id and message.visible_at >= now}


def _bury(message: Any, queue: Queue, target: Queue) -> None:
    message.dead_letter_source_arn = queue.queue_arn
    message.moved_timestamp = unix_time_millis()
    put(target, message)


def _remove(queue: Queue, messages: Iterable[Message]) -> int:
    gone = {id(message) for message in messages}
    kept = [message for message in messages_of(queue) if id(message) not in gone] if gone else messages_of(queue)
    removed = len(messages_of(queue)) - len(kept)
    queue._messages = kept  # noqa: SLF001 - see above
    return removed


def _remember(queue: Any, messages: Iterable[Message]) -> None:
    for message in messages:
        queue.deleted_messages.update(dict.fromkeys(handle for handle in message.all_receipt_handles if handle))
    while len(queue.deleted_messages) > _KEPT_HANDLES:
        queue.deleted_messages.popitem(last=False)
