"""How long the gateway waits for others."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def within(seconds: float, outcome: Awaitable[T]) -> T | None:
    """None once the time is over."""
    try:
        async with asyncio.timeout(seconds):
            return await outcome
    except TimeoutError:
        return None
