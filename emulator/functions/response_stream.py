"""What a function says bit by bit, on its way from the worker to whoever reads it; a slow reader slows the function."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable

_ROOM_BYTES = 256 * 1024


class ResponseStream:
    """Of one invocation, with one reader. All of it runs on one event loop."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._deserted = False
        self._changed = asyncio.Event()
        self._resume: Callable[[], None] | None = None

    def write(self, chunk: bytes, resume: Callable[[], None] | None = None) -> bool:
        """False if whoever writes should wait until `resume` is called."""
        if self._deserted or not chunk:
            return True
        self._chunks.append(chunk)
        self._size += len(chunk)
        self._changed.set()
        if resume is None or self._size <= _ROOM_BYTES:
            return True
        self._resume = resume
        return False

    def end(self) -> None:
        self._ended = True
        self._changed.set()

    async def chunks(self) -> AsyncGenerator[bytes]:
        try:
            while self._chunks or not self._ended:
                if self._chunks:
                    yield self._take()
                else:
                    self._changed.clear()
                    await self._changed.wait()
        finally:
            self._deserted = True
            self._chunks.clear()
            self._let_go_on()

    def _take(self) -> bytes:
        chunk = self._chunks.popleft()
        self._size -= len(chunk)
        if self._size <= _ROOM_BYTES // 2:
            self._let_go_on()
        return chunk

    def _let_go_on(self) -> None:
        resume, self._resume = self._resume, None
        if resume is not None:
            resume()
