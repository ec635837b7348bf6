"""Lists, a page at a time: `limit` items after `position`."""

from collections.abc import Sequence
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_DEFAULT_LIMIT, _GREATEST_LIMIT = 25, 500


def page(items: Sequence[Any], asked: Document) -> Document | Refusal:
    """`position` is opaque to callers; here it is the index of the next item. A limit below one is none."""
    position = asked.get("position", "0")
    if not (position.isascii() and position.isdecimal() and len(position) < 10):
        return bad_request("Invalid position parameter specified")
    start = int(position)
    limit = asked.get("limit", _DEFAULT_LIMIT)
    if limit > _GREATEST_LIMIT:
        return bad_request(f"Invalid limit parameter specified: it must be at most {_GREATEST_LIMIT}")
    limit = limit if limit > 0 else _DEFAULT_LIMIT
    answer: Document = {"items": list(items[start : start + limit])}
    if start + limit < len(items):
        answer["position"] = str(start + limit)
    return answer
