"""What a page must not show of a request: keys, tokens and cookies, in its headers or wherever else they stand."""

import re

from emulator.data_plane.execution_log import mask
from emulator.data_plane.messages import Headers

_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-amz-security-token", "x-api-key"})
# Of a presigned URL, in a query and in what the execution log makes of one: name=value, or "name":["value"].
_PRESIGNED = re.compile(r"(?i)(X-Amz-(?:Signature|Security-Token)[\"':=\[\s]+)([^&\"',;}\]\s]+)")


def without_signature(text: str) -> str:
    """With it anybody could send a presigned request once more."""
    return _PRESIGNED.sub(lambda found: found[1] + mask(found[2]), text)


def without_secrets(headers: Headers) -> Headers:
    return tuple((name, mask(value) if _is_secret(name) else value) for name, value in headers)


def without_values(text: str, headers: Headers) -> str:
    """An event that a function gets holds its request's headers and query, and stands in the execution log as it is."""
    for name, value in headers:
        if _is_secret(name) and value:
            text = text.replace(value, mask(value))
    return without_signature(text)


def _is_secret(name: str) -> bool:
    return name.lower() in _SECRET_HEADERS
