"""Compressing the bodies of answers, for an API with a minimum compression size, and decompressing those of requests.

As the developer guide has it, "Payload compression for REST APIs".
"""

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from emulator.data_plane.calls import Arrival
from emulator.data_plane.messages import MAX_BODY_BYTES, Headers
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.data_plane.sizes import BODY_TOO_LONG

_LEVEL = 6
# By preference where a client gives two the same weight.
_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, _LEVEL, mtime=0),
    "deflate": lambda body: zlib.compress(body, _LEVEL),
}
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}

UNSUPPORTED_CODING = Refusal(GatewayResponseType.UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type")


@dataclass(frozen=True, slots=True)
class Body:
    headers: Headers
    body: bytes


def compress(body: bytes, headers: Headers, accept_encoding: str) -> Body:
    """As the client prefers; unchanged if it accepts no coding that is known, or the body has one already."""
    if not body or any(name.lower() == "content-encoding" for name, _ in headers):
        return Body(headers, body)
    coding = choose_coding(accept_encoding)
    if coding is None:
        return Body(headers, body)
    return Body((*headers, ("Content-Encoding", coding)), _compressed(body, coding))


@lru_cache(maxsize=4)
def _compressed(body: bytes, coding: str) -> bytes:
    """A page takes 50 ms, and what is large enough is mostly a page or a document, the same each time."""
    return _CODINGS[coding](body)


def choose_coding(accept_encoding: str) -> str | None:
    """The known coding of the greatest weight; none if any other has more, and "*" names none."""
    weights = dict(map(_weigh, accept_encoding.lower().split(",")))
    best = max(_CODINGS, key=lambda coding: weights.get(coding, 0.0))
    weight = weights.get(best, 0.0)
    named = (other for coding, other in weights.items() if coding != "*")
    return best if weight > 0 and weight >= max(named) else None


def decompress(arrival: Arrival) -> Arrival | Refusal:
    """With the body as it was before the client compressed it; the header that says so stays, as seen in events.

    An API's minimum compression size counts here too: a smaller body is left as it is.
    """
    body = arrival.received.body
    coding = arrival.headers.get("content-encoding", "").strip().lower()
    if not body or coding in ("", "identity") or len(body) < (arrival.api.minimum_compression_size or 0):
        return arrival
    window = _WINDOWS.get(coding)
    if window is None:
        return UNSUPPORTED_CODING
    # Some clients leave out the header of zlib that deflate stands for.
    if coding == "deflate" and not _has_zlib_header(body):
        window = -zlib.MAX_WBITS
    opened = _inflate(body, window)
    if isinstance(opened, Refusal):
        return opened
    return replace(arrival, received=replace(arrival.received, body=opened))


def _inflate(body: bytes, window: int) -> bytes | Refusal:
    """At most one byte more than a request may have is ever unpacked."""
    inflater = zlib.decompressobj(window)
    try:
        opened = inflater.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error:
        return UNSUPPORTED_CODING
    if len(opened) > MAX_BODY_BYTES:
        return BODY_TOO_LONG
    return opened if inflater.eof else UNSUPPORTED_CODING


def _has_zlib_header(body: bytes) -> bool:
    return body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2]) % 31 == 0


def _weigh(item: str) -> tuple[str, float]:
    coding, _, parameters = item.partition(";")
    name, _, value = parameters.strip().partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return coding.strip(), weight
