"""A request's body, from the event's text to a JSON document, or a problem that says why it is none."""

import base64
import json
from math import isfinite
from typing import Any

from handlers.gateway.events import Received
from handlers.gateway.problems import CONTENT_TOO_LARGE, INVALID_REQUEST, UNSUPPORTED_MEDIA_TYPE, Problem

# The contract needs three levels; the schema validator itself refuses to go below 255.
MAX_DEPTH = 32
# One task needs under two hundred; the schema validator spends 20 µs on each value that is wrong.
MAX_VALUES = 5000
MEDIA_TYPES = frozenset({"application/json", ""})
CHARSETS = frozenset({"utf-8", "utf8"})


def read_document(received: Received, max_bytes: int, max_values: int = MAX_VALUES) -> Any | Problem:
    """The decoded body. Every string in it can be written as UTF-8, and every number is finite."""
    if not _is_json_media_type(received.headers.get("content-type", "")):
        return Problem(UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, in UTF-8.")
    try:
        body = base64.b64decode(received.body, validate=True) if received.is_base64 else received.body.encode()
        text = body.decode()
    except ValueError:
        return Problem(INVALID_REQUEST, "The body is not text in UTF-8.")
    if len(body) > max_bytes:
        return Problem(CONTENT_TOO_LARGE, f"The body has {len(body)} bytes; this operation reads at most {max_bytes}.")
    return _parse(text, max_values)


def _is_json_media_type(content_type: str) -> bool:
    """A request without Content-Type counts as JSON, as it does in API Gateway."""
    media_type, *parameters = content_type.lower().split(";")
    names_and_values = (parameter.partition("=") for parameter in parameters)
    charsets = {value.strip().strip('"') for name, _, value in names_and_values if name.strip() == "charset"}
    return media_type.strip() in MEDIA_TYPES and charsets <= CHARSETS


def _parse(text: str, max_values: int) -> Any | Problem:
    if not text.strip():
        return Problem(INVALID_REQUEST, "The body is empty; this operation needs a JSON document.")
    try:
        document = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        return Problem(INVALID_REQUEST, f"The body is not JSON: see line {error.lineno}, column {error.colno}.")
    except RecursionError:
        return _defective(f"is nested deeper than {MAX_DEPTH} levels")
    except ValueError:
        return _defective("repeats a name within an object, or holds a number of too many digits")
    defect = _defect(document, max_values)
    return _defective(defect) if defect else document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values of one name, the gateway might check the one and a handler read the other: so neither is taken."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members


def _defective(defect: str) -> Problem:
    return Problem(INVALID_REQUEST, f"The body {defect}.")


def _defect(document: Any, max_values: int) -> str | None:
    """What makes a parsed document unfit: Python's parser takes more than RFC 8259 does."""
    level = [document]
    values = 0
    for _ in range(MAX_DEPTH):
        if not level:
            return None
        values += len(level)
        if values > max_values:
            return f"holds more than {max_values} values"
        below: list[Any] = []
        for value in level:
            match value:
                case str() if not _is_unicode(value):
                    return "holds a surrogate without its partner"
                case float() if not isfinite(value):
                    return "holds a number that is not finite"
                case dict():
                    below.extend(value)
                    below.extend(value.values())
                case list():
                    below.extend(value)
        level = below
    return f"is nested deeper than {MAX_DEPTH} levels" if level else None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
