"""Integration responses: which one answers, and what it makes of an integration's result."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from emulator.data_plane.calls import Reply
from emulator.data_plane.context import Situation, resolve
from emulator.data_plane.errors import CompileError
from emulator.data_plane.expressions import Variable, parse_mapping
from emulator.data_plane.integrations.request_templates import compile_templates
from emulator.data_plane.media_types import JSON, choose
from emulator.data_plane.response_headers import remap, with_content_type
from emulator.data_plane.vtl.templates import Scope, Template
from emulator.snapshot import Wire

_HEADER = "method.response.header."


@dataclass(frozen=True, slots=True)
class IntegrationResponse:
    """`pattern` is None for the one that answers when no other matches."""

    status: int
    pattern: re.Pattern[str] | None
    headers: tuple[tuple[str, str | Variable], ...]
    templates: Mapping[str, Template]


def compile_responses(responses: Mapping[str, Wire] | None, place: str) -> tuple[IntegrationResponse, ...]:
    return tuple(_compile(wire, place) for wire in (responses or {}).values())


def select(responses: Iterable[IntegrationResponse], result: str) -> IntegrationResponse | None:
    """The first whose pattern matches the whole result, else the one without a pattern."""
    default = None
    for response in responses:
        if response.pattern is None:
            default = default or response
        elif response.pattern.fullmatch(result):
            return response
    return default


def respond(response: IntegrationResponse, scope: Scope, body: bytes) -> Reply:
    """Renders the answer; `body` is the integration's, and stays as it is where there is no template."""
    scope.body = body
    headers = [
        (name, value)
        for name, mapped in response.headers
        if (value := _header_value(mapped, scope.situation)) is not None
    ]
    type_ = JSON
    chosen = choose(response.templates, scope.situation.arrival.headers)
    if chosen is not None:
        type_, template = chosen
        body = template.render(scope).encode("utf-8", "replace")
    overrides = scope.response_overrides
    if overrides:
        headers = _override(headers, overrides.get("header", {}))
    status = _status(overrides.get("status"), response.status)
    return Reply(status, with_content_type(tuple(headers), type_), body)


def _compile(wire: Wire, place: str) -> IntegrationResponse:
    pattern = wire.get("selectionPattern")
    try:
        compiled = re.compile(pattern) if pattern else None
    except re.error as error:
        raise CompileError(f"The selection pattern {pattern!r} of {place} is not a regular expression.") from error
    mapped = [
        (key.removeprefix(_HEADER), value)
        for key, expression in (wire.get("responseParameters") or {}).items()
        if key.startswith(_HEADER) and (value := parse_mapping(expression)) is not None
    ]
    names = [name for name, _ in remap((name, "") for name, _ in mapped)]
    headers = tuple(zip(names, (value for _, value in mapped), strict=True))
    templates = compile_templates(wire.get("responseTemplates"), f"A response template of {place}")
    return IntegrationResponse(int(wire.get("statusCode") or 200), compiled, headers, templates)


def _header_value(mapped: str | Variable, situation: Situation) -> str | None:
    return mapped if isinstance(mapped, str) else resolve(situation, mapped)


def _override(headers: list[tuple[str, str]], overrides: Mapping[str, object]) -> list[tuple[str, str]]:
    replaced = {name.lower() for name in overrides}
    kept = [(name, value) for name, value in headers if name.lower() not in replaced]
    return kept + list(remap((name, str(value)) for name, value in overrides.items()))


def _status(override: object, default: int) -> int:
    text = str(override or "")
    return int(text) if len(text) == 3 and text.isdecimal() and "200" <= text <= "599" else default
