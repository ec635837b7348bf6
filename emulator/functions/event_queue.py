"""Asynchronous invocations under way: each waits for its turn, is attempted, waits again, and is told of at its end."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from emulator.functions.events import (
    MAX_HOPS,
    Ended,
    Event,
    Wait,
    dead_letter_attributes,
    decide,
    invocation_record,
    new_event,
)
from emulator.functions.function_version import EventSettings, FunctionRegistry
from emulator.functions.invocation import MAX_EVENT_BYTES, Invocation, Refusal

_log = logging.getLogger(__name__)


class Deliveries(Protocol):
    """Where the ends of asynchronous invocations are told, by the target's ARN; functions excepted. Raises nothing."""

    async def deliver_record(self, destination_arn: str, function_arn: str, record: Mapping[str, Any]) -> None: ...

    async def deliver_dead_letter(
        self, target_arn: str, function_arn: str, payload: bytes, attributes: Mapping[str, tuple[str, str]]
    ) -> None:
        """`attributes` are types and values, by name."""


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """`minute` is how long one of Lambda's minutes lasts here, in seconds: a test should not wait for three of them.

    `events` and `queued_bytes` bound what waits; `at_once` how many events of one function are attempted together.
    """

    minute: float = 1.0
    events: int = 10_000
    queued_bytes: int = 64 * 1024 * 1024
    at_once: int = 16


@dataclass(slots=True)
class _Queue:
    """Of one function."""

    turns: asyncio.Semaphore
    events: set[asyncio.Task[None]] = field(default_factory=set)


class EventQueue:
    """Runs on one event loop."""

    def __init__(
        self,
        attempt: Callable[[Event], Awaitable[Invocation | Refusal]],
        registry: FunctionRegistry,
        deliveries: Deliveries,
        limits: QueueLimits,
    ) -> None:
        self._attempt = attempt
        self._registry = registry
        self._deliveries = deliveries
        self._limits = limits
        self._queues: dict[str, _Queue] = {}
        self._events = 0
        self._bytes = 0

    def put(self, event: Event) -> bool:
        """False if there is no room for one more."""
        size = len(event.payload)
        if self._events >= self._limits.events or self._bytes + size > self._limits.queued_bytes:
            return False
        self._events += 1
        self._bytes += size
        queue = self._queues.setdefault(event.function_arn, _Queue(asyncio.Semaphore(self._limits.at_once)))
        task = asyncio.get_running_loop().create_task(self._run(event, queue.turns))
        queue.events.add(task)
        task.add_done_callback(lambda done: self._forget(event, queue, done))
        return True

    def close(self) -> None:
        for queue in list(self._queues.values()):
            for task in queue.events:
                task.cancel()

    def _forget(self, event: Event, queue: _Queue, task: asyncio.Task[None]) -> None:
        self._events -= 1
        self._bytes -= len(event.payload)
        queue.events.discard(task)
        if not queue.events:
            self._queues.pop(event.function_arn, None)
        if not task.cancelled() and task.exception() is not None:
            _log.error("The event %s was lost", event.request_id, exc_info=task.exception())

    async def _run(self, event: Event, turns: asyncio.Semaphore) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        skipped = 0.0  # what the waits of this queue were shorter than AWS's
        while True:
            async with turns:
                outcome = await self._attempt(event)
            ran = isinstance(outcome, Invocation)
            event = replace(
                event, runs=event.runs + 1 if ran else event.runs, refusals=0 if ran else event.refusals + 1
            )
            settings = self._registry.event_settings(event.function_arn)
            if isinstance(settings, Refusal):
                return  # the function has been deleted, and its settings with it
            age = loop.time() - began + skipped
            match decide(event, outcome, settings, age):
                case Ended(condition):
                    await self._tell(event, outcome, settings, condition)
                    return
                case Wait(seconds):
                    shortened = seconds * self._limits.minute / 60
                    skipped += seconds - shortened
                    await asyncio.sleep(shortened)

    def _put_record(self, function_arn: str, record: Mapping[str, Any], hops: int) -> None:
        payload = json.dumps(record).encode()
        is_told = (
            hops < MAX_HOPS and len(payload) <= MAX_EVENT_BYTES and self.put(new_event(function_arn, payload, hops))
        )
        if not is_told:
            _log.warning("%s is not told of an invocation: too large, too many, or told in a circle.", function_arn)

    async def _tell(self, event: Event, outcome: Invocation | Refusal, settings: EventSettings, condition: str) -> None:
        succeeded = condition == "Success"
        destination = settings.on_success if succeeded else settings.on_failure
        if destination:
            record = invocation_record(event, outcome, settings, condition, datetime.now(UTC))
            if destination.split(":")[2:3] == ["lambda"]:
                self._put_record(destination, record, event.hops + 1)
            else:
                await self._deliveries.deliver_record(destination, settings.function_arn, record)
        if settings.dead_letter_target and not succeeded:
            attributes = dead_letter_attributes(event, outcome, condition)
            await self._deliveries.deliver_dead_letter(
                settings.dead_letter_target, settings.function_arn, event.payload, attributes
            )
