"""What a function may answer a Lambda proxy integration with.

API Gateway binds the result leniently, as Java's JSON binders do: numbers and booleans become text where text is
wanted, a status may be text, null is the same as absent. An unknown key, an object for the body or a result that is not
an object make it malformed.
"""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from emulator.data_plane.calls import Call, Reply
from emulator.data_plane.errors import MalformedResultError
from emulator.data_plane.media_types import JSON, first_accepted, is_binary
from emulator.data_plane.messages import Headers
from emulator.data_plane.refusals import Refusal, bad_gateway, misconfigured
from emulator.data_plane.response_headers import is_header_name, remap, with_content_type
from emulator.data_plane.vtl.values import as_text

_KEYS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
_LINE_ENDS = re.compile(r"[\r\n\0]")

_MALFORMED = bad_gateway("Malformed Lambda proxy response")
_BAD_BASE64 = misconfigured("Unable to base64 decode the body.")


def read_result(payload: bytes, call: Call) -> Reply | Refusal:
    try:
        result = json.loads(payload)
        if not isinstance(result, dict) or not result.keys() <= _KEYS:
            return _MALFORMED
        headers = _headers(result.get("headers"), result.get("multiValueHeaders"))
        status, text = _status(result.get("statusCode")), _scalar(result.get("body"))
        encoded = _boolean(result.get("isBase64Encoded"))
    except (ValueError, OverflowError, RecursionError, MalformedResultError):
        return _MALFORMED
    body = text.encode("utf-8", "replace")
    if encoded and is_binary(first_accepted(call.arrival.headers), call.arrival.api.binary_types):
        try:
            body = b64decode(body, validate=True)
        except ValueError:
            return _BAD_BASE64
    return Reply(status, with_content_type(remap(headers), JSON), body)


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
    """Both maps as one list. A pair that is in both stands there once, as in multiValueHeaders."""
    many = [(name, _header(name, value)) for name, values in _mapping(multiple).items() for value in _values(values)]
    one = [(name, _header(name, value)) for name, value in _mapping(single).items()]
    return tuple(pair for pair in one if pair not in many) + tuple(many)


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
