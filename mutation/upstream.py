"""One connection to the stage: a request goes out as it came, an answer comes back whole, redirects as well."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from mutation.http1 import MOST_HEAD, Head, MalformedError, read_body, read_head, written
from mutation.mutant import Answer, Request

_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Target:
    """Where a stage is. `prefix` is the path of its URL, without a slash at the end."""

    host: str
    port: int
    secure: bool
    authority: str
    prefix: str

    @classmethod
    def of(cls, url: str) -> "Target":
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        return cls(
            parts.hostname or "", parts.port or (443 if secure else 80), secure, parts.netloc, parts.path.rstrip("/")
        )


@dataclass(frozen=True, slots=True)
class Passed:
    """An answer with its status line, and whether the stage closes the connection behind it."""

    start: str
    answer: Answer
    closes: bool


class Upstream:
    """Belongs to one connection of a client; not for two requests at a time."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, request: Request, target: str) -> Passed:
        """`target`: the request target as it is written in the request line. Raises OSError, MalformedError."""
        async with asyncio.timeout(_SECONDS):
            kept = self._streams is not None
            try:
                return await self._exchange(request, target)
            except (ConnectionError, asyncio.IncompleteReadError):
                await self.close()
                if not kept:
                    raise
                # The stage had closed the connection that was kept from the request before.
                return await self._exchange(request, target)

    async def _exchange(self, request: Request, target: str) -> Passed:
        reader, writer = self._streams or await self._connect()
        headers = request.having("Host", self._target.authority).headers
        bodiless = not request.body and request.header("Content-Length") is None
        writer.write(written(f"{request.method} {target} HTTP/1.1", headers, request.body, bodiless=bodiless))
        # A stage may answer, and hang up, before it has read a body that is too large.
        with suppress(ConnectionError):
            await writer.drain()
        head = await self._head(reader)
        status = int(head.start.split(" ", 2)[1])
        empty = request.method == "HEAD" or status in {204, 304}
        body = b"" if empty else await read_body(reader, head, until_end=True)
        closes = head.closes or (not empty and not head.chunked and head.length is None)
        if closes:
            await self.close()
        return Passed(head.start, Answer(status, head.headers, body), closes)

    async def _head(self, reader: asyncio.StreamReader) -> Head:
        """The final one: 1xx are for the proxy itself."""
        while True:
            head = await read_head(reader)
            if head is None:
                raise ConnectionResetError("The stage hung up.")
            if not head.start.startswith("HTTP/1.") or not head.start[9:12].isdecimal():
                raise MalformedError(head.start[:40])
            if head.start[9] != "1":
                return head

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        secure = ssl.create_default_context() if self._target.secure else None
        self._streams = await asyncio.open_connection(self._target.host, self._target.port, ssl=secure, limit=MOST_HEAD)
        return self._streams

    async def close(self) -> None:
        if self._streams is not None:
            writer = self._streams[1]
            self._streams = None
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
