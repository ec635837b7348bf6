"""What a page must not show of a request: keys, tokens and cookies, in its headers or wherever else they stand."""

from emulator.data_plane.execution_log import mask
from emulator.data_plane.messages import Headers

_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-amz-security-token", "x-api-key"})


def without_secrets(headers: Headers) -> Headers:
    return tuple((name, mask(value) if _is_secret(name) else value) for name, value in headers)


def without_values(text: str, headers: Headers) -> str:
    """An event that a function gets holds its request's headers, and stands in the execution log as it is."""
    for name, value in headers:
        if _is_secret(name) and value:
            text = text.replace(value, mask(value))
    return text


def _is_secret(name: str) -> bool:
    return name.lower() in _SECRET_HEADERS
