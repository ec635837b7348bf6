"""Media types in headers, as API Gateway reads them."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")

JSON = "application/json"
DEFAULT_KEY = "$default"


def content_type(headers: Mapping[str, str]) -> str:
    """The body's type without parameters; a request without one counts as JSON. `headers` are by lower-case name."""
    return media_type(headers.get("content-type", "")) or JSON


def first_accepted(headers: Mapping[str, str]) -> str:
    """API Gateway honours only the first type of Accept. Empty without the header."""
    return media_type(headers.get("accept", "").split(",", 1)[0])


def media_type(value: str) -> str:
    return value.split(";", 1)[0].strip().lower()


def choose(by_type: Mapping[str, T], headers: Mapping[str, str]) -> tuple[str, T] | None:
    """The entry to answer with: that of the first accepted type, else the JSON one, else the first."""
    for wanted in (first_accepted(headers), JSON):
        if wanted in by_type:
            return wanted, by_type[wanted]
    return next(iter(by_type.items()), None)


def is_binary(type_: str, binary_types: Iterable[str]) -> bool:
    """Whether a type is among an API's binary media types: exactly, as type/*, or because all types are (*/*)."""
    for binary in binary_types:
        if binary == "*/*":
            return True
        if type_ and not binary.startswith("*") and (binary == type_ or _covers(binary, type_)):
            return True
    return False


def _covers(binary: str, type_: str) -> bool:
    return binary.endswith("/*") and type_.startswith(binary[:-1])
