"""The event of a Lambda proxy integration: payload version 1.0, as REST APIs send it."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.data_plane.calls import Call
from emulator.data_plane.context import IDENTITY, KEY_IDENTITY, REQUEST, Situation
from emulator.data_plane.media_types import is_binary, media_type
from emulator.data_plane.messages import Headers
from emulator.data_plane.request_headers import is_signature, method_request_headers

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def make_event(call: Call) -> bytes:
    received = call.arrival.received
    headers = _event_headers(call)
    body, is_base64 = _event_body(call)
    event = {
        "resource": call.method.resource_path,
        "path": (received.base_path or "") + "/" + received.path.lstrip("/"),
        "httpMethod": call.arrival.http_method,
        "headers": dict(headers) or None,
        "multiValueHeaders": by_name(headers) or None,
        "queryStringParameters": dict(call.query) or None,
        "multiValueQueryStringParameters": by_name(call.query) or None,
        "pathParameters": call.path_parameters or None,
        "stageVariables": call.arrival.settings.variables or None,
        "requestContext": request_context(Situation(call.arrival, call)),
        "body": body,
        "isBase64Encoded": is_base64,
    }
    return _ENCODER.encode(event).encode("utf-8", "replace")


def _event_headers(call: Call) -> Headers:
    return tuple(pair for pair in method_request_headers(call.arrival) if not is_signature(*pair))


def _event_body(call: Call) -> tuple[str | None, bool]:
    body = call.arrival.received.body
    if not body:
        return None, False
    if is_binary(media_type(call.arrival.headers.get("content-type", "")), call.arrival.api.binary_types):
        return b64encode(body).decode("ascii"), True
    return body.decode("utf-8", "replace"), False


def request_context(situation: Situation) -> Mapping[str, Any]:
    client = situation.call.client if situation.call else None
    identity = {**IDENTITY, **KEY_IDENTITY} if client else IDENTITY
    authorization = situation.call.authorization if situation.call else None
    request = {name: getter(situation) for name, getter in REQUEST.items()}
    if situation.arrival.received.form == "test":
        del request["deploymentId"]
    return {
        **request,
        "identity": {name: getter(situation) for name, getter in identity.items()},
        **({"authorizer": authorization.event} if authorization and authorization.event else {}),
    }


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values
