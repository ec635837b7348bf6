"""Emulator: raw bytes on its two kinds of connection, clients' and functions'."""

import asyncio
import re
from http import HTTPStatus

import uvicorn
from uvicorn.server import ServerState

from emulator.asgi import ClientGoneError, Receive, Scope, Send, read_request, send_answer
from emulator.functions.runtime_api import RuntimeConnection, RuntimeSession
from emulator.http_connection import Connection
from emulator.http_messages import HttpAnswer
from fuzzing.memory_transport import exchange
from fuzzing.target import Check, Target, Targets

_MOST_BODY_BYTES = 1000
_STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*")
_BODILESS = {b"100", b"204", b"304"}


def _open_http() -> Check:
    methods: list[str] = []

    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        methods.append(scope["method"])
        try:
            request = await read_request(scope, receive, _MOST_BODY_BYTES)
        except ClientGoneError:
            return
        told = f"{request.method} {request.raw_path}?{request.query} {request.headers}"
        await send_answer(send, HttpAnswer(200, (("X-Y", "z"),), told.encode() + request.body))

    config = uvicorn.Config(echo, log_config=None, ws="none", lifespan="off", server_header=False)
    config.load()
    loop = asyncio.new_event_loop()

    def answered(*pieces: bytes) -> list[bytes]:
        methods.clear()
        written = exchange(loop, lambda: Connection(config, ServerState(), {}, loop), pieces)
        return _statuses(written, [method == "HEAD" for method in methods])

    def check(data: bytes) -> None:
        whole = answered(data)
        half = answered(data[: len(data) // 2], data[len(data) // 2 :])
        # What comes after a request may be refused before that request is answered.
        assert whole == half or b"400" in whole, (whole, half)

    return check


class _Session:
    """A worker that has the invocation `id-1`."""

    current: str | None = "id-1"

    def asks_next(self, connection: RuntimeConnection) -> None:
        connection.send(HTTPStatus.OK, {}, b"{}")

    def responded(self, payload: bytes) -> None: ...

    def response_too_large(self) -> None: ...

    def said(self, chunk: bytes, connection: RuntimeConnection) -> None: ...

    def said_all(self, error_document: bytes | None) -> None: ...

    def failed(self, error_document: bytes) -> None: ...

    def failed_to_initialize(self, error_document: bytes) -> None: ...


def _open_runtime_api() -> Check:
    loop = asyncio.new_event_loop()
    session: RuntimeSession = _Session()

    def answered(*pieces: bytes) -> list[bytes]:
        return _statuses(exchange(loop, lambda: RuntimeConnection(session), pieces), [])

    def check(data: bytes) -> None:
        whole, half = answered(data), answered(data[: len(data) // 2], data[len(data) // 2 :])
        assert whole == half, (whole, half)

    return check


def _statuses(written: bytes, are_heads: list[bool]) -> list[bytes]:
    """Of answers, one after the other. Each has its length, unless it is the last, which the connection's end ends."""
    statuses = []
    heads = iter(are_heads)
    while written:
        head, blank, written = written.partition(b"\r\n\r\n")
        line, *headers = head.split(b"\r\n")
        found = _STATUS_LINE.fullmatch(line)
        assert found, ("no answer", line)
        assert blank, ("half an answer", line)
        named = dict(header.lower().split(b": ", 1) for header in headers)
        status = found[1]
        statuses.append(status)
        assert status < b"500", status
        has_body = not (status == b"200" and next(heads, False)) and status not in _BODILESS
        length = int(named.get(b"content-length", len(written))) if has_body else 0
        assert length <= len(written), "a body is cut off"
        written = written[length:]
    return statuses


_RUNTIME = b"/2018-06-01/runtime/"

TARGETS: Targets = {
    "http": Target(
        "well-formed answers, the same however the bytes are cut; no exception",
        _open_http,
        (
            b"GET /a%20b?c=d HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbodyHEAD / HTTP/1.1\r\nHost: h\r\n\r\n",
            b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nab",
            b"POST http://h/x HTTP/1.0\r\nExpect: 100-continue\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na",
            b"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        ),
        (
            *b"""
            HTTP/1.1 HTTP/1.0 \x00 http:// % ? # close websocket
            """.split(),
            b"\r\n",
            b"\r\n\r\n",
            b"Host: ",
            b"Content-Length: ",
            b"Transfer-Encoding: chunked",
            b"Upgrade: ",
            b"Connection: ",
            b"Expect: 100-continue",
            b"GET ",
            b"CONNECT ",
            b"PRI * HTTP/2.0",
            b" :",
        ),
    ),
    "runtime-api": Target(
        "well-formed answers, the same however the bytes are cut; no exception",
        _open_runtime_api,
        (
            b"GET " + _RUNTIME + b"invocation/next HTTP/1.1\r\nHost: h\r\n\r\n",
            b"POST " + _RUNTIME + b"invocation/id-1/response HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}",
            b"POST " + _RUNTIME + b"invocation/id-1/error HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}",
            b"POST " + _RUNTIME + b"init/error HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}",
            b"POST " + _RUNTIME + b"invocation/id-1/response HTTP/1.1\r\nHost: h\r\n"
            b"Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
            b"Lambda-Runtime-Function-Error-Type: E\r\nLambda-Runtime-Function-Error-Body: e30=\r\n\r\n",
        ),
        (
            *b"""
            /2018-06-01/runtime/ id-1 HTTP/1.1 /../
            """.split(),
            b"\r\n\r\n",
            b"Content-Length: ",
            b"Upgrade: x",
            b"Expect: 100-continue",
            b"Transfer-Encoding: chunked",
            b"Lambda-Runtime-Function-Response-Mode: streaming",
            b"CONNECT ",
        ),
    ),
}
