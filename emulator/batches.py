"""Work that must not hold up a request: items are collected on the event loop and handled together in a thread."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

_log = logging.getLogger(__name__)
Item = TypeVar("Item")


class Batches(Generic[Item]):
    """`handle` gets what has come within `seconds`, in order, never twice at once; past `limit`, items are dropped."""

    def __init__(self, handle: Callable[[Sequence[Item]], None], seconds: float, limit: int = 50_000) -> None:
        self._handle = handle
        self._seconds = seconds
        self._limit = limit
        self._items: list[Item] = []
        self._handling: asyncio.Task[None] | None = None

    def add(self, item: Item) -> None:
        if len(self._items) >= self._limit:
            return
        self._items.append(item)
        if self._handling is None:
            self._handling = asyncio.get_running_loop().create_task(self._handle_later())

    async def close(self) -> None:
        """Handles what is left."""
        if self._handling is not None:
            self._handling.cancel()
        items, self._items = self._items, []
        if items:
            await asyncio.to_thread(self._handle, items)

    async def _handle_later(self) -> None:
        try:
            while self._items:
                await asyncio.sleep(self._seconds)
                items, self._items = self._items, []
                await asyncio.to_thread(self._handle, items)
        except Exception:  # noqa: BLE001 - what comes later must still be handled
            _log.exception("A batch of log lines was lost")
        finally:
            self._handling = None
