"""Response headers: those that API Gateway keeps for itself, and what any must be like to be sent.

An integration's own header with a name that API Gateway keeps is passed on under another.
"""

import re
from collections.abc import Iterable

from emulator.data_plane.messages import Headers

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_CHALLENGE = "www-authenticate"
# As recorded for REST APIs: header mappings and proxied responses are treated alike.
_REMAPPED = frozenset(
    {
        "authorization",
        "connection",
        "content-length",
        "content-md5",
        "date",
        "expect",
        "host",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "trailer",
        "upgrade",
        "user-agent",
        _CHALLENGE,
        "x-amzn-requestid",
    }
)
# Framing is the server's, and these two the gateway's alone.
_DROPPED = frozenset({"transfer-encoding", "x-amz-apigw-id", "x-amzn-trace-id"})


def remap(headers: Iterable[tuple[str, str]]) -> Headers:
    """`WWW-Authenticate` becomes `x-amzn-Remapped-WWW-Authenticate`, and so on."""
    kept = []
    for name, value in headers:
        lower = name.lower()
        if lower in _REMAPPED:
            kept.append((f"x-amzn-Remapped-{name}", value))
        elif lower not in _DROPPED:
            kept.append((name, value))
    return tuple(kept)


def remap_own(headers: Iterable[tuple[str, str]]) -> Headers:
    """Of a gateway response: its challenge keeps its name. APIs with basic authentication have browsers ask for a
    password by it.
    """
    return tuple([each for one in headers for each in ((one,) if one[0].lower() == _CHALLENGE else remap((one,)))])


def is_header_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def sound(headers: Headers) -> Headers:
    """Headers that can be sent: mappings and templates may have made names and values of what a client sent."""
    return tuple([(name, _sound_value(value)) for name, value in headers if _NAME.fullmatch(name)])


def _sound_value(value: str) -> str:
    """Without control characters, and with each byte of UTF-8 as one character, as HTTP servers take it."""
    if value.isascii() and value.isprintable():
        return value
    return _CONTROLS.sub("", value).encode("utf-8", "replace").decode("latin-1")


def with_content_type(headers: Headers, default: str) -> Headers:
    """Every response has a Content-Type."""
    if any(name.lower() == "content-type" for name, _ in headers):
        return headers
    return (*headers, ("Content-Type", default))
