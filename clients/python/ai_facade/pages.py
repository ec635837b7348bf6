"""Lists that come in pages, as one iterator: a page is asked for when the one before it is used up."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from .types import UNSET, Unset

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Page(Protocol[T_co]):
    @property
    def items(self) -> Sequence[T_co]: ...

    @property
    def next_cursor(self) -> str | Unset: ...


def iterate(read: Callable[[str | Unset], Page[T]]) -> Iterator[T]:
    cursor: str | Unset = UNSET
    while True:
        page = read(cursor)
        yield from page.items
        cursor = page.next_cursor
        if not cursor:
            return


async def iterate_async(read: Callable[[str | Unset], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    cursor: str | Unset = UNSET
    while True:
        page = await read(cursor)
        for item in page.items:
            yield item
        cursor = page.next_cursor
        if not cursor:
            return
