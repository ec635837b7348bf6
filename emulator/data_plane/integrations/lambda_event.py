"""The event of a Lambda proxy integration: payload version 1.0, as REST APIs send it."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.data_plane.calls import Call
from emulator.data_plane.context import IDENTITY, KEY_IDENTITY, REQUEST, Situation
from emulator.data_plane.media_types import is_binary, media_type
from emulator.data_plane.messages import Headers
from emulator.data_plane.parameters import canonical_headers

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# What never reaches a function, as recorded.
_HIDDEN_HEADERS = frozenset(
    {
        "connection",
        "content-length",
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
        "x-amzn-trace-id",
        "x-forwarded-for",
        "x-forwarded-port",
        "x-forwarded-proto",
    }
)


def make_event(call: Call, trace_id: str) -> bytes:
    received = call.arrival.received
    headers = _event_headers(call, trace_id)
    body, is_base64 = _event_body(call)
    event = {
        "resource": call.method.resource_path,
        "path": "/" + received.path.lstrip("/"),
        "httpMethod": call.arrival.http_method,
        "headers": dict(headers),
        "multiValueHeaders": _by_name(headers),
        "queryStringParameters": dict(call.query) or None,
        "multiValueQueryStringParameters": _by_name(call.query) or None,
        "pathParameters": call.path_parameters or None,
        "stageVariables": call.arrival.settings.variables or None,
        "requestContext": _request_context(Situation(call.arrival, call)),
        "body": body,
        "isBase64Encoded": is_base64,
    }
    return _ENCODER.encode(event).encode("utf-8", "replace")


def _event_headers(call: Call, trace_id: str) -> Headers:
    received = call.arrival.received
    passed = [
        (name, value)
        for name, value in canonical_headers(received.headers)
        if name.lower() not in _HIDDEN_HEADERS and not _is_signature(name, value)
    ]
    forwarded = call.arrival.headers.get("x-forwarded-for")
    return (
        *passed,
        ("X-Amzn-Trace-Id", trace_id),
        ("X-Forwarded-For", f"{forwarded}, {received.client_ip}" if forwarded else received.client_ip),
        ("X-Forwarded-Port", str(received.port)),
        ("X-Forwarded-Proto", received.scheme),
    )


def _is_signature(name: str, value: str) -> bool:
    """API Gateway keeps an Authorization header that holds an AWS signature to itself."""
    return name == "Authorization" and value.startswith("AWS4-HMAC-SHA256")


def _event_body(call: Call) -> tuple[str | None, bool]:
    body = call.arrival.received.body
    if not body:
        return None, False
    if is_binary(media_type(call.arrival.headers.get("content-type", "")), call.arrival.api.binary_types):
        return b64encode(body).decode("ascii"), True
    return body.decode("utf-8", "replace"), False


def _request_context(situation: Situation) -> Mapping[str, Any]:
    client = situation.call.client if situation.call else None
    identity = {**IDENTITY, **KEY_IDENTITY} if client else IDENTITY
    return {
        **{name: getter(situation) for name, getter in REQUEST.items()},
        "identity": {name: getter(situation) for name, getter in identity.items()},
    }


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values
