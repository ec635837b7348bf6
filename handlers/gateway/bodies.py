"""The JSON body of a request, as its operation's schema has it."""

from collections.abc import Mapping
from typing import Any

from handlers.gateway.documents import MAX_VALUES, read_document
from handlers.gateway.events import Received
from handlers.gateway.problems import Problem
from handlers.gateway.validation import request_validator


def accept_body(
    operation_id: str, received: Received, max_bytes: int, max_values: int = MAX_VALUES
) -> Mapping[str, Any] | Problem:
    """The body with the contract's defaults, or what is wrong with it."""
    body = read_document(received, max_bytes, max_values)
    return body if isinstance(body, Problem) else request_validator(operation_id).accept(body)
