"""requestParameters: what an integration's request gets from the method's, parsed once a deployment."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from emulator.data_plane.context import resolve
from emulator.data_plane.expressions import Variable, parse_mapping
from emulator.data_plane.parameters import parse_parameter
from emulator.data_plane.request_headers import method_request_headers
from emulator.data_plane.vtl.json_paths import Missing, look_up
from emulator.data_plane.vtl.templates import Scope
from emulator.data_plane.vtl.values import as_text, to_json

Source = str | Variable
Sources = tuple[tuple[str, Source], ...]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RequestMapping:
    """By the location that is written, each name with where its value comes from: a text, or a variable."""

    path: Sources = ()
    query: Sources = ()
    headers: Sources = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """One call's values. A name may be there more than once, save in `path`; what had no value is not there."""

    path: Mapping[str, str]
    query: Pairs
    headers: Pairs


def compile_request_mapping(parameters: Mapping[str, str] | None) -> RequestMapping:
    """A right side that is no mapping expression leaves its parameter out."""
    by_location: dict[str, list[tuple[str, Source]]] = {"path": [], "querystring": [], "header": []}
    for key, expression in (parameters or {}).items():
        parameter, source = parse_parameter(key), parse_mapping(expression)
        if source is not None and parameter.location in by_location:
            by_location[parameter.location].append((parameter.name, source))
    return RequestMapping(*(tuple(sources) for sources in by_location.values()))


def map_request(mapping: RequestMapping, scope: Scope) -> Mapped:
    """After the request template, whose $context.requestOverride wins over the mapping."""
    overrides = scope.request_overrides
    return Mapped(
        path=dict(override(_read_all(mapping.path, scope), overrides.get("path"))),
        query=override(_read_all(mapping.query, scope), overrides.get("querystring")),
        headers=override(_read_all(mapping.headers, scope), overrides.get("header")),
    )


def _read_all(sources: Sources, scope: Scope) -> Pairs:
    return [(name, value) for name, source in sources for value in _read(source, scope)]


def _read(source: Source, scope: Scope) -> Iterable[str]:
    if isinstance(source, str):
        return (source,)
    match source.scope:
        case "method.request.multivalueheader":
            headers = method_request_headers(scope.situation.arrival)
            return [value for name, value in headers if name == source.name]
        case "method.request.multivaluequerystring":
            call = scope.situation.call
            return [value for name, value in (call.query if call else ()) if name == source.name]
        case "method.request.body":
            value = read_body(scope.situation.arrival.received.body, source.name)
        case "method.request.path":
            # As sent, a parameter is percent-encoded; it is encoded again for where it goes.
            encoded = resolve(scope.situation, source)
            value = None if encoded is None else unquote(encoded)
        case _:
            value = resolve(scope.situation, source)
    return () if value is None else (value,)


def read_body(body: bytes, path: str) -> str | None:
    """A whole body, or what is at a JSONPath of it; None where nothing is, or nothing that can be read."""
    if not path:
        return body.decode("utf-8", "replace")
    try:
        found = look_up(json.loads(body), path)
    except (ValueError, RecursionError):
        return None
    match found:
        case Missing() | None:
            return None
        case dict() | list():
            return to_json(found)
    return as_text(found)


def override(pairs: Pairs, overrides: Mapping[str, object] | None) -> Pairs:
    if not overrides:
        return pairs
    replaced = {name.lower() for name in overrides}
    kept = [(name, value) for name, value in pairs if name.lower() not in replaced]
    return kept + [(name, as_text(value)) for name, value in overrides.items()]
