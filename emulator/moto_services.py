"""Every AWS service but API Gateway and Lambda's invocation: moto, in this process.

moto loads a service at its first request, told by the SigV4 credential scope, so that the emulator starts with few.
"""

import asyncio
import io
import logging
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from moto.core.config import default_user_config
from moto.core.request import (
    PRESERVED_HEADER_NAMES_ENVIRON_KEY,
    environ_key_for_header,
    should_preserve_original_header_name,
)
from moto.logs.models import LogsBackend, logs_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from emulator.batches import Batches
from emulator.execution_names import with_execution_name
from emulator.functions.function_version import LogStream
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.memory import load_whole, spare_memory
from emulator.synchronous_executions import start_and_wait, starts_synchronously

_log = logging.getLogger(__name__)

# A thread of moto's waits for the function that it invokes, and that function may call moto in turn.
_THREADS = 64
_LOG_SECONDS = 0.25
_KEPT_EVENTS = 10_000
_FAILED = HttpAnswer(500, (("Content-Type", "application/json"),), b'{"__type":"InternalFailure"}')


class MotoServices:
    def __init__(self, port: int) -> None:
        _configure(port)
        spare_memory()
        self._application = DomainDispatcherApplication(_create_application)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="moto")

    async def answer(self, request: HttpRequest) -> HttpAnswer:
        request = with_execution_name(request)
        if starts_synchronously(request):
            return await start_and_wait(request, self._ask)
        return await self._ask(request)

    async def _ask(self, request: HttpRequest) -> HttpAnswer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._call, request)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _call(self, request: HttpRequest) -> HttpAnswer:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
            started.append((status, headers))
            return lambda _: None

        environ = _environ(request)
        try:
            chunks: Iterable[bytes] = self._application(environ, start_response)
            body = b"".join(chunks)
        except Exception:  # noqa: BLE001 - one request failed, not the emulator
            _log.exception("moto failed: %s %s", request.method, request.raw_path)
            return _FAILED
        finally:
            # werkzeug's request and this hold each other: without an end of that, an upload of 60 MB stays in memory
            # twice, until the garbage collector comes round.
            environ.clear()
        status, headers = started[-1]
        return HttpAnswer(int(status.split(" ", 1)[0]), tuple(headers), body)


class CloudWatchLogs:
    """Writes log events to moto's log groups; is a `LogWriter` for functions. A group that was deleted stays so."""

    def __init__(self, echo: Callable[[str], object] | None = None) -> None:
        self._echo = echo
        self._batches = Batches(_put_events, _LOG_SECONDS)

    def open(self, stream: LogStream) -> None:
        _backend(stream).ensure_log_group(stream.group)

    def write(self, stream: LogStream, timestamp_ms: int, message: str) -> None:
        self._batches.add(_Event(stream, timestamp_ms, message))
        if self._echo is not None and stream.group.startswith("/aws/lambda/"):
            self._echo(f"{stream.group} {message}")

    async def close(self) -> None:
        await self._batches.close()


@dataclass(frozen=True, slots=True)
class _Event:
    stream: LogStream
    timestamp_ms: int
    message: str


def _put_events(events: Sequence[_Event]) -> None:
    by_stream: defaultdict[LogStream, list[dict[str, Any]]] = defaultdict(list)
    for event in sorted(events, key=lambda each: each.timestamp_ms):
        by_stream[event.stream].append({"timestamp": event.timestamp_ms, "message": event.message})
    for stream, wire in by_stream.items():
        backend = _backend(stream)
        if stream.group in backend.groups:
            backend.ensure_log_stream(stream.group, stream.name)
            backend.put_log_events(stream.group, stream.name, wire)
            # moto keeps every event for ever; a load test would fill the memory.
            del backend.groups[stream.group].streams[stream.name].events[:-_KEPT_EVENTS]


def _backend(stream: LogStream) -> LogsBackend:
    return logs_backends[stream.account_id][stream.region]


def _configure(port: int) -> None:
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    default_user_config["iam"]["load_aws_managed_policies"] = True
    # AWS's default; without it moto lets a function reserve any number.
    os.environ.setdefault("MOTO_LAMBDA_CONCURRENCY_QUOTA", "1000")
    # moto's Step Functions call the other services at this port.
    os.environ["MOTO_PORT"] = str(port)


def _create_application(service: Any) -> Any:
    """moto's, without Flask's debugging, which makes a class for each request and so keeps the request in memory."""
    load_whole(service)
    application = create_backend_app(service)
    application.debug = False
    application.config["PROPAGATE_EXCEPTIONS"] = True
    return application


def _environ(request: HttpRequest) -> dict[str, Any]:
    """PEP 3333, with moto's own additions: the path as it was sent, and names of metadata headers with underscores."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.raw_path).decode("latin-1"),
        "RAW_URI": f"{request.raw_path}?{request.query}" if request.query else request.raw_path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": request.server[0],
        "SERVER_PORT": str(request.server[1]),
        "SERVER_PROTOCOL": request.protocol,
        "REMOTE_ADDR": request.client_ip,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    preserved: dict[str, str] = {}
    for name, value in request.headers:
        key = environ_key_for_header(name)
        if should_preserve_original_header_name(name):
            preserved[key] = name
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    # The body is whole by now, however it was sent.
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(request.body))
    environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = preserved
    return environ
