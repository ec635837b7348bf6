"""A small stage: it answers with what it was sent, as it came over the wire, or with what it is told to answer."""

import asyncio
import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mutation.http1 import MOST_HEAD, read_body, read_head


@dataclass
class Echo:
    """`answers`: raw answers to give instead, first come first; `connections`: how many were opened; `heard` is set
    once there was a request.
    """

    url: str = ""
    answers: list[bytes] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    heard: threading.Event = field(default_factory=threading.Event)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while (head := await read_head(reader)) is not None:
            body = await read_body(reader, head, until_end=False)
            self.heads.append(head.start)
            self.heard.set()
            writer.write(self.answers.pop(0) if self.answers else _told(head.start, head.headers, body))
            await writer.drain()
        writer.close()


def _told(start: str, headers: tuple[tuple[str, str], ...], body: bytes) -> bytes:
    said = {"start": start, "headers": headers, "body": base64.b64encode(body).decode()}
    sent = json.dumps(said).encode()
    empty = start.startswith("HEAD ")
    head = f"HTTP/1.1 200 Fine\r\nX-Odd-CASE: one\r\nx-odd-case: two\r\nContent-Length: {len(sent)}\r\n\r\n".encode()
    return head if empty else head + sent


@contextmanager
def echoing(prefix: str = "/stage") -> Iterator[Echo]:
    echo, ready, loop = Echo(), threading.Event(), asyncio.new_event_loop()
    ended = loop.create_future()

    async def serve() -> None:
        server = await asyncio.start_server(echo.converse, "127.0.0.1", 0, limit=MOST_HEAD)
        async with server:
            echo.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{prefix}"
            ready.set()
            await ended

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield echo
    finally:
        loop.call_soon_threadsafe(ended.set_result, None)
        thread.join(10)


def exchanged(url: str, raw: bytes) -> bytes:
    """Everything that is answered to these bytes, until the other side has nothing more to say."""
    host, port = url.removeprefix("http://").split("/")[0].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received
