"""Requests as the gateway hands them on."""

from typing import Any

from handlers.gateway.events import Received, receive
from tests.handlers.calls import proxy_event

TENANT = "team"


def received(authorizer: dict[str, Any] | None = None, **event: Any) -> Received:
    """From the team TENANT, unless the authorizer has said otherwise."""
    made = proxy_event(event.pop("body", None), event.pop("headers", {}), **event)
    made["requestContext"]["authorizer"] = {"tenant": TENANT} if authorizer is None else authorizer
    return receive(made)
