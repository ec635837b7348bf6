"""Requests and answers as inputs have them: a request line without its version, headers, an empty line, a body."""

import re
from dataclasses import dataclass

from emulator.data_plane.messages import Headers

# As a server's own reader leaves them: no control character, and names that are tokens (RFC 9110, section 5.6.2).
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")
_VALUE_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True)
class Sent:
    """`path` and `query` are percent-encoded, or meant to be."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes


def sent_of(data: bytes) -> Sent:
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    method, _, target = first.partition(" ")
    path, _, query = _CONTROLS.sub("", target).partition("?")
    pairs = (line.partition(":") for line in lines)
    headers = tuple(
        (name, _VALUE_CONTROLS.sub("", value).strip()) for name, _, value in pairs if _TOKEN.fullmatch(name)
    )
    return Sent(
        method if method in _METHODS else "POST", path if path.startswith("/") else f"/{path}", query, headers, body
    )


def assert_sendable(status: int, headers: Headers) -> None:
    """Nothing in an answer's head that a client would stumble over, or read as more than one header."""
    assert 200 <= status < 600, status
    for name, value in headers:
        assert _TOKEN.fullmatch(name), ("header name", name)
        assert not _VALUE_CONTROLS.search(value), ("header value", name, value)
        value.encode("latin-1")
