"""A request and its answer, as they went over the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any


class _NotJson:
    """What a text is read as that is no JSON; null is."""


NOT_JSON = _NotJson()


@dataclass(frozen=True, slots=True)
class Exchange:
    """`method` is in lower case and so are the names of headers; `path` is as it was sent, `query` decoded.

    Media types are without their parameters. `body` is None where there was none; `status` is 0 without an answer.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    body: str | None = None
    status: int = 0
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    answer_media_type: str = ""
    answer_body: str = ""


@lru_cache(maxsize=64)
def parsed(text: str) -> Any:
    """Not to be changed: the same answer is read once."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NOT_JSON


def is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")
