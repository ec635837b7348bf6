"""Every AWS service but API Gateway and Lambda's invocation: moto, in this process.

moto loads a service at its first request, told by the SigV4 credential scope, so that the emulator starts with few.
"""

import asyncio
import io
import json
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
from moto.logs.models import LogStream as MotoLogStream
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from emulator.added_operations import added_operation
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
_KEPT_EVENTS = 10_000  # of a log group
_FAILED = HttpAnswer(500, (("Content-Type", "application/json"),), b'{"__type":"InternalFailure"}')
# moto stumbles over such a body somewhere or other; often it is what a mapping template has made.
_NO_JSON = HttpAnswer(400, (("Content-Type", "application/x-amz-json-1.0"),), b'{"__type":"SerializationException"}')
# After a 500 or 503, SDKs and Terraform ask again, for minutes.
_NOT_IMPLEMENTED = 501


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
        answer = added_operation(request) or self._call
        return await asyncio.get_running_loop().run_in_executor(self._threads, answer, request)

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
        except NotImplementedError as error:
            _log.warning("moto does not have it: %s", error)
            return _not_implemented(request)
        except Exception:  # noqa: BLE001 - one request failed, not the emulator
            if _should_be_json(request) and not _is_json(request.body):
                return _NO_JSON
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
            _forget_oldest(backend.groups[stream.group].streams)


def _forget_oldest(streams: dict[str, MotoLogStream]) -> None:
    """moto keeps every event of a group for ever: a load test, which makes many streams too, would fill the memory."""
    surplus = sum(len(stream.events) for stream in streams.values()) - _KEPT_EVENTS
    for name, oldest in list(streams.items()):
        if surplus <= 0:
            return
        forgotten = min(surplus, len(oldest.events))
        del oldest.events[:forgotten]
        surplus -= forgotten
        if forgotten and not oldest.events:
            del streams[name]


def _backend(stream: LogStream) -> LogsBackend:
    return logs_backends[stream.account_id][stream.region]


def _configure(port: int) -> None:
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    default_user_config["iam"]["load_aws_managed_policies"] = True
    # AWS's default; without it moto lets a function reserve any number.
    os.environ.setdefault("MOTO_LAMBDA_CONCURRENCY_QUOTA", "1000")
    # moto's Step Functions call the other services at this port.
    os.environ["MOTO_PORT"] = str(port)


def _should_be_json(request: HttpRequest) -> bool:
    return "x-amz-target" in request.header


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _not_implemented(request: HttpRequest) -> HttpAnswer:
    """In the form in which the operation's service would refuse: XML for what is asked by a form, JSON otherwise."""
    message = "The emulator does not have this operation"
    if request.header.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        error = f"<Error><Code>NotImplemented</Code><Message>{message}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>"
        return HttpAnswer(_NOT_IMPLEMENTED, (("Content-Type", "text/xml"),), body.encode())
    document = json.dumps({"__type": "NotImplemented", "message": message})
    headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", "NotImplemented"))
    return HttpAnswer(_NOT_IMPLEMENTED, headers, document.encode())


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
