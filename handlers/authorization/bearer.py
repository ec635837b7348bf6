"""The token that a request carries, not yet believed.

RFC 6750, section 2.1, and RFC 7515, section 7.1: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.authorization.refusals import Refusal

MAX_CHARACTERS = 8192

_AUTHORIZATION = "authorization"
# For programs that can send nothing but an API key.
_API_KEY = "x-api-key"
_BEARER = re.compile(r"bearer +(\S+)", re.ASCII | re.IGNORECASE)
_SIGNED = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def token_of(event: Mapping[str, Any]) -> str | Refusal:
    """From a REQUEST authorizer's event: three parts of base64url. Nothing longer than MAX_CHARACTERS is looked at."""
    name = _AUTHORIZATION if next(_values(event, _AUTHORIZATION), None) is not None else _API_KEY
    values = list(_values(event, name))
    if not values:
        return Refusal.NO_TOKEN
    if len(values) > 1:
        return Refusal.SEVERAL_TOKENS
    value = values[0]
    if len(value) > MAX_CHARACTERS:
        return Refusal.TOO_LONG
    if name == _API_KEY:
        return value if _SIGNED.fullmatch(value) else Refusal.MALFORMED
    bearer = _BEARER.fullmatch(value)
    if bearer is None:
        return Refusal.NOT_BEARER
    return bearer[1] if _SIGNED.fullmatch(bearer[1]) else Refusal.MALFORMED


def _values(event: Mapping[str, Any], name: str) -> Iterator[str]:
    """`headers` has only the last of several values, so it is asked only where there are no others."""
    several = event.get("multiValueHeaders") or {}
    given = [value for key, values in several.items() if key.lower() == name for value in values]
    single = (event.get("headers") or {}).items()
    yield from given or (value for key, value in single if key.lower() == name)
