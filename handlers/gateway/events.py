"""API Gateway's proxy event (payload format 1.0), read once into frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """One request.

    `body` is as the event holds it: text, or base64 of bytes when `is_base64`; absent and empty are both "".
    `headers` are by lower-case name.
    """

    request_id: str
    headers: Mapping[str, str]
    body: str
    is_base64: bool
    stage_url: str


def receive(event: Mapping[str, Any]) -> Received:
    context = event["requestContext"]
    # API Gateway writes null, not {}, where a request has no headers or a stage no variables.
    headers = event.get("headers") or {}
    variables = event.get("stageVariables") or {}
    return Received(
        request_id=context["requestId"],
        headers={name.lower(): value for name, value in headers.items()},
        body=event.get("body") or "",
        is_base64=bool(event.get("isBase64Encoded")),
        stage_url=variables.get("url") or f"https://{context['domainName']}/{context['stage']}",
    )
