"""Requests as the gateway hands them on."""

from typing import Any

from handlers.gateway.events import Received, receive
from tests.handlers.calls import proxy_event

TENANT = "k1a2b3c4d5"


def received(
    identity: dict[str, Any] | None = None, authorizer: dict[str, Any] | None = None, **event: Any
) -> Received:
    """From the key's holder TENANT, unless it is said otherwise."""
    made = proxy_event(event.pop("body", None), event.pop("headers", {}), **event)
    made["requestContext"]["identity"] = {"apiKeyId": TENANT} if identity is None else identity
    if authorizer is not None:
        made["requestContext"]["authorizer"] = authorizer
    return receive(made)
