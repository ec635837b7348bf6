"""`LambdaFunctions` with real workers, and a registry and logs that tests can set and read."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from emulator.functions.event_queue import QueueLimits
from emulator.functions.function_version import EventSettings, FunctionVersion, LogStream, Resolved
from emulator.functions.invocation import Invocation, Observed, Refusal, Stream
from emulator.functions.lambda_functions import LambdaFunctions
from emulator.functions.pool import Limits
from emulator.functions.private_directory import PrivateDirectory
from tests.emulator.functions.versions import ARN

T = TypeVar("T")


class OneFunction:
    """A `FunctionRegistry` with at most one function."""

    def __init__(self) -> None:
        self.version: FunctionVersion | None = None
        self.reserved_concurrency: int | None = None
        self.events = EventSettings(f"{ARN}:$LATEST")

    def event_settings(self, function_arn: str) -> EventSettings | Refusal:
        return replace(self.events, turned_off=self.reserved_concurrency == 0)

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        return True

    def find(self, function_arn: str) -> Resolved | Refusal:
        if self.version is None:
            return Refusal(404, "ResourceNotFoundException", f"Function not found: {function_arn}")
        return Resolved(self.version, function_arn, self.reserved_concurrency)


class KeptLogs:
    """A `LogWriter` that keeps messages by log group."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.streams: list[LogStream] = []
        self.messages: defaultdict[str, list[str]] = defaultdict(list)

    def open(self, stream: LogStream) -> None:
        self.streams.append(stream)

    def write(self, stream: LogStream, timestamp_ms: int, message: str) -> None:
        self.messages[stream.group].append(message)
        self._changed()


class KeptDeliveries:
    """`Deliveries` that keeps the records by destination, and the dead letters with their attributes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.records: list[tuple[str, dict[str, Any]]] = []
        self.dead_letters: list[tuple[str, bytes, Mapping[str, tuple[str, str]]]] = []

    async def deliver_record(self, destination_arn: str, function_arn: str, record: Mapping[str, Any]) -> None:
        self.records.append((destination_arn, dict(record)))
        self._changed()

    async def deliver_dead_letter(
        self, target_arn: str, function_arn: str, payload: bytes, attributes: Mapping[str, tuple[str, str]]
    ) -> None:
        self.dead_letters.append((target_arn, payload, attributes))
        self._changed()


class Bench:
    def __init__(self, limits: Limits, queue_limits: QueueLimits | None = None) -> None:
        self.registry = OneFunction()
        self._changed = asyncio.Event()
        self.logs = KeptLogs(self._changed.set)
        self.deliveries = KeptDeliveries(self._changed.set)
        self.observed: list[Observed] = []
        self.functions = LambdaFunctions(
            self.registry,
            self.logs,
            self.deliveries,
            PrivateDirectory(),
            "http://127.0.0.1:1",
            limits,
            queue_limits or QueueLimits(minute=0.01),
        )
        self.functions.listen(self._observe)
        self._runner = asyncio.Runner()

    def deploy(self, version: FunctionVersion) -> None:
        self.registry.version = version

    def invoke(self, event: object = None, **options: str) -> Invocation:
        outcome = self.ask(json.dumps(event).encode(), **options)
        assert isinstance(outcome, Invocation), outcome
        return outcome

    def result(self, event: object = None) -> Any:
        """What the handler returned."""
        invocation = self.invoke(event)
        assert invocation.function_error is None, invocation.payload
        return json.loads(invocation.payload)

    def failure(self, event: object = None) -> dict[str, Any]:
        """The error document."""
        invocation = self.invoke(event)
        assert invocation.function_error == "Unhandled"
        document: dict[str, Any] = json.loads(invocation.payload)
        return document

    def ask(self, payload: bytes, **options: str) -> Invocation | Refusal:
        return self.ask_all([payload], **options)[0]

    def ask_all(self, payloads: list[bytes], **options: str) -> list[Invocation | Refusal]:
        """All at the same time."""

        async def together() -> list[Invocation | Refusal]:
            return await asyncio.gather(*(self.functions.invoke(ARN, each, **options) for each in payloads))

        return self._runner.run(together())

    def ask_later(self, payload: bytes, done: Callable[[], bool]) -> str | Refusal:
        """Runs until `done` holds."""

        async def put() -> str | Refusal:
            accepted = self.functions.invoke_later(ARN, payload)
            await self.until(done)
            return accepted

        return self._runner.run(put())

    async def until(self, done: Callable[[], bool]) -> None:
        """Waits until `done` holds, which may look at what was logged, observed and delivered."""
        async with asyncio.timeout(10):
            while not done():
                await self._changed.wait()
                self._changed.clear()

    def stream(self, event: object = None) -> tuple[list[bytes], Invocation]:
        """What came, as it came, and how it ended."""

        async def read() -> tuple[list[bytes], Invocation]:
            stream = await self.functions.invoke_with_stream(ARN, json.dumps(event).encode())
            assert isinstance(stream, Stream), stream
            chunks = [chunk async for chunk in stream.chunks]
            return chunks, await stream.ended

        return self._runner.run(read())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """On the loop of the workers."""
        return self._runner.run(work)

    def close(self) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def _observe(self, observed: Observed) -> None:
        self.observed.append(observed)
        self._changed.set()

    async def _close(self) -> None:
        self.functions.close()
