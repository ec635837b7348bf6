"""Request parameters: reading them out of a request, and asking whether the required ones are there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from emulator.data_plane.messages import Headers

# API Gateway passes header names on as they were sent, save these: its front end writes them its own way.
_CANONICAL_NAMES = {"authorization": "Authorization", "user-agent": "User-Agent", "host": "Host"}
_SEPARATORS = re.compile("[&;]")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`location` is path, querystring or header. Names are case-sensitive, those of headers too."""

    location: str
    name: str


def required_parameters(declared: Mapping[str, bool]) -> tuple[Parameter, ...]:
    """From a method's requestParameters, by mapping key, which is the order in which AWS names the missing ones."""
    return tuple(parse_parameter(key) for key in sorted(declared) if declared[key])


def parse_parameter(mapping_key: str) -> Parameter:
    """E.g. "method.request.querystring.q1", or "integration.request.header.X"."""
    _, _, rest = mapping_key.partition(".request.")
    location, _, name = rest.partition(".")
    return Parameter(location, name)


def parse_query(query: str) -> tuple[tuple[str, str], ...]:
    """Pairs decoded once, in order. A semicolon separates as an ampersand does."""
    if not query:
        return ()
    pairs = (piece.partition("=") for piece in _SEPARATORS.split(query) if piece)
    return tuple((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)


def canonical_headers(headers: Headers) -> Headers:
    return tuple((_CANONICAL_NAMES.get(name.lower(), name), value) for name, value in headers)


def missing_parameters(
    required: Iterable[Parameter],
    path: Mapping[str, str],
    query: Iterable[tuple[str, str]],
    headers: Headers,
) -> list[str]:
    """The names of those that are absent or blank."""
    given: Mapping[str, Mapping[str, str]] = {
        "path": path,
        "querystring": dict(query),
        "header": dict(canonical_headers(headers)),
    }
    return [wanted.name for wanted in required if not given.get(wanted.location, {}).get(wanted.name, "").strip()]
