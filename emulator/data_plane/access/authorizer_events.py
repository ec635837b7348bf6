"""The events that Lambda authorizers get.

The forms are those of the developer guide, "Input to an API Gateway Lambda authorizer".
"""

import json
from collections.abc import Mapping
from typing import Any

from emulator.data_plane.access.questions import method_arn
from emulator.data_plane.calls import Call
from emulator.data_plane.context import Situation
from emulator.data_plane.integrations.lambda_event import by_name, request_context
from emulator.data_plane.request_headers import method_request_headers

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def token_event(call: Call, token: str) -> bytes:
    return _encode({"type": "TOKEN", "methodArn": method_arn(call), "authorizationToken": token})


def request_event(call: Call) -> bytes:
    """A proxy event without a body, in which maps that are empty are there nevertheless."""
    arrival = call.arrival
    headers = method_request_headers(arrival)
    return _encode(
        {
            "type": "REQUEST",
            "methodArn": method_arn(call),
            "resource": call.method.resource_path,
            "path": "/" + arrival.received.path.lstrip("/"),
            "httpMethod": arrival.http_method,
            "headers": dict(headers),
            "multiValueHeaders": by_name(headers),
            "queryStringParameters": dict(call.query),
            "multiValueQueryStringParameters": by_name(call.query),
            "pathParameters": call.path_parameters,
            "stageVariables": arrival.settings.variables,
            "requestContext": _request_context(call),
        }
    )


def _request_context(call: Call) -> Mapping[str, Any]:
    """Keys are looked at after authorizers, so that this one shows what the client has sent as one."""
    context = request_context(Situation(call.arrival, call))
    key = call.arrival.headers.get("x-api-key")
    if key is None or not call.method.api_key_required:
        return context
    return {**context, "identity": {**context["identity"], "apiKey": key}}


def _encode(event: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(event).encode("utf-8", "replace")
