"""Pages of a list, newest first, and the cursors between them.

A cursor names the last item of its page and a digest of what was asked for, the tenant included. It holds no key of its
own, so that none leads out of the tenant's list.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
_DIGEST = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`next_cursor` is None on the last page."""

    items: tuple[Item, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class BadCursor:
    """The cursor is none, or of another list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page is asked for: `limit` items after `cursor` of the tenant's list, whose `filters` are by name."""

    tenant: str
    filters: tuple[tuple[str, str], ...] = ()
    limit: int = 20
    cursor: str | None = None


def cursor_after(item_id: str, list_name: str, wanted: Wanted) -> str:
    position = json.dumps([item_id, _digest(list_name, wanted)], separators=(",", ":"))
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def read_cursor(list_name: str, wanted: Wanted) -> str | BadCursor | None:
    """The id of the item that the page comes after; None for the first page."""
    if wanted.cursor is None:
        return None
    match _position(wanted.cursor):
        case [str(item_id), str(digest)] if digest == _digest(list_name, wanted) and _is_id(item_id):
            return item_id
        case _:
            return BadCursor()


def _position(cursor: str) -> object:
    try:
        return json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return None


def _digest(list_name: str, wanted: Wanted) -> str:
    asked: Sequence[object] = [list_name, wanted.tenant, sorted(wanted.filters)]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:_DIGEST]


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
