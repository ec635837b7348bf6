"""A socket's place for connections under test: what they write is kept, and their tasks run in a loop of its own."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

_TURNS = 40  # of the event loop, in which whoever has all that he needs is done


class MemoryTransport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.is_closed = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 5000), "sockname": ("127.0.0.1", 80)}.get(name, default)

    def write(self, data: Any) -> None:
        if not self.is_closed:
            self.written += data

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        """There is nobody who sends."""

    def resume_reading(self) -> None:
        """As above."""


def exchange(
    loop: asyncio.AbstractEventLoop, connect: Callable[[], asyncio.Protocol], pieces: Iterable[bytes]
) -> bytes:
    """What a connection answers to bytes that come in pieces. Raises what is raised in the loop meanwhile."""
    raised: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: raised.append(context))

    async def run() -> bytes:
        connection, transport = connect(), MemoryTransport()
        connection.connection_made(transport)
        for piece in pieces:
            if not transport.is_closed:
                connection.data_received(piece)
                await _settle()
        await _settle(_TURNS)
        written = bytes(transport.written)
        transport.is_closed = True
        connection.connection_lost(None)
        await _settle()
        return written

    written = loop.run_until_complete(run())
    for context in raised:
        raise AssertionError(context["message"]) from context.get("exception")
    return written


async def _settle(turns: int = 4) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)
