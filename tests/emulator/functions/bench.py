"""`LambdaFunctions` with real workers, and a registry and logs that tests can set and read."""

import asyncio
import json
from collections import defaultdict
from typing import Any

from emulator.functions.function_version import FunctionVersion, LogStream, Resolved
from emulator.functions.invocation import Invocation, Refusal
from emulator.functions.lambda_functions import LambdaFunctions
from emulator.functions.pool import Limits
from tests.emulator.functions.versions import ARN


class OneFunction:
    """A `FunctionRegistry` with at most one function."""

    def __init__(self) -> None:
        self.version: FunctionVersion | None = None
        self.reserved_concurrency: int | None = None

    def find(self, function_arn: str) -> Resolved | Refusal:
        if self.version is None:
            return Refusal(404, "ResourceNotFoundException", f"Function not found: {function_arn}")
        return Resolved(self.version, function_arn, self.reserved_concurrency)


class KeptLogs:
    """A `LogWriter` that keeps messages by log group."""

    def __init__(self) -> None:
        self.streams: list[LogStream] = []
        self.messages: defaultdict[str, list[str]] = defaultdict(list)

    def open(self, stream: LogStream) -> None:
        self.streams.append(stream)

    def write(self, stream: LogStream, timestamp_ms: int, message: str) -> None:
        self.messages[stream.group].append(message)


class Bench:
    def __init__(self, limits: Limits) -> None:
        self.registry = OneFunction()
        self.logs = KeptLogs()
        self.functions = LambdaFunctions(self.registry, self.logs, "http://127.0.0.1:1", limits)
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

    def close(self) -> None:
        self._runner.run(self._close())
        self._runner.close()

    async def _close(self) -> None:
        self.functions.close()
