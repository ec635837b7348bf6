"""Compressing bodies, for an API with a minimum compression size."""

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulator.data_plane.messages import Headers

_LEVEL = 6
# By preference where a client gives two the same weight.
_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, _LEVEL, mtime=0),
    "deflate": lambda body: zlib.compress(body, _LEVEL),
}


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
    return Body((*headers, ("Content-Encoding", coding)), _CODINGS[coding](body))


def choose_coding(accept_encoding: str) -> str | None:
    """The known coding of the greatest weight, if that is more than identity's."""
    weights = dict(map(_weigh, accept_encoding.lower().split(",")))
    others = weights.get("*", 0.0)
    best = max(_CODINGS, key=lambda coding: weights.get(coding, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None


def _weigh(item: str) -> tuple[str, float]:
    coding, _, parameters = item.partition(";")
    name, _, value = parameters.strip().partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return coding.strip(), weight
