"""Between ASGI and the emulator's own messages; bodies are read with a bound."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import aclosing
from typing import Any

from emulator.http_connection import SENT_HEADERS
from emulator.http_messages import HttpAnswer, HttpRequest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger(__name__)

_BODILESS = frozenset({204, 304})


class ClientGoneError(Exception):
    """Nobody is left to answer."""


async def read_request(scope: Scope, receive: Receive, max_body_bytes: int) -> HttpRequest:
    """Of a body that is too long, more than `max_body_bytes` are handed on, but never much more.

    Raises ClientGoneError for a client that leaves. One that takes too long is the connection's business.
    """
    extensions: dict[str, list[tuple[bytes, bytes]]] = scope.get("extensions") or {}
    sent = extensions.get(SENT_HEADERS) or scope["headers"]
    client, server = scope.get("client") or ("127.0.0.1", 0), scope.get("server") or ("127.0.0.1", 80)
    body = await _read_body(scope, receive, max_body_bytes)
    return HttpRequest(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in sent),
        body=body,
        client_ip=client[0],
        server=(server[0], server[1] or 80),
        protocol=f"HTTP/{scope['http_version']}",
    )


async def send_answer(send: Send, answer: HttpAnswer, *, close: bool = False) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    has_length = any(name.lower() == b"content-length" for name, _ in headers)
    if not has_length and answer.status not in _BODILESS:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if answer.status in _BODILESS else answer.body})


async def send_stream(send: Send, receive: Receive, answer: HttpAnswer, stream: AsyncGenerator[bytes]) -> None:
    """Until the stream or the client ends. If the stream breaks, so does the connection: no other sign is left."""
    headers = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in answer.headers
        if name.lower() != "content-length"
    ]
    gone = asyncio.ensure_future(_wait_until_gone(receive))
    try:
        async with aclosing(stream):
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            while (chunk := await _next(stream, gone)) is not None:
                if answer.status in _BODILESS:
                    continue
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
    except Exception as error:  # noqa: BLE001 - whatever it was, the answer has begun
        _log.warning("A response that was streamed is not whole: %s", error)
    finally:
        gone.cancel()


async def _next(stream: AsyncGenerator[bytes], gone: asyncio.Future[None]) -> bytes | None:
    """None at the end of the stream, or once the client has gone."""
    following = asyncio.ensure_future(anext(stream, None))
    await asyncio.wait((following, gone), return_when=asyncio.FIRST_COMPLETED)
    if following.done():
        return following.result()
    following.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await following
    return None


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_body(scope: Scope, receive: Receive, max_bytes: int) -> bytes:
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if declared.isdigit() and int(declared) > max_bytes:
        return bytes(max_bytes + 1)  # its length is all that is of interest
    chunks: list[bytes] = []
    size = 0
    while size <= max_bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if not message.get("more_body", False):
            break
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)
