"""The URIs of integrations: parsed once, filled in for each call with path parameters and stage variables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_VARIABLE = re.compile(r"\$\{stageVariables\.(?P<stage>\w+)\}|\{(?P<path>[^{}/?#\s]+)\}")
# What may stand in a path as it is; a parameter's slashes separate segments, as those of a greedy one must.
_PATH_SAFE = "/:@!$&'()*+,;=~"
_USABLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class StageVariable:
    name: str


@dataclass(frozen=True, slots=True)
class PathParameter:
    """`in_query` where it stands behind the question mark."""

    name: str
    in_query: bool


Uri = tuple[str | StageVariable | PathParameter, ...]


def parse_uri(text: str) -> Uri:
    """Of https://${stageVariables.host}/pets/{id}?as={form}, for one."""
    pieces: list[str | StageVariable | PathParameter] = []
    position = 0
    for found in _VARIABLE.finditer(text):
        if found.start() > position:
            pieces.append(text[position : found.start()])
        if found["stage"] is not None:
            pieces.append(StageVariable(found["stage"]))
        else:
            pieces.append(PathParameter(found["path"], in_query="?" in text[: found.start()]))
        position = found.end()
    if position < len(text):
        pieces.append(text[position:])
    return tuple(pieces)


def build_uri(
    uri: Uri, path: Mapping[str, str], variables: Mapping[str, str], query: Sequence[tuple[str, str]]
) -> str | None:
    """`query` is added to what the URI has already. None if a path parameter has no value or this is no address."""
    written = []
    for piece in uri:
        match piece:
            case str():
                written.append(piece)
            case StageVariable(name):
                written.append(variables.get(name, ""))
            case PathParameter(name, in_query):
                if name not in path:
                    return None
                written.append(_encode(path[name]) if in_query else quote(path[name], _PATH_SAFE, errors="replace"))
    address = "".join(written)
    if not _is_address(address):
        return None
    if not query:
        return address
    added = "&".join(f"{_encode(name)}={_encode(value)}" for name, value in query)
    if address.endswith(("?", "&")):
        return address + added
    return f"{address}{'&' if '?' in address else '?'}{added}"


def _encode(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _is_address(text: str) -> bool:
    if not _USABLE.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
