"""uvicorn's HTTP connection, and what the emulator needs besides: header names as sent, bounds on a request's head."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Where the ASGI scope has the headers in the client's casing; the scope's own are in lower case.
SENT_HEADERS = "emulator.sent_headers"

_MAX_HEAD_BYTES = 512 * 1024
_HEAD_SECONDS = 20.0


class Connection(HttpToolsProtocol):
    """A client that sends too long a head, or sends it too slowly, is cut off: uvicorn bounds neither."""

    _sent_headers: list[tuple[bytes, bytes]]
    _head_bytes = 0
    _reading_head = True
    _head_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head_bytes += len(data)
        if self._reading_head and self._head_bytes > _MAX_HEAD_BYTES:
            self.send_400_response("Request head too large.")
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._sent_headers = []
        scope: Any = self.scope
        scope["extensions"] = {SENT_HEADERS: self._sent_headers}
        self._expect_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._sent_headers.append((name, value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._reading_head, self._head_bytes = True, 0
        super().on_message_complete()

    def _expect_head(self) -> None:
        self._reading_head = True
        if self._head_deadline is None:
            self._head_deadline = self.loop.call_later(_HEAD_SECONDS, self._cut_off)

    def _end_head(self) -> None:
        self._reading_head = False
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _cut_off(self) -> None:
        self._head_deadline = None
        if not self.transport.is_closing():
            self.transport.close()
