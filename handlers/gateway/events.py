"""API Gateway's proxy event (payload format 1.0), read once into frozen data."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

from handlers.usage.meter import Meter

# API Gateway waits no longer for a function, so what a twin of a request may still be doing is over after this.
GATEWAY_SECONDS = 30.0


class LambdaContext(Protocol):
    """What is read of the second argument that Lambda gives a handler."""

    def get_remaining_time_in_millis(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Received:
    """One request.

    `body` is as the event holds it: text, or base64 of bytes when `is_base64`; absent and empty are both "".
    `headers` are by lower-case name. `path` and `query` are the parameters as text; of a query parameter or header that
    was sent twice the event has the last value. `caller` is the team that the authorizer has named, "" where there is
    none. `deadline` is when the function will be stopped, in seconds since the epoch. `meter` is for what the request
    asks of models.
    """

    request_id: str
    headers: Mapping[str, str]
    body: str
    is_base64: bool
    stage_url: str
    token_url: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    caller: str
    deadline: float
    meter: Meter = field(default_factory=Meter)

    @property
    def tenant(self) -> str:
        """Whose data the request is about: part of every key, so nothing in it separates one part from the next.

        A request without an identity owns nothing. The stage lets none through to an operation that asks for this.
        """
        if not self.caller:
            raise LookupError("no authorizer has named a tenant")
        return quote(self.caller, safe="")


def receive(event: Mapping[str, Any], context: LambdaContext | None = None) -> Received:
    gateway = event["requestContext"]
    # API Gateway writes null, not {}, where a request has no headers or a stage no variables.
    headers = event.get("headers") or {}
    variables = event.get("stageVariables") or {}
    return Received(
        request_id=gateway["requestId"],
        headers={name.lower(): value for name, value in headers.items()},
        body=event.get("body") or "",
        is_base64=bool(event.get("isBase64Encoded")),
        stage_url=variables.get("url") or f"https://{gateway['domainName']}/{gateway['stage']}",
        token_url=variables.get("token_url") or "",
        path=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        caller=_caller(gateway),
        deadline=_deadline(context),
    )


def _caller(gateway: Mapping[str, Any]) -> str:
    """By the authorizer's word alone. What a header or a body says of the caller is the caller's own word, and an API
    key counts requests and opens nothing.
    """
    return str((gateway.get("authorizer") or {}).get("tenant") or "")


def _deadline(context: LambdaContext | None) -> float:
    left = GATEWAY_SECONDS if context is None else context.get_remaining_time_in_millis() / 1000
    return time.time() + left
