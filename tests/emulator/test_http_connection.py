"""Clients that take their time. They meet real connections, whose patience is short."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from emulator.asgi import Receive, Scope, Send
from emulator.http_connection import Connection

LARGE = 64 * 1024 * 1024  # more than the buffers between a server and a client hold
REQUEST = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"


Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


class Hurried(Connection):
    head_seconds = 0.05
    body_seconds = 0.05
    reading_seconds = 0.3

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.app_state["lost"].set()


async def answer_at_length(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(LARGE).encode())]})
    await send({"type": "http.response.body", "body": bytes(LARGE)})


async def answer_the_body(scope: Scope, receive: Receive, send: Send) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected(
    lost: asyncio.Event, application: Application = answer_at_length
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A client's side; `lost` is set once the server has given the connection up."""
    config = uvicorn.Config(application, log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Hurried(config, state, {"lost": lost}), "127.0.0.1", 0)
    async with server, asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        yield reader, writer
        writer.close()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: h\r\nX-Slow: "])
def test_a_head_that_does_not_end_is_cut_off(sent: bytes) -> None:
    async def trickle() -> bytes:
        async with connected(asyncio.Event()) as (reader, writer):
            writer.write(sent)
            return await reader.read()

    assert asyncio.run(trickle()) == b""


def test_an_answer_that_nobody_reads_is_given_up() -> None:
    async def wait_before_reading() -> bool:
        lost = asyncio.Event()
        async with connected(lost) as (_, writer):
            writer.write(REQUEST)
            return await lost.wait()

    assert asyncio.run(wait_before_reading())


def test_an_answer_that_is_read_comes_whole() -> None:
    async def read() -> int:
        async with connected(asyncio.Event()) as (reader, writer):
            writer.write(REQUEST)
            await reader.readuntil(b"\r\n\r\n")
            return len(await reader.readexactly(LARGE))

    assert asyncio.run(read()) == LARGE


POST = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n"


@pytest.mark.parametrize("sent", [b"", b"ab"])
def test_a_body_that_does_not_end_is_408(sent: bytes) -> None:
    async def trickle() -> bytes:
        async with connected(asyncio.Event(), answer_the_body) as (reader, writer):
            writer.write(POST + sent)
            return await reader.read()

    answer = asyncio.run(trickle())

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert answer.endswith(b'\r\n\r\n{"message":"Request Timeout"}')


def test_a_body_that_is_there_in_time_is_answered_in_one_piece() -> None:
    async def send() -> bytes:
        async with connected(asyncio.Event(), answer_the_body) as (reader, writer):
            writer.write(POST)
            await writer.drain()
            writer.write(b"body")
            return await reader.read(100_000)

    answer = asyncio.run(send())

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nbody")
