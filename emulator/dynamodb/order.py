"""One request to DynamoDB at a time: moto has no lock, and a condition must still hold when its item is written.

A table's stream goes to its functions after that: such a function may write to the table, and would wait for the one
who waits for it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from moto.awslambda.utils import get_backend
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import StreamShard

from emulator.http_messages import HttpRequest

# Does a delivery, or sees to it that it is done: it lasts as long as the functions that it goes to.
Deliver = Callable[[Callable[[], None]], object]

_lock = threading.RLock()
_record = StreamShard.add


class _Turn(threading.local):
    """A thread's own: the streams that its request has written to, in order; None outside of a turn."""

    shards: dict[int, StreamShard] | None = None


_turn = _Turn()


def is_for_dynamodb(request: HttpRequest) -> bool:
    return request.header.get("x-amz-target", "").startswith("DynamoDB")


def deliver_now(delivery: Callable[[], None]) -> None:
    delivery()


@contextmanager
def if_nobody_else_is() -> Iterator[bool]:
    """For whoever cannot wait: whether the turn is theirs."""
    is_free = _lock.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            _lock.release()


@contextmanager
def alone(deliver: Deliver = deliver_now) -> Iterator[None]:
    """`deliver` is called with each delivery of a stream once the turn is over."""
    shards: dict[int, StreamShard] = {}
    try:
        with _lock:
            _turn.shards = shards
            try:
                yield
            finally:
                _turn.shards = None
    finally:
        for shard in shards.values():
            deliver(partial(_deliver, shard))


def deliver_streams_later() -> None:
    shard: Any = StreamShard
    shard.add = _add


def _add(shard: StreamShard, old: Item | None, new: Item | None) -> None:
    mappings = shard.table.lambda_event_source_mappings
    if _turn.shards is None or not mappings:
        _record(shard, old, new)
        return
    _turn.shards[id(shard)] = shard
    shard.table.lambda_event_source_mappings = {}
    try:
        _record(shard, old, new)
    finally:
        shard.table.lambda_event_source_mappings = mappings


def _deliver(shard: StreamShard) -> None:
    """What no function has taken goes along with the next records, as moto has it."""
    with _lock:
        records, shard.items = shard.items, []
        mappings = dict(shard.table.lambda_event_source_mappings)
    taken = False
    for arn, mapping in mappings.items():
        functions = get_backend(shard.account_id, arn.split(":")[3])
        taken = bool(functions.send_dynamodb_items(arn, records, mapping.event_source_arn))
    if not taken:
        with _lock:
            shard.items = records + shard.items
