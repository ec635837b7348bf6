"""Formats that are held against values; any other is left unchecked.

https://spec.openapis.org/oas/v3.0.3#data-types
"""

import base64
import binascii
from collections.abc import Callable, Mapping

from jsonschema_rs import Draft202012Validator

KNOWN = ("date", "date-time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid")


def _checked(name: str) -> Callable[[str], bool]:
    """By the newest draft: that of OpenAPI 3.0 did not have `uuid`."""
    validator = Draft202012Validator({"format": name}, validate_formats=True)

    def is_valid(text: str) -> bool:
        try:
            return validator.is_valid(text)
        except ValueError:
            return False  # half a surrogate pair

    return is_valid


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {**{name: _checked(name) for name in KNOWN}, "byte": _is_base64}
