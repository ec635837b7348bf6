"""The Lambda Runtime API (2018-06-01) as one worker sees it: HTTP in, calls on a `RuntimeSession` out.

Each worker has a listener of its own, so whoever calls it is known. Every answer is one write: a second one would wait
for the client's delayed acknowledgement, which costs 40 ms and more.
"""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Protocol, cast

import httptools

from emulator.functions.invocation import MAX_PAYLOAD_BYTES

_PREFIX = "/2018-06-01/runtime/"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_ACCEPTED = (HTTPStatus.ACCEPTED, {"status": "OK"})
_TOO_LARGE = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    {"errorMessage": "Exceeded maximum allowed payload size", "errorType": "RequestEntityTooLarge"},
)
_INVALID_ID = (HTTPStatus.BAD_REQUEST, {"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"})
_NOT_FOUND = (HTTPStatus.NOT_FOUND, {"errorMessage": "No such operation", "errorType": "InvalidOperation"})


class RuntimeSession(Protocol):
    """What the runtime client of one worker tells; `current` is the request id of the invocation that it has."""

    @property
    def current(self) -> str | None: ...

    def asks_next(self, connection: "RuntimeConnection") -> None: ...

    def responded(self, payload: bytes) -> None: ...

    def response_too_large(self) -> None: ...

    def failed(self, error_document: bytes) -> None: ...

    def failed_to_initialize(self, error_document: bytes) -> None: ...


class RuntimeConnection(asyncio.Protocol):
    def __init__(self, session: RuntimeSession) -> None:
        self._session = session
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._begin()

    def _begin(self) -> None:
        self._path = b""
        self._body: list[bytes] = []
        self._size = 0

    def send(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes) -> None:
        if self._transport is None:
            return
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + body)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature is asyncio's
        self._transport = None

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if self._transport:
                self._transport.close()

    # What httptools calls.

    def on_message_begin(self) -> None:
        self._begin()

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"expect" and value.lower() == b"100-continue" and self._transport:
            self._transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size <= MAX_PAYLOAD_BYTES:
            self._body.append(body)

    def on_message_complete(self) -> None:
        path, method = self._path.decode("latin-1"), self._parser.get_method()
        if not path.startswith(_PREFIX):
            return self._answer(_NOT_FOUND)
        match method, path.removeprefix(_PREFIX).split("/"):
            case b"GET", ["invocation", "next"]:
                return self._session.asks_next(self)
            case b"POST", ["invocation", request_id, ("response" | "error") as outcome]:
                return self._answer(self._settle(request_id, outcome))
            case b"POST", ["init", "error"]:
                self._session.failed_to_initialize(b"".join(self._body))
                return self._answer(_ACCEPTED)
        return self._answer(_NOT_FOUND)

    def _settle(self, request_id: str, outcome: str) -> tuple[HTTPStatus, dict[str, str]]:
        if request_id != self._session.current:
            return _INVALID_ID
        if self._size > MAX_PAYLOAD_BYTES:
            self._session.response_too_large()
            return _TOO_LARGE
        if outcome == "response":
            self._session.responded(b"".join(self._body))
        else:
            self._session.failed(b"".join(self._body))
        return _ACCEPTED

    def _answer(self, answer: tuple[HTTPStatus, dict[str, str]]) -> None:
        status, document = answer
        self.send(status, {"Content-Type": "application/json"}, json.dumps(document).encode())
