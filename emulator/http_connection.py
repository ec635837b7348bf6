"""uvicorn's HTTP connection, and what the emulator needs besides: header names as sent, and a stricter reading.

A client that sends too much, or sends or reads too slowly, is cut off; uvicorn bounds none of it. What RFC 9112 has a
server refuse, for two readers could understand it differently, is a bad request. An offer to upgrade is declined and
the request served, as it should be: uvicorn takes the body of such a request for one in the other protocol.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from emulator.joined_writes import JoinedWrites

# Where the ASGI scope has the headers in the client's casing; the scope's own are in lower case.
SENT_HEADERS = "emulator.sent_headers"

# Of a request without its body: its head, the sizes of its chunks, its trailers.
_MAX_FRAME_BYTES = 512 * 1024
# httptools reads no longer target; whoever gets a part of one refuses that as too long.
_MAX_TARGET_BYTES = 60 * 1024
_TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: 29\r\nConnection: close\r\n\r\n"
    b'{"message":"Request Timeout"}'
)
_VERSIONS = frozenset({"1.0", "1.1"})


class Connection(HttpToolsProtocol):
    head_seconds = 20.0  # for a whole head
    body_seconds = 60.0  # for a whole body
    reading_seconds = 60.0  # in which a client has to read something of what is buffered for it

    _sent_headers: list[tuple[bytes, bytes]]
    _frame_bytes = 0
    _reading_head = True
    _reading_body = False
    _refuses_upgrade = False
    _head_deadline: asyncio.TimerHandle | None = None
    _body_deadline: asyncio.TimerHandle | None = None
    _reading_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        # uvicorn asks of a transport no more than this one has.
        super().connection_made(JoinedWrites(transport, self.loop))  # type: ignore[arg-type] # it hands on what it does not do itself
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        self._end_body()
        self._end_reading()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        self._end_reading()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        self._frame_bytes += len(data)
        if self._frame_bytes > _MAX_FRAME_BYTES:
            self.send_400_response("Request head or trailer too large.")
            return
        self._unset_keepalive_if_required()
        while data:
            try:
                self.parser.feed_data(data)
                self._expect_rest_of_body()
                return
            except httptools.HttpParserUpgrade as upgrade:
                data = self._without_upgrade() + data[upgrade.args[0] :]
            except httptools.HttpParserError:
                self.send_400_response("Invalid HTTP request received.")
                return

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._sent_headers = []
        scope: Any = self.scope
        scope["extensions"] = {SENT_HEADERS: self._sent_headers}
        self._expect_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        # What follows the body is a trailer, and must not pass for a header.
        if self._reading_head:
            self._sent_headers.append((name, value))
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._end_head()
        names = [name for name, _ in self.headers]
        self._refuses_upgrade = b"upgrade" in names and self.parser.should_upgrade()
        if self._refuses_upgrade:
            return
        version, hosts = self.parser.get_http_version(), names.count(b"host")
        if version not in _VERSIONS or hosts > 1 or (hosts == 0 and version == "1.1"):
            raise ValueError("RFC 9112 has this request refused")
        self.url = self.url[:_MAX_TARGET_BYTES]
        self._reading_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._frame_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._reading_head, self._frame_bytes = True, 0
        self._end_body()
        if not self._refuses_upgrade:
            super().on_message_complete()

    def _without_upgrade(self) -> bytes:
        """The head that the parser took for the last of HTTP, as a new one, which is not at its end, has to read it."""
        if not self._refuses_upgrade:
            return b""
        version = self.parser.get_http_version().encode()
        request_line = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)
        headers = [name + b": " + value for name, value in self._sent_headers if name.lower() != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
        return b"\r\n".join([request_line, *headers, b"", b""])

    def _expect_head(self) -> None:
        self._reading_head = True
        if self._head_deadline is None:
            self._head_deadline = self.loop.call_later(self.head_seconds, self._cut_off)

    def _end_head(self) -> None:
        self._reading_head = False
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _expect_rest_of_body(self) -> None:
        """Most bodies come whole with their head, and need no deadline."""
        if self._reading_body and self._body_deadline is None:
            self._body_deadline = self.loop.call_later(self.body_seconds, self._refuse_slow_body)

    def _end_body(self) -> None:
        self._reading_body = False
        if self._body_deadline is not None:
            self._body_deadline.cancel()
            self._body_deadline = None

    def _refuse_slow_body(self) -> None:
        """To whoever waits for the rest, the client has gone. An answer that has begun ends here."""
        if not self.pipeline and not self.cycle.response_started:
            self.transport.write(_TIMED_OUT)
        self.transport.close()

    def _expect_reading(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._reading_deadline = self.loop.call_later(self.reading_seconds, self._give_up_unless_read, unread)

    def _give_up_unless_read(self, unread: int) -> None:
        if self.transport.get_write_buffer_size() < unread:
            self._expect_reading()
        else:
            self.transport.abort()

    def _end_reading(self) -> None:
        if self._reading_deadline is not None:
            self._reading_deadline.cancel()
            self._reading_deadline = None

    def _cut_off(self) -> None:
        self._head_deadline = None
        if not self.transport.is_closing():
            self.transport.close()
