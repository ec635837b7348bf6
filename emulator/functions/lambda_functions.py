"""The Invoke operation's rules: what is refused, what runs at once and what later, and which version runs."""

import asyncio
import contextlib
import os
import re
import time
import uuid
from collections import Counter

from emulator.functions import failures
from emulator.functions.code_store import CodeStore
from emulator.functions.fleet import Fleet
from emulator.functions.function_version import FunctionRegistry, FunctionVersion, LogWriter, Resolved
from emulator.functions.invocation import MAX_EVENT_BYTES, MAX_PAYLOAD_BYTES, UNHANDLED, Invocation, Refusal
from emulator.functions.pool import Limits
from emulator.functions.worker import Order

_HOUSEKEEPING_SECONDS = 30.0
_MAX_EVENTS = 1000
_HEADER_SAFE = re.compile(r"[\x20-\x7e]{1,16384}")
_STOPPING = Refusal(503, "ServiceException", "The emulator is being stopped.")
_THROTTLED = Refusal(429, "TooManyRequestsException", "Rate Exceeded.")


def default_limits() -> Limits:
    """Some workers for each core: handlers mostly wait for other services, but each is a process of 15 MB and more."""
    return Limits(workers=min(64, max(16, 8 * (os.cpu_count() or 1))))


class LambdaFunctions:
    """Implements `Functions`. All of it runs on one event loop."""

    def __init__(self, registry: FunctionRegistry, logs: LogWriter, endpoint_url: str, limits: Limits) -> None:
        self._registry = registry
        self._code = CodeStore()
        self._fleet = Fleet(self._code, logs, endpoint_url, limits)
        self._in_flight: Counter[str] = Counter()
        self._current: dict[tuple[str, str], FunctionVersion] = {}
        self._closed = False
        self._events: set[asyncio.Task[Invocation | Refusal]] = set()

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
        version = admitted.version
        order = Order(
            request_id=_header_safe(request_id) or str(uuid.uuid4()),
            payload=payload or b"{}",
            invoked_arn=admitted.invoked_arn,
            trace_id=_header_safe(trace_id) or _new_trace_id(),
            client_context=_header_safe(client_context),
        )
        if not version.runtime.startswith("python"):
            document = failures.unsupported_runtime(version.runtime)
            return Invocation(document, UNHANDLED, "", order.request_id, 0.0, version.version)
        self._adopt(version)
        outcome = self._fleet.submit(version, order)
        self._in_flight[version.function_arn] += 1
        outcome.add_done_callback(lambda _: self._in_flight.subtract([version.function_arn]))
        # A caller that gives up stops waiting; the function goes on, and counts, as on AWS.
        return await asyncio.shield(outcome)

    def invoke_later(self, function_arn: str, payload: bytes) -> Refusal | str:
        """The invocation type Event: its result goes nowhere. Returns the request id."""
        admitted = self._admit(function_arn, len(payload), MAX_EVENT_BYTES)
        if isinstance(admitted, Refusal):
            return admitted
        if len(self._events) >= _MAX_EVENTS:
            return _THROTTLED
        request_id = str(uuid.uuid4())
        event = asyncio.create_task(self.invoke(function_arn, payload, request_id=request_id))
        self._events.add(event)
        event.add_done_callback(self._events.discard)
        return request_id

    def check(self, function_arn: str) -> Refusal | None:
        """The invocation type DryRun."""
        admitted = self._admit(function_arn, 0, MAX_PAYLOAD_BYTES)
        return admitted if isinstance(admitted, Refusal) else None

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
        for event in self._events:
            event.cancel()
        self._fleet.close()
        self._code.close()

    def _admit(self, function_arn: str, size: int, max_size: int) -> Resolved | Refusal:
        if self._closed:
            return _STOPPING
        resolved = self._registry.find(function_arn)
        if isinstance(resolved, Refusal):
            return resolved
        if size > max_size:
            message = f"Request must be smaller than {max_size} bytes for the InvokeFunction operation"
            return Refusal(413, "RequestTooLargeException", message)
        reserved = resolved.reserved_concurrency
        if self._fleet.is_full or (reserved is not None and self._in_flight[resolved.version.function_arn] >= reserved):
            return _THROTTLED
        return resolved

    def _adopt(self, version: FunctionVersion) -> None:
        """A changed function has its old workers end."""
        place = (version.function_arn, version.version)
        previous = self._current.get(place)
        if previous is version:
            return
        self._current[place] = version
        if previous is not None and previous != version:
            self._fleet.retire(previous)


def _header_safe(value: str | None) -> str | None:
    """These come from callers and go into the Runtime API's headers, where a line break would forge others."""
    return value if value is not None and _HEADER_SAFE.fullmatch(value) else None


def _new_trace_id() -> str:
    unique = uuid.uuid4().hex
    return f"Root=1-{int(time.time()):08x}-{unique[:24]};Parent={unique[16:]};Sampled=0"
