"""The Lambda Runtime API (2018-06-01) as one worker sees it: HTTP in, calls on a `RuntimeSession` out.

Each worker has a listener of its own, so whoever calls it is known. Every answer is one write: a second one would wait
for the client's delayed acknowledgement, which costs 40 ms and more.
"""

import asyncio
import base64
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
# The header with which a runtime says that it streams its response, and the trailers that say how this failed.
_RESPONSE_MODE = b"lambda-runtime-function-response-mode"
_ERROR_TYPE = b"lambda-runtime-function-error-type"
_ERROR_BODY = b"lambda-runtime-function-error-body"
_KEPT_HEADERS = frozenset({_RESPONSE_MODE, _ERROR_TYPE, _ERROR_BODY})
_TRUNCATED = b'{"errorType":"Runtime.TruncatedResponse","errorMessage":"The response ended before it was whole"}'
_NOT_FOUND = (HTTPStatus.NOT_FOUND, {"errorMessage": "No such operation", "errorType": "InvalidOperation"})


class RuntimeSession(Protocol):
    """What the runtime client of one worker tells; `current` is the request id of the invocation that it has."""

    @property
    def current(self) -> str | None: ...

    def asks_next(self, connection: "RuntimeConnection") -> None: ...

    def responded(self, payload: bytes) -> None: ...

    def response_too_large(self) -> None: ...

    def said(self, chunk: bytes, connection: "RuntimeConnection") -> None:
        """A part of a response that is streamed."""

    def said_all(self, error_document: bytes | None) -> None:
        """The streamed response has ended, as it should or with an error."""

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
        self._headers: dict[bytes, bytes] = {}  # and, once the body has ended, the trailers
        self._body: list[bytes] = []
        self._size = 0
        self._streaming = False

    def send(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes) -> None:
        if self._transport is None:
            return
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + body)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def pause(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature is asyncio's
        self._transport = None
        if self._streaming:
            self._streaming = False
            self._session.said_all(_TRUNCATED)

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
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue" and self._transport:
            self._transport.write(_CONTINUE)
        if name in _KEPT_HEADERS:
            self._headers[name] = value

    def on_headers_complete(self) -> None:
        self._streaming = (
            self._headers.get(_RESPONSE_MODE, b"").lower() == b"streaming"
            and self._path.decode("latin-1") == f"{_PREFIX}invocation/{self._session.current}/response"
        )

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._streaming:
            self._session.said(body, self)
        elif self._size <= MAX_PAYLOAD_BYTES:
            self._body.append(body)

    def on_message_complete(self) -> None:
        if self._streaming:
            self._streaming = False
            self._session.said_all(_error_in_trailers(self._headers))
            return self._answer(_ACCEPTED)
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


def _error_in_trailers(trailers: Mapping[bytes, bytes]) -> bytes | None:
    """The body is base64 of an error document; without one, the type is all that is known."""
    if _ERROR_TYPE not in trailers:
        return None
    try:
        document = base64.b64decode(trailers.get(_ERROR_BODY, b""), validate=True)
    except ValueError:
        document = b""
    return document or json.dumps({"errorType": trailers[_ERROR_TYPE].decode("latin-1")}).encode()
