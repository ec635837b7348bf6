"""The workers of all functions: carries out what `pool` decides, and turns what happens to workers into outcomes."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from emulator.functions import failures
from emulator.functions.archives import UnusableArchiveError
from emulator.functions.code_store import CodeStore
from emulator.functions.execution_log import end_line, failure_line, init_report_line, report_line, start_line
from emulator.functions.function_version import FunctionVersion, LogWriter
from emulator.functions.invocation import UNHANDLED, Invocation
from emulator.functions.order import Order
from emulator.functions.pool import Assign, Census, Command, Limits, Pool, Start, Stop
from emulator.functions.response_stream import ResponseStream
from emulator.functions.ticket import Ticket
from emulator.functions.worker import Worker

# Lambda gives an initialization 10 seconds, then once more as long as an invocation may take.
_INIT_SECONDS = 10.0


class Fleet:
    """Is the owner of its workers. All of it runs on one event loop."""

    def __init__(self, code: CodeStore, logs: LogWriter, endpoint_url: str, limits: Limits) -> None:
        self._code = code
        self._logs = logs
        self._endpoint_url = endpoint_url
        self._limits = limits
        self._pool = Pool(limits)
        self._alive = os.pipe()
        self._workers: dict[int, Worker] = {}
        self._running: dict[int, Ticket] = {}
        self._tickets: dict[int, Ticket] = {}
        self._starting: dict[int, asyncio.Task[None]] = {}
        self._next_tick: asyncio.TimerHandle | None = None
        self._last_number = 0

    @property
    def is_full(self) -> bool:
        return self._pool.is_full

    @property
    def versions(self) -> frozenset[FunctionVersion]:
        return self._pool.versions

    def census(self) -> Mapping[FunctionVersion, Census]:
        return self._pool.census()

    def submit(
        self, version: FunctionVersion, order: Order, stream: ResponseStream | None = None
    ) -> asyncio.Future[Invocation]:
        """The outcome is always set in the end; whoever cancels it stops waiting, and the function goes on."""
        self._last_number += 1
        ticket = Ticket(self._last_number, version, order, asyncio.get_running_loop().create_future(), stream)
        self._tickets[ticket.number] = ticket
        self._run(self._pool.admit(ticket.number, version, time.monotonic()))
        return ticket.outcome

    def retire(self, version: FunctionVersion) -> None:
        self._run(self._pool.retire(version))

    def tick(self) -> None:
        self._next_tick = None
        self._run(self._pool.tick(time.monotonic()))

    def close(self) -> None:
        """Ends every process at once; what was under way fails."""
        for task in self._starting.values():
            task.cancel()
        workers, self._workers = self._workers, {}
        for worker in workers.values():
            worker.kill()
        for ticket in list(self._tickets.values()):
            self._settle(ticket, failures.stopped(), UNHANDLED, "")
        for end in self._alive:
            os.close(end)

    # What workers tell.

    def worker_ready(self, worker: Worker) -> None:
        self._end_start(worker)
        self._run(self._pool.ready(worker.worker_id, time.monotonic()))

    def worker_finished(self, worker: Worker, payload: bytes, function_error: str | None) -> None:
        ticket = self._running.pop(worker.worker_id, None)
        if ticket is not None:
            self._finish(ticket, worker, payload, function_error)

    def worker_said(self, worker: Worker, chunk: bytes, resume: Callable[[], None]) -> bool:
        ticket = self._running.get(worker.worker_id)
        return ticket is None or ticket.say(chunk, resume)

    def worker_said_all(self, worker: Worker, error_document: bytes | None) -> None:
        ticket = self._running.pop(worker.worker_id, None)
        if ticket is not None:
            if ticket.has_said_too_much:
                error_document = failures.response_too_large(ticket.max_bytes)
            payload = b"".join(ticket.said) if error_document is None else error_document
            self._finish(ticket, worker, payload, None if error_document is None else UNHANDLED)

    def worker_failed_to_initialize(self, worker: Worker, error_document: bytes) -> None:
        self._fail_start(worker, lambda _: error_document)

    def worker_exited(self, worker: Worker, exit_code: int) -> None:
        if worker.worker_id not in self._workers:
            return
        ticket = self._running.pop(worker.worker_id, None)
        if ticket is None:
            self._fail_start(worker, lambda request_id: failures.exited(request_id, exit_code))
            return
        worker.log.say(f"RequestId: {ticket.order.request_id} Error: {failures.exit_sentence(exit_code)}")
        document = failures.exited(ticket.order.request_id, exit_code)
        self._finish(ticket, worker, document, UNHANDLED, f"Status: error\tError Type: {failures.error_type(document)}")
        self._lose(worker)

    # What the pool decides.

    def _run(self, commands: list[Command]) -> None:
        for command in commands:
            match command:
                case Start(worker_id, version):
                    worker = self._workers[worker_id] = Worker(worker_id, version, self, self._logs)
                    self._starting[worker_id] = asyncio.create_task(self._start(worker))
                case Assign(worker_id, number):
                    self._assign(self._workers[worker_id], self._tickets[number])
                case Stop(worker_id):
                    self._workers.pop(worker_id).kill()
        if self._pool.has_waiting and self._next_tick is None:
            self._next_tick = asyncio.get_running_loop().call_later(self._limits.patience_seconds, self.tick)

    async def _start(self, worker: Worker) -> None:
        """Is cancelled by the worker's first word."""
        timeout = worker.version.timeout_seconds
        try:
            paths = await self._code.prepare(worker.version)
            await worker.start(paths, self._endpoint_url, self._alive[0])
            if worker.worker_id not in self._workers:
                worker.kill()
                return
            await asyncio.sleep(_INIT_SECONDS + timeout)
            self._fail_start(worker, lambda request_id: failures.timed_out(request_id, timeout, datetime.now(UTC)))
        except UnusableArchiveError as error:
            document = failures.unusable_code(str(error))
            self._fail_start(worker, lambda _: document)
        except (OSError, ValueError) as error:
            document = failures.not_started(str(error))
            self._fail_start(worker, lambda _: document)

    def _end_start(self, worker: Worker) -> None:
        starting = self._starting.pop(worker.worker_id, None)
        if starting is not None and starting is not asyncio.current_task():
            starting.cancel()

    def _fail_start(self, worker: Worker, error_document: Callable[[str], bytes]) -> None:
        """`error_document` gets the request id of the invocation that fails with the worker, if there is one."""
        self._end_start(worker)
        number = self._pool.fail_start(worker.worker_id)
        if number is not None:
            ticket = self._tickets[number]
            document = error_document(ticket.order.request_id)
            kind = failures.error_type(document)
            worker.log.say(init_report_line(worker.since_start_ms(), kind))
            worker.log.say(start_line(ticket.order.request_id, ticket.version))
            ticket.began = time.perf_counter()
            self._finish(ticket, worker, document, UNHANDLED, f"Status: error\tError Type: {kind}")
        self._lose(worker)

    def _lose(self, worker: Worker) -> None:
        if self._workers.pop(worker.worker_id, None) is not None:
            worker.kill()
            self._run(self._pool.lost(worker.worker_id, time.monotonic()))

    def _assign(self, worker: Worker, ticket: Ticket) -> None:
        timeout = ticket.version.timeout_seconds
        self._running[worker.worker_id] = ticket
        ticket.began = time.perf_counter()
        ticket.deadline = asyncio.get_running_loop().call_later(timeout, self._time_out, worker, ticket)
        worker.log.say(start_line(ticket.order.request_id, ticket.version))
        worker.give(ticket.order, int((time.time() + timeout) * 1000))

    def _time_out(self, worker: Worker, ticket: Ticket) -> None:
        now, timeout, request_id = datetime.now(UTC), ticket.version.timeout_seconds, ticket.order.request_id
        worker.drain()
        worker.log.say(failure_line(request_id, failures.timeout_sentence(timeout), now))
        self._running.pop(worker.worker_id, None)
        self._finish(ticket, worker, failures.timed_out(request_id, timeout, now), UNHANDLED, "Status: timeout")
        self._lose(worker)

    def _finish(
        self, ticket: Ticket, worker: Worker, payload: bytes, function_error: str | None, status: str = ""
    ) -> None:
        # Lambda tells of an invocation that timed out that it took just as long as it might.
        duration_ms = min((time.perf_counter() - ticket.began) * 1000, ticket.version.timeout_seconds * 1000.0)
        request_id, init_ms, used_mb = ticket.order.request_id, worker.take_init_ms(), worker.peak_memory_mb()
        worker.log.say(end_line(request_id))
        worker.log.say(report_line(request_id, ticket.version, duration_ms, init_ms, used_mb, status))
        self._settle(ticket, payload, function_error, worker.log.take(), duration_ms)

    def _settle(self, ticket: Ticket, payload: bytes, error: str | None, log: str, duration_ms: float = 0.0) -> None:
        if ticket.deadline is not None:
            ticket.deadline.cancel()
        del self._tickets[ticket.number]
        ticket.end_stream(b"" if error else payload)
        if not ticket.outcome.done():
            request_id, version = ticket.order.request_id, ticket.version.version
            ticket.outcome.set_result(Invocation(payload, error, log, request_id, duration_ms, version))
