"""The way back from an integration: which integration response answers, and what it makes of the endpoint's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from emulator.data_plane.calls import Reply
from emulator.data_plane.content_handling import UNTRANSFORMABLE_RESPONSE, response_body
from emulator.data_plane.context import Situation, resolve
from emulator.data_plane.endpoints import EndpointResponse
from emulator.data_plane.errors import TemplateError, UnreadableBodyError
from emulator.data_plane.expressions import Variable, parse_mapping
from emulator.data_plane.integrations.request_mapping import Pairs, override, read_body
from emulator.data_plane.integrations.request_templates import compile_templates
from emulator.data_plane.media_types import JSON, choose
from emulator.data_plane.patterns import Pattern, compile_pattern
from emulator.data_plane.refusals import Refusal, misconfigured
from emulator.data_plane.response_headers import remap, with_content_type
from emulator.data_plane.vtl.templates import Scope, Template
from emulator.data_plane.vtl.values import as_text
from emulator.snapshot import Wire

_HEADER = "method.response.header."


@dataclass(frozen=True, slots=True)
class IntegrationResponse:
    """`pattern` is None for the one that answers when no other matches."""

    status: int
    pattern: Pattern | None
    headers: tuple[tuple[str, str | Variable], ...]
    templates: Mapping[str, Template]
    handling: str | None


def compile_responses(responses: Mapping[str, Wire] | None, place: str) -> tuple[IntegrationResponse, ...]:
    """Takes an Integration's integrationResponses. Raises CompileError for a pattern or template that is none."""
    return tuple(_compile(wire, place) for wire in (responses or {}).values())


def respond_to(
    responses: Iterable[IntegrationResponse],
    selected_by: str,
    response: EndpointResponse,
    scope: Scope,
    mapped_body: bytes | None = None,
) -> Reply | Refusal:
    """What the client gets for an endpoint's response.

    `selected_by` is what selection patterns have to match: the endpoint's status, or a function's error message.
    `mapped_body` is what headers are mapped from, if it is not the response's own body.
    `scope` is the one that the request was made with: templates share their $context.
    """
    chosen = _select(responses, selected_by)
    if chosen is None:
        return misconfigured(
            "No match for output mapping and no default output mapping configured. "
            f"Endpoint Response Status Code: {response.status}"
        )
    try:
        return _respond(chosen, response, scope, response.body if mapped_body is None else mapped_body)
    except (TemplateError, UnreadableBodyError) as error:
        return misconfigured(f"Unable to transform response: {error}")


def _select(responses: Iterable[IntegrationResponse], text: str) -> IntegrationResponse | None:
    """The first whose pattern matches the whole text, else the one without a pattern.

    Of several that match a status, the one for just that status, as people have measured on AWS. A function that has
    not failed has an empty error message, which `.*` matches: that overrides the default, as documented.
    """
    default = first = None
    for response in responses:
        if response.pattern is None:
            default = default or response
        elif response.pattern.matches(text):
            if not text.isdecimal() or str(response.status) == text:
                return response
            first = first or response
    return first or default


def _respond(
    chosen: IntegrationResponse, response: EndpointResponse, scope: Scope, mapped_body: bytes
) -> Reply | Refusal:
    arrival = scope.situation.arrival
    given_type = next((value for name, value in response.headers if name.lower() == "content-type"), "")
    accept = arrival.headers.get("accept", "")
    content = response_body(response.body, given_type, accept, arrival.api.binary_types, chosen.handling)
    if isinstance(content, Refusal):
        return content
    body = content if isinstance(content, bytes) else content.encode()
    type_, template = choose(chosen.templates, arrival.headers) or (JSON, None)
    if template is not None:
        if isinstance(content, bytes):
            return UNTRANSFORMABLE_RESPONSE
        scope.body = body
        body = template.render(scope).encode("utf-8", "replace")
    # A template may have overridden what was mapped.
    overrides = scope.response_overrides
    headers = _map_headers(chosen, scope.situation, response, mapped_body)
    if overrides:
        set_by_template = remap((name, as_text(value)) for name, value in overrides.get("header", {}).items())
        headers = override(headers, dict(set_by_template))
    return Reply(_status(overrides.get("status"), chosen.status), with_content_type(tuple(headers), type_), body)


def _compile(wire: Wire, place: str) -> IntegrationResponse:
    pattern = wire.get("selectionPattern")
    headers = tuple(
        (name, source)
        for key, expression in (wire.get("responseParameters") or {}).items()
        if key.startswith(_HEADER) and (source := parse_mapping(expression)) is not None
        for name, _ in remap([(key.removeprefix(_HEADER), "")])
    )
    return IntegrationResponse(
        status=int(wire.get("statusCode") or 200),
        pattern=compile_pattern(pattern) if pattern else None,
        headers=headers,
        templates=compile_templates(wire.get("responseTemplates"), f"A response template of {place}"),
        handling=wire.get("contentHandling"),
    )


def _map_headers(chosen: IntegrationResponse, situation: Situation, response: EndpointResponse, body: bytes) -> Pairs:
    return [(name, value) for name, source in chosen.headers for value in _read(source, situation, response, body)]


def _read(source: str | Variable, situation: Situation, response: EndpointResponse, body: bytes) -> Iterable[str]:
    if isinstance(source, str):
        return (source,)
    match source.scope:
        case "integration.response.header":
            return _values(response, source.name)[-1:]
        case "integration.response.multivalueheader":
            return _values(response, source.name)
        case "integration.response.body":
            value = read_body(body, source.name)
        case _:
            value = resolve(situation, source)
    return () if value is None else (value,)


def _values(response: EndpointResponse, header: str) -> list[str]:
    return [value for name, value in response.headers if name.lower() == header.lower()]


def _status(override: object, default: int) -> int:
    text = str(override or "")
    return int(text) if len(text) == 3 and text.isdecimal() and "200" <= text <= "599" else default
