"""moto's queues, made safe for threads, and with the attributes as Terraform puts them.

moto has no lock, so that a message which comes while another is deleted goes with it; it remembers every receipt handle
for ever; it takes away a queue's policy when any other attribute is set; it does not tell its RedriveAllowPolicy, and
tells its RedrivePolicy with spaces, which are a difference to Terraform.
"""

import copy
import json
import time
from collections import OrderedDict
from typing import Any

from moto.awslambda.models import EventSourceMapping
from moto.sqs import models
from moto.sqs.exceptions import ReceiptHandleIsInvalid
from moto.sqs.models import Message, Queue, SQSBackend

from emulator.sqs.queues import Change, delete, lock_of, messages_of, seconds_until_next, take, tell

_LOOK_SECONDS = 1.0  # a queue that has been deleted tells nobody
_REDRIVE_ALLOW_POLICY = "RedriveAllowPolicy"

_make_queue = Queue.__init__
_set_attributes = Queue._set_attributes  # noqa: SLF001 - moto has no other place for it
_tell_attributes: Any = Queue.attributes
_add = Queue.add_message
_change_visibility = SQSBackend.change_message_visibility
_purge = SQSBackend.purge_queue


class _NoMappings(dict[str, EventSourceMapping]):
    """moto would run a mapping's function itself, while the message is being sent."""

    def __setitem__(self, function_arn: str, mapping: EventSourceMapping) -> None:
        del function_arn, mapping


def mend_queues() -> None:
    queue: Any = Queue
    queue.__init__ = _make
    queue._set_attributes = _set  # noqa: SLF001 - as above
    queue.redrive_allow_policy = None
    queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, _REDRIVE_ALLOW_POLICY]
    queue.attributes = property(_attributes)
    queue.add_message = _send
    queue.delete_message = _delete
    backend: Any = SQSBackend
    backend.receive_message = _receive
    backend.change_message_visibility = _change
    backend.purge_queue = _empty


def _make(queue: Any, *arguments: Any, **options: Any) -> None:
    _make_queue(queue, *arguments, **options)
    queue.deleted_messages = OrderedDict()
    queue.lambda_event_source_mappings = _NoMappings()


def _set(queue: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
    wanted = dict(attributes)
    if wanted.get(_REDRIVE_ALLOW_POLICY) == "":
        wanted[_REDRIVE_ALLOW_POLICY] = None
    _set_attributes(queue, wanted if "Policy" in wanted else wanted | {"Policy": queue.policy}, now)


def _attributes(queue: Queue) -> dict[str, Any]:
    told: dict[str, Any] = _tell_attributes.fget(queue)
    if queue.redrive_policy:
        told["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
    return told


def _send(queue: Queue, message: Message) -> None:
    with lock_of(queue):
        before = len(messages_of(queue))
        _add(queue, message)
        added = len(messages_of(queue)) - before  # none, for a duplicate
    tell(queue, Change.SENT, added)


def _delete(queue: Queue, receipt_handle: str) -> None:
    with lock_of(queue):
        if receipt_handle in queue.deleted_messages:
            return
        found = [message for message in messages_of(queue) if message.had_receipt_handle(receipt_handle)]
    if not found:
        raise ReceiptHandleIsInvalid
    delete(queue, found)


def _receive(
    backend: SQSBackend,
    queue_name: str,
    count: int,
    wait_seconds_timeout: int,
    visibility_timeout: int,
    message_attribute_names: list[str] | None = None,
) -> list[Message]:
    deadline = time.monotonic() + wait_seconds_timeout
    while True:
        queue = backend.get_queue(queue_name)
        taken = take(queue, count, visibility_timeout, lambda _: True)
        left = deadline - time.monotonic()
        if taken or left <= 0:
            return [_copy(message, message_attribute_names or []) for message in taken]
        with lock_of(queue):
            due = seconds_until_next(queue)
            lock_of(queue).wait(min(left, _LOOK_SECONDS if due is None else due, _LOOK_SECONDS))


def _change(backend: SQSBackend, queue_name: str, receipt_handle: str, visibility_timeout: int) -> None:
    queue = backend.get_queue(queue_name)
    with lock_of(queue):
        _change_visibility(backend, queue_name, receipt_handle, visibility_timeout)
        lock_of(queue).notify_all()
    tell(queue, Change.FREED, 1)


def _empty(backend: SQSBackend, queue_name: str) -> None:
    queue = backend.get_queue(queue_name)
    with lock_of(queue):
        _purge(backend, queue_name)
    tell(queue, Change.FREED, 1)


def _copy(message: Message, attribute_names: list[str]) -> Message:
    """With the attributes that were asked for."""
    copied = copy.copy(message)
    models._filter_message_attributes(copied, attribute_names)  # noqa: SLF001 - moto has it nowhere else
    return copied
