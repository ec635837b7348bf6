"""What a function may answer a Lambda proxy integration with.

API Gateway binds the result leniently, as Java's JSON binders do: numbers and booleans become text where text is
wanted, a status may be text, null is the same as absent. An unknown key, an object for the body or a result that is not
an object make it malformed.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from emulator.data_plane.calls import Call, Reply
from emulator.data_plane.content_handling import decode_base64
from emulator.data_plane.errors import MalformedResultError
from emulator.data_plane.media_types import JSON, first_accepted, is_binary
from emulator.data_plane.messages import Headers
from emulator.data_plane.refusals import Refusal, bad_gateway
from emulator.data_plane.response_headers import is_header_name, remap, with_content_type
from emulator.data_plane.vtl.values import as_text

_KEYS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
_METADATA_KEYS = frozenset({"statusCode", "headers", "multiValueHeaders", "cookies"})
_LINE_ENDS = re.compile(r"[\r\n\0]")

MALFORMED = bad_gateway("Malformed Lambda proxy response")


def read_result(payload: bytes, call: Call) -> Reply | Refusal:
    try:
        result = json.loads(payload)
        if not isinstance(result, dict) or not result.keys() <= _KEYS:
            return MALFORMED
        headers = _headers(result.get("headers"), result.get("multiValueHeaders"))
        status, text = _status(result.get("statusCode")), _scalar(result.get("body"))
        encoded = _boolean(result.get("isBase64Encoded"))
    except (ValueError, OverflowError, RecursionError, MalformedResultError):
        return MALFORMED
    body = text.encode("utf-8", "replace")
    if encoded and is_binary(first_accepted(call.arrival.headers), call.arrival.api.binary_types):
        decoded = decode_base64(body)
        if isinstance(decoded, Refusal):
            return decoded
        body = decoded
    return Reply(status, with_content_type(remap(headers), JSON), body)


def read_metadata(text: bytes) -> tuple[int, Headers] | None:
    """What comes before the body of a response that is streamed; None if it is malformed."""
    try:
        metadata = json.loads(text)
        if not isinstance(metadata, dict) or not metadata.keys() <= _METADATA_KEYS:
            return None
        cookies = tuple(("Set-Cookie", _header("Set-Cookie", each)) for each in _values(metadata.get("cookies")))
        headers = _headers(metadata.get("headers"), metadata.get("multiValueHeaders")) + cookies
        return _status(metadata.get("statusCode")), with_content_type(remap(headers), JSON)
    except (ValueError, OverflowError, RecursionError, MalformedResultError):
        return None


def _status(value: Any) -> int:
    if value is None:
        return 200
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise MalformedResultError
    status = int(value)
    if not 200 <= status <= 599:
        raise MalformedResultError
    return status


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() == "true"
    if isinstance(value, dict | list):
        raise MalformedResultError
    return bool(value)


def _scalar(value: Any) -> str:
    if isinstance(value, dict | list):
        raise MalformedResultError
    return "" if value is None else as_text(value)


def _headers(single: Any, multiple: Any) -> Headers:
    """Both maps as one list, multiValueHeaders first. Where both have a name, its casing is that of multiValueHeaders.

    A pair that is in both stands there once.
    """
    many = [(name, _header(name, value)) for name, values in _mapping(multiple).items() for value in _values(values)]
    casing = {name.lower(): name for name, _ in many}
    one = [(casing.get(name.lower(), name), _header(name, value)) for name, value in _mapping(single).items()]
    return (*many, *(pair for pair in one if pair not in many))


def _mapping(value: Any) -> Mapping[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise MalformedResultError
    return value or {}


def _values(value: Any) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise MalformedResultError
    return value or []


def _header(name: str, value: Any) -> str:
    text = _scalar(value)
    if not is_header_name(name) or _LINE_ENDS.search(text):
        raise MalformedResultError
    return text
