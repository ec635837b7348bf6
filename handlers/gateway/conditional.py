"""Conditional reads (RFC 9110, section 13): an answer's tag, and whether the caller has that answer already."""

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from handlers.gateway.events import Received
from handlers.gateway.responses import Html, Json, NotModified

TAG = re.compile(r'"[^"]*"')
TAG_LENGTH = 32  # hexadecimal digits: 128 bits
# The caller's own, so for no shared cache; and to be asked for again each time, with its tag.
REVALIDATED = "private, no-cache"


def tagged(
    document: Mapping[str, Any],
    received: Received,
    *,
    volatile: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
    cache_control: str = REVALIDATED,
) -> Json | NotModified:
    """The document with its tag, or that nothing has changed.

    `volatile` are members that differ from one reading to the next, such as links with a signature: "text", or
    "output/results" for a member of a member. They have no part in the tag. `headers` go with either answer.
    """
    tag = _tag(_lasting(document, volatile))
    headers = {**(headers or {}), "ETag": tag, "Cache-Control": cache_control}
    return NotModified(headers) if _has(received, tag) else Json(document, headers)


def tagged_page(
    text: str, received: Received, *, headers: Mapping[str, str], cache_control: str = REVALIDATED
) -> Html | NotModified:
    """A page with its tag, or that it has not changed. `headers` go with either answer."""
    tag = _tag(text)
    headers = {**headers, "ETag": tag, "Cache-Control": cache_control}
    return NotModified(headers) if _has(received, tag) else Html(text, headers)


def _lasting(document: Mapping[str, Any], volatile: Iterable[str]) -> str:
    for path in volatile:
        document = _without(document, path.strip("/").split("/"))
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _tag(text: str) -> str:
    return f'"{sha256(text.encode()).hexdigest()[:TAG_LENGTH]}"'


def _without(document: Mapping[str, Any], path: list[str]) -> Mapping[str, Any]:
    name, *below = path
    if below and isinstance(document.get(name), Mapping):
        return {**document, name: _without(document[name], below)}
    return document if below else {member: part for member, part in document.items() if member != name}


def _has(received: Received, tag: str) -> bool:
    """Compared weakly, as If-None-Match is: W/"x" and "x" are the same."""
    if_none_match = received.headers.get("if-none-match", "")
    return if_none_match.strip() == "*" or tag in TAG.findall(if_none_match)
