"""Responses that are streamed, within API Gateway's bounds: idle time, length, and how fast after the first part."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, nullcontext

# Developer guide, "Stream the integration response for your proxy integrations".
_MAX_SECONDS = 900.0
_FREE_BYTES = 10 * 1024 * 1024
_BYTES_A_SECOND = 2 * 1024 * 1024
_IDLE_SECONDS = {"EDGE": 30.0}
_OTHER_IDLE_SECONDS = 300.0


class StreamBrokenError(Exception):
    """The response is not whole; whoever sends it can only cut the connection."""


def idle_seconds(endpoint_type: str) -> float:
    return _IDLE_SECONDS.get(endpoint_type, _OTHER_IDLE_SECONDS)


async def within_bounds(stream: AsyncIterator[bytes], idle: float) -> AsyncGenerator[bytes]:
    """Raises StreamBrokenError, from within `stream` or where a bound is reached."""
    loop = asyncio.get_running_loop()
    began, sent, free_until = loop.time(), 0, 0.0
    async with aclosing(stream) if isinstance(stream, AsyncGenerator) else nullcontext():
        while True:
            patience = min(idle, began + _MAX_SECONDS - loop.time())
            try:
                async with asyncio.timeout(max(0.0, patience)):
                    chunk = await anext(stream, None)
            except TimeoutError as error:
                raise StreamBrokenError("The stream has taken too long") from error
            if chunk is None:
                return
            yield chunk
            sent += len(chunk)
            if sent > _FREE_BYTES:
                free_until = max(free_until, loop.time()) + len(chunk) / _BYTES_A_SECOND
                await asyncio.sleep(free_until - loop.time())
