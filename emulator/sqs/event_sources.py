"""Lambda's pollers: each enabled mapping of a queue to a function takes messages, and deletes what the function is done
with. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html

A queue's visibility timeout lasts as long as it says, as does a batching window, though the waits of asynchronous
invocations are shortened (see functions/event_queue.py): those are Lambda's own, these are settings of the queue and
of the mapping, which other receivers see too, and which a function's time to work depends on.

A poller waits for what happens, or for the moment at which a message is seen again; it never looks in vain.
"""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from moto.awslambda.models import EventSourceMapping
from moto.sqs.models import Message, Queue

from emulator.functions.invocation import Functions, Invocation, Refusal
from emulator.sqs import mappings, queues
from emulator.sqs.batches import MAX_BATCH_BYTES, Received, event_of, finished, receive, size_of
from emulator.sqs.queues import Change, delete, queue_of, seconds_until_next, take

_log = logging.getLogger(__name__)

_REPORTS = "ReportBatchItemFailures"
# After a throttle; then twice as long each time.
_BACKOFF_SECONDS = 0.1
_MAX_BACKOFF_SECONDS = 5.0
_NOT_WORTH_A_RETRY = frozenset({404, 413})


class EventSources:
    """The pollers of all mappings, on one event loop. `at_once` bounds the batches of each that are under way."""

    def __init__(self, functions: Functions, loop: asyncio.AbstractEventLoop, at_once: int) -> None:
        self._functions = functions
        self._loop = loop
        self._at_once = at_once
        self._pollers: dict[str, _Poller] = {}
        self._watched: frozenset[str] = frozenset()
        mappings.listen(self._hear_of_mapping)
        queues.listen(self._hear_of_messages)

    def close(self) -> None:
        mappings.leave(self._hear_of_mapping)
        queues.leave(self._hear_of_messages)
        for poller in self._pollers.values():
            poller.close()
        self._pollers.clear()

    def _hear_of_mapping(self, mapping: EventSourceMapping) -> None:
        self._loop.call_soon_threadsafe(self._heed, mapping)

    def _hear_of_messages(self, queue: Queue, change: Change, _: int) -> None:
        if queue.queue_arn in self._watched and change is not Change.RECEIVED:
            self._loop.call_soon_threadsafe(self._wake, queue.queue_arn)

    def _heed(self, mapping: EventSourceMapping) -> None:
        poller = self._pollers.pop(mapping.uuid, None)
        if mappings.is_active(mapping):
            self._pollers[mapping.uuid] = poller or _Poller(mapping, self._functions, self._at_once)
            self._pollers[mapping.uuid].wake()
        elif poller is not None:
            poller.stop()
        self._watched = frozenset(each.queue_arn for each in self._pollers.values())

    def _wake(self, queue_arn: str) -> None:
        for poller in self._pollers.values():
            if poller.queue_arn == queue_arn:
                poller.wake()


class _Poller:
    """Of one mapping, whose settings it reads anew for each batch."""

    def __init__(self, mapping: EventSourceMapping, functions: Functions, at_once: int) -> None:
        self.queue_arn = mapping.event_source_arn
        self._mapping = mapping
        self._functions = functions
        self._at_once = at_once
        self._woken = asyncio.Event()
        self._batches: set[asyncio.Task[None]] = set()
        self._polling = self._start(self._poll())

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """What is under way goes on to its end. What waits for its window to end comes again."""
        self._polling.cancel()

    def close(self) -> None:
        for task in (self._polling, *self._batches):
            task.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._batches.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("Polling %s failed", self.queue_arn, exc_info=task.exception())

    async def _poll(self) -> None:
        while True:
            while len(self._batches) >= self._most_at_once():
                await asyncio.wait(self._batches, return_when=asyncio.FIRST_COMPLETED)
            queue, batch, deadline = await self._gather()
            self._batches.add(self._start(self._hand_over(queue, batch, deadline)))

    def _most_at_once(self) -> int:
        wanted = (self._mapping.scaling_config or {}).get("MaximumConcurrency")
        return min(wanted or self._at_once, self._at_once)

    async def _gather(self) -> tuple[Queue, list[Received], float]:
        """A batch that is full, or whose window has ended; and when the first of its messages comes again."""
        loop = asyncio.get_running_loop()
        batch: list[Received] = []
        room = _Room(MAX_BATCH_BYTES)
        window_end = deadline = 0.0
        while True:
            self._woken.clear()
            queue = queue_of(self.queue_arn)
            wait = None
            if queue is not None:
                visibility: int = queue.visibility_timeout  # type: ignore[attr-defined] # moto sets it by name
                began = not batch
                taken = take(queue, self._mapping.batch_size - len(batch), visibility, room.has)
                batch += [received for message in taken if (received := _read(message, queue))]
                if batch and began:
                    window_end = loop.time() + (self._mapping.max_batch_window or 0)
                    deadline = loop.time() + visibility
                if batch and (room.is_full or len(batch) >= self._mapping.batch_size or loop.time() >= window_end):
                    return queue, batch, deadline
                wait = seconds_until_next(queue)
            if batch:
                left = max(0.0, window_end - loop.time())
                wait = left if wait is None else min(wait, left)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), wait)

    async def _hand_over(self, queue: Queue, batch: list[Received], deadline: float) -> None:
        outcome = await self._invoke(event_of(batch), deadline)
        if isinstance(outcome, Refusal):
            _log.warning("%s was not invoked: %s", self._mapping.function_arn, outcome.message)
        elif outcome.function_error is None:
            reports = _REPORTS in (self._mapping.function_response_types or ())
            delete(queue, finished(batch, outcome.payload, reports_failures=reports))

    async def _invoke(self, event: bytes, deadline: float) -> Invocation | Refusal:
        """A function that is throttled is tried again until the messages are seen by others."""
        loop = asyncio.get_running_loop()
        pause = _BACKOFF_SECONDS
        while True:
            outcome = await self._functions.invoke(self._mapping.function_arn, event)
            if isinstance(outcome, Invocation) or outcome.status in _NOT_WORTH_A_RETRY:
                return outcome
            if loop.time() + pause >= deadline:
                return outcome
            await asyncio.sleep(pause)
            pause = min(2 * pause, _MAX_BACKOFF_SECONDS)


def _read(message: Message, queue: Queue) -> Received | None:
    """None for a message that moto has taken and cannot tell of: it ends as a dead letter, and keeps no other back."""
    try:
        return receive(message, queue)
    except (TypeError, ValueError, AttributeError, LookupError):
        _log.exception("The message %s of %s cannot be read", message.id, queue.queue_arn)
        return None


class _Room:
    """What is left of an event's size."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._is_empty = True
        self.is_full = False

    def has(self, message: Message) -> bool:
        """Counts the message in. A batch's first message always has room."""
        size = size_of(message)
        self.is_full = size > self._left and not self._is_empty
        if not self.is_full:
            self._left -= size
            self._is_empty = False
        return not self.is_full
