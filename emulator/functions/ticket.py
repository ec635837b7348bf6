"""An invocation under way, as the fleet has it. Its number is what `pool` knows of it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from emulator.functions.function_version import FunctionVersion
from emulator.functions.invocation import MAX_PAYLOAD_BYTES, MAX_STREAMED_BYTES, Invocation
from emulator.functions.order import Order
from emulator.functions.response_stream import ResponseStream


@dataclass(slots=True)
class Ticket:
    """`stream` is there for who reads the response bit by bit; `said` is what a function streams to anybody else."""

    number: int
    version: FunctionVersion
    order: Order
    outcome: asyncio.Future[Invocation]
    stream: ResponseStream | None = None
    said: list[bytes] = field(default_factory=list)
    said_bytes: int = 0
    began: float = field(default_factory=time.perf_counter)
    deadline: asyncio.TimerHandle | None = None

    @property
    def max_bytes(self) -> int:
        return MAX_PAYLOAD_BYTES if self.stream is None else MAX_STREAMED_BYTES

    @property
    def has_said_too_much(self) -> bool:
        return self.said_bytes > self.max_bytes

    def say(self, chunk: bytes, resume: Callable[[], None]) -> bool:
        """False if the function is to say no more until `resume` is called."""
        self.said_bytes += len(chunk)
        if self.has_said_too_much:
            return True
        if self.stream is not None:
            return self.stream.write(chunk, resume)
        self.said.append(chunk)
        return True

    def end_stream(self, payload: bytes) -> None:
        """`payload` is what a function said at once, of which its reader has had nothing."""
        if self.stream is not None:
            if not self.said_bytes:
                self.stream.write(payload)
            self.stream.end()
