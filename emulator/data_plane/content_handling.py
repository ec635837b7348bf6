"""Text or binary: what a body becomes on its way to an integration, and back.

The tables are those of the developer guide, "Content type conversions in API Gateway". A body that comes out as `bytes`
is binary: it can be passed through, and no mapping template can read it. One that comes out as `str` is text.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence

from emulator.data_plane.media_types import is_binary, media_type
from emulator.data_plane.refusals import Refusal, misconfigured

TO_BINARY = "CONVERT_TO_BINARY"
TO_TEXT = "CONVERT_TO_TEXT"

UNTRANSFORMABLE_REQUEST = misconfigured("Unable to transform request")
UNTRANSFORMABLE_RESPONSE = misconfigured("Unable to transform response")
BAD_BASE64 = misconfigured("Unable to base64 decode the body.")

Content = str | bytes
_Conversion = Callable[[bytes], Content | Refusal]


def request_body(
    body: bytes, content_type: str, binary_types: Sequence[str], handling: str | None
) -> Content | Refusal:
    """What the integration gets. `content_type` is the request's own header; `handling` the integration's, if any."""
    if not binary_types and not handling:
        return as_utf8(body)
    return _REQUEST[is_binary(media_type(content_type), binary_types), handling or None](body)


def response_body(
    body: bytes, content_type: str, accept: str, binary_types: Sequence[str], handling: str | None
) -> Content | Refusal:
    """What the client gets. `content_type` is the integration's, `accept` the client's, of which the first type counts.

    Nothing to convert is text, so that a template can go with it: a MOCK has no body of its own.
    """
    if not body or (not binary_types and not handling):
        return as_utf8(body)
    payload = is_binary(media_type(content_type), binary_types)
    wanted = is_binary(media_type(accept.split(",", 1)[0]), binary_types)
    return _RESPONSE[payload, wanted, handling or None](body)


def as_utf8(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def decode_base64(body: bytes) -> bytes | Refusal:
    try:
        return b64decode(body, validate=True)
    except ValueError:
        return BAD_BASE64


def _decode_result(body: bytes) -> bytes | Refusal:
    """What a function returns is JSON: the quotes around a string are no part of its base64."""
    return decode_base64(body.removeprefix(b'"').removesuffix(b'"'))


def _encoded(body: bytes) -> str:
    return b64encode(body).decode("ascii")


# By whether the request's type is binary, and the integration's contentHandling.
_REQUEST: Mapping[tuple[bool, str | None], _Conversion] = {
    (False, None): as_utf8,
    (False, TO_BINARY): decode_base64,
    (False, TO_TEXT): as_utf8,
    (True, None): bytes,
    (True, TO_BINARY): bytes,
    (True, TO_TEXT): _encoded,
}
# By whether the integration's type is binary, whether the accepted one is, and the response's contentHandling.
_RESPONSE: Mapping[tuple[bool, bool, str | None], _Conversion] = {
    (False, False, None): as_utf8,
    (False, False, TO_BINARY): _decode_result,
    (False, False, TO_TEXT): as_utf8,
    (False, True, None): _decode_result,
    (False, True, TO_BINARY): _decode_result,
    (False, True, TO_TEXT): as_utf8,
    (True, False, None): _encoded,
    (True, False, TO_BINARY): bytes,
    (True, False, TO_TEXT): _encoded,
    (True, True, None): bytes,
    (True, True, TO_BINARY): bytes,
    (True, True, TO_TEXT): _encoded,
}
