"""One worker: a process, the Runtime API listener that only it knows, and the pipe that holds its output."""

import asyncio
import os
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Protocol

from emulator.functions import failures
from emulator.functions.code_store import CodePaths
from emulator.functions.environment import worker_environment
from emulator.functions.execution_log import ExecutionLog
from emulator.functions.function_version import FunctionVersion, LogStream, LogWriter
from emulator.functions.invocation import UNHANDLED
from emulator.functions.order import Order
from emulator.functions.process import kill_group, peak_memory_mb, spawn, watch
from emulator.functions.runtime_api import RuntimeConnection

_OUTPUT_CHUNK = 65_536


class WorkerOwner(Protocol):
    """Who hears of what a worker does, always on the event loop."""

    def worker_ready(self, worker: "Worker") -> None: ...

    def worker_said(self, worker: "Worker", chunk: bytes, resume: Callable[[], None]) -> bool:
        """A part of a streamed response. False if the worker is to say no more until `resume` is called."""

    def worker_said_all(self, worker: "Worker", error_document: bytes | None) -> None: ...

    def worker_finished(self, worker: "Worker", payload: bytes, function_error: str | None) -> None: ...

    def worker_failed_to_initialize(self, worker: "Worker", error_document: bytes) -> None: ...

    def worker_exited(self, worker: "Worker", exit_code: int) -> None: ...


class Worker:
    """Is the `RuntimeSession` of its process."""

    def __init__(self, worker_id: int, version: FunctionVersion, owner: WorkerOwner, logs: LogWriter) -> None:
        self.worker_id = worker_id
        self.version = version
        self._stream = _new_log_stream(version)
        self.log = ExecutionLog(self._stream, logs)
        self._owner = owner
        self._order: Order | None = None
        self._asking: RuntimeConnection | None = None
        self._server: asyncio.Server | None = None
        self._connections: list[RuntimeConnection] = []  # the runtime client keeps one or two for its whole life
        self._process: subprocess.Popen[bytes] | None = None
        self._output: int | None = None
        self._peak_memory_mb = 0
        self._measured_at = 0.0
        self._started_at = 0.0
        self._init_ms: float | None = None
        self._is_initialized = False

    @property
    def current(self) -> str | None:
        return self._order.request_id if self._order else None

    def peak_memory_mb(self) -> int:
        """At most a second old; 0 where the system does not tell."""
        now = time.monotonic()
        if self._process is not None and now - self._measured_at >= 1:
            self._measured_at, self._peak_memory_mb = now, peak_memory_mb(self._process.pid)
        return self._peak_memory_mb

    def since_start_ms(self) -> float:
        return (time.perf_counter() - self._started_at) * 1000 if self._started_at else 0.0

    def take_init_ms(self) -> float | None:
        """How long the process has taken until it asked for its first invocation; told once."""
        init_ms, self._init_ms = self._init_ms, None
        return init_ms

    async def start(self, paths: CodePaths, endpoint_url: str, alive: int) -> None:
        """`alive` is the reading end of a pipe whose other end the emulator alone holds. Raises OSError."""
        self.log.open(self.version)
        loop = asyncio.get_running_loop()
        listener = socket.create_server(("127.0.0.1", 0))
        self._server = await loop.create_server(self._connect, sock=listener)
        environment = worker_environment(
            self.version,
            paths,
            runtime_api=f"127.0.0.1:{listener.getsockname()[1]}",
            log_stream=self._stream.name,
            endpoint_url=endpoint_url,
        )
        self._started_at = time.perf_counter()
        self._output, writing_end = os.pipe()
        os.set_blocking(self._output, False)
        try:
            self._process = spawn(self.version, paths, environment, alive, writing_end)
        finally:
            os.close(writing_end)
        loop.add_reader(self._output, self.drain)
        watch(self._process, lambda code: loop.call_soon_threadsafe(self._exited, code))

    def give(self, order: Order, deadline_ms: int) -> None:
        """Hands over an invocation; only to a worker that has asked for one."""
        asking, self._asking, self._order = self._asking, None, order
        if asking is not None:
            asking.send(HTTPStatus.OK, order.headers(deadline_ms), order.payload)

    def drain(self) -> None:
        """Takes all that the process has written so far, so that it counts as the invocation's that is under way."""
        while self._output is not None:
            try:
                output = os.read(self._output, _OUTPUT_CHUNK)
            except BlockingIOError:
                return
            if not output:
                self._close_output()
                return
            self.log.wrote(output)

    def kill(self) -> None:
        """Ends the process and whatever it has started. `worker_exited` follows."""
        if self._process is None:
            self._close_output()
        elif self._process.returncode is None:
            kill_group(self._process.pid)
        self.close()

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def _connect(self) -> RuntimeConnection:
        self._connections.append(RuntimeConnection(self))
        return self._connections[-1]

    # The Runtime API's side.

    def asks_next(self, connection: RuntimeConnection) -> None:
        self._asking = connection
        if not self._is_initialized:
            self._is_initialized, self._init_ms = True, self.since_start_ms()
        self._owner.worker_ready(self)

    def responded(self, payload: bytes) -> None:
        self._finish(payload, None)

    def response_too_large(self) -> None:
        self._finish(failures.response_too_large(), UNHANDLED)

    def said(self, chunk: bytes, connection: RuntimeConnection) -> None:
        if self._order is not None and not self._owner.worker_said(self, chunk, connection.resume):
            connection.pause()

    def said_all(self, error_document: bytes | None) -> None:
        if self._order is not None:
            self.drain()
            self._order = None
            self._owner.worker_said_all(self, error_document)

    def failed(self, error_document: bytes) -> None:
        self._finish(error_document, UNHANDLED)

    def failed_to_initialize(self, error_document: bytes) -> None:
        self.drain()
        self._owner.worker_failed_to_initialize(self, error_document)

    def _finish(self, payload: bytes, function_error: str | None) -> None:
        self.drain()
        self._order = None
        self._owner.worker_finished(self, payload, function_error)

    def _exited(self, exit_code: int) -> None:
        self.drain()
        self._close_output()
        self.close()
        self._owner.worker_exited(self, exit_code)

    def _close_output(self) -> None:
        if self._output is not None:
            asyncio.get_running_loop().remove_reader(self._output)
            os.close(self._output)
            self._output = None


def _new_log_stream(version: FunctionVersion) -> LogStream:
    name = f"{datetime.now(UTC):%Y/%m/%d}/[{version.version}]{uuid.uuid4().hex}"
    return LogStream(version.region, version.account_id, version.log_group, name)
