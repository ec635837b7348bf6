"""The Invoke operation's rules: what is refused, what runs at once and what later, and which version runs."""

import asyncio
import contextlib
import os
import re
import time
import uuid
from collections.abc import Mapping

from emulator.functions.code_store import CodeStore
from emulator.functions.concurrency import THROTTLED, Concurrency
from emulator.functions.event_queue import Deliveries, EventQueue, QueueLimits
from emulator.functions.events import Event, new_event
from emulator.functions.fleet import Fleet
from emulator.functions.function_version import FunctionRegistry, FunctionVersion, LogWriter, Resolved
from emulator.functions.invocation import (
    MAX_EVENT_BYTES,
    MAX_PAYLOAD_BYTES,
    Invocation,
    InvocationListener,
    Refusal,
    Stream,
)
from emulator.functions.order import Order
from emulator.functions.pool import Census, Limits
from emulator.functions.private_directory import PrivateDirectory
from emulator.functions.response_stream import ResponseStream

_HOUSEKEEPING_SECONDS = 30.0
_HEADER_SAFE = re.compile(r"[\x20-\x7e]{1,16384}")
_STOPPING = Refusal(503, "ServiceException", "The emulator is being stopped.")


def default_limits() -> Limits:
    """Some workers for each core: handlers mostly wait for other services. Idle ones so that a stage of some dozens of
    functions stays warm; each is a process of 15 MB and more.
    """
    return Limits(workers=min(64, max(16, 8 * (os.cpu_count() or 1))), idle_workers=48)


class LambdaFunctions:
    """Implements `Functions`. All of it runs on one event loop."""

    def __init__(
        self,
        registry: FunctionRegistry,
        logs: LogWriter,
        deliveries: Deliveries,
        directory: PrivateDirectory,
        endpoint_url: str,
        limits: Limits,
        queue_limits: QueueLimits | None = None,
    ) -> None:
        self._registry = registry
        self._code = CodeStore(directory)
        self._fleet = Fleet(self._code, logs, endpoint_url, limits)
        self._queue = EventQueue(
            self._attempt, registry, deliveries, queue_limits or QueueLimits(at_once=limits.workers)
        )
        self._concurrency = Concurrency()
        self._current: dict[tuple[str, str], FunctionVersion] = {}
        self._closed = False

    def listen(self, listener: InvocationListener) -> None:
        """`listener` hears of every attempt to invoke a function, as it ends."""
        self._concurrency.listener = listener

    async def invoke(
        self,
        function_arn: str,
        payload: bytes,
        *,
        request_id: str | None = None,
        trace_id: str | None = None,
        client_context: str | None = None,
    ) -> Invocation | Refusal:
        admitted = self._admit(function_arn, len(payload), MAX_PAYLOAD_BYTES)
        if isinstance(admitted, Refusal):
            return admitted
        order = _order(admitted, payload, request_id, trace_id, client_context)
        # A caller that gives up stops waiting; the function goes on, and counts, as on AWS.
        return await asyncio.shield(self._submit(admitted, order))

    async def invoke_with_stream(
        self, function_arn: str, payload: bytes, *, trace_id: str | None = None
    ) -> Stream | Refusal:
        admitted = self._admit(function_arn, len(payload), MAX_PAYLOAD_BYTES)
        if isinstance(admitted, Refusal):
            return admitted
        order = _order(admitted, payload, None, trace_id, None)
        stream = ResponseStream()
        ended = self._submit(admitted, order, stream)
        return Stream(order.request_id, admitted.version.version, stream.chunks(), ended)

    def invoke_later(self, function_arn: str, payload: bytes) -> str | Refusal:
        found = _STOPPING if self._closed else self._registry.find(function_arn)
        if isinstance(found, Refusal):
            return found
        if len(payload) > MAX_EVENT_BYTES:
            return _too_large(MAX_EVENT_BYTES)
        event = new_event(found.invoked_arn, payload)
        return event.request_id if self._queue.put(event) else THROTTLED

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        return self._registry.may_invoke(function_arn, source_arn, source_account)

    def check(self, function_arn: str) -> Refusal | None:
        """The invocation type DryRun."""
        found = self._registry.find(function_arn)
        return found if isinstance(found, Refusal) else None

    def workers(self) -> Mapping[FunctionVersion, Census]:
        """What there is of them at this moment."""
        return self._fleet.census()

    async def keep_house(self) -> None:
        """Runs until it is cancelled: stops idle workers, and forgets functions that are no more."""
        while True:
            await asyncio.sleep(_HOUSEKEEPING_SECONDS)
            for (arn, number), version in list(self._current.items()):
                if isinstance(self._registry.find(f"{arn}:{number}"), Refusal):
                    del self._current[arn, number]
                    self._fleet.retire(version)
            self._fleet.tick()
            with contextlib.suppress(OSError):
                await self._code.keep_only({*self._current.values(), *self._fleet.versions})

    def close(self) -> None:
        """Ends every worker; whoever waits for one is told so."""
        self._closed = True
        self._queue.close()
        self._fleet.close()
        self._code.close()

    async def _attempt(self, event: Event) -> Invocation | Refusal:
        return await self.invoke(event.function_arn, event.payload, request_id=event.request_id)

    def _admit(self, function_arn: str, size: int, max_size: int) -> Resolved | Refusal:
        if self._closed:
            return _STOPPING
        resolved = self._registry.find(function_arn)
        if isinstance(resolved, Refusal):
            return resolved
        if size > max_size:
            return _too_large(max_size)
        return self._concurrency.throttle(resolved, is_full=self._fleet.is_full) or resolved

    def _submit(
        self, resolved: Resolved, order: Order, stream: ResponseStream | None = None
    ) -> asyncio.Future[Invocation]:
        self._adopt(resolved.version)
        outcome = self._fleet.submit(resolved.version, order, stream)
        self._concurrency.follow(resolved, outcome)
        return outcome

    def _adopt(self, version: FunctionVersion) -> None:
        """A changed function has its old workers end."""
        place = (version.function_arn, version.version)
        previous = self._current.get(place)
        if previous is version:
            return
        self._current[place] = version
        if previous is not None and previous != version:
            self._fleet.retire(previous)


def _order(
    resolved: Resolved, payload: bytes, request_id: str | None, trace_id: str | None, client_context: str | None
) -> Order:
    return Order(
        request_id=_header_safe(request_id) or str(uuid.uuid4()),
        payload=payload or b"{}",
        invoked_arn=resolved.invoked_arn,
        trace_id=_header_safe(trace_id) or _new_trace_id(),
        client_context=_header_safe(client_context),
    )


def _too_large(max_size: int) -> Refusal:
    message = f"Request must be smaller than {max_size} bytes for the InvokeFunction operation"
    return Refusal(413, "RequestTooLargeException", message)


def _header_safe(value: str | None) -> str | None:
    """These come from callers and go into the Runtime API's headers, where a line break would forge others."""
    return value if value is not None and _HEADER_SAFE.fullmatch(value) else None


def _new_trace_id() -> str:
    unique = uuid.uuid4().hex
    return f"Root=1-{int(time.time()):08x}-{unique[:24]};Parent={unique[16:]};Sampled=0"
