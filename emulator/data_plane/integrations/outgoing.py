"""The way out of an integration: from a call to the request that its endpoint gets. The way back is `responses`.

HTTP endpoints, AWS services and Lambda functions behind non-proxy integrations are all reached by it:

    scope = Scope(Situation(call.arrival, call), call.arrival.received.body)
    request = prepare(self.outgoing, scope, defaults)
    if isinstance(request, Refusal):
        return request
    response = await services.http.send(request, seconds=self.timeout)
    …
    return respond_to(self.responses, str(response.status), response, scope)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from emulator.data_plane.content_handling import UNTRANSFORMABLE_REQUEST, request_body
from emulator.data_plane.endpoints import EndpointRequest
from emulator.data_plane.errors import TemplateError, UnreadableBodyError
from emulator.data_plane.integrations.request_mapping import (
    Mapped,
    RequestMapping,
    compile_request_mapping,
    map_request,
)
from emulator.data_plane.integrations.request_templates import RequestTemplates, compile_request_templates
from emulator.data_plane.integrations.uris import Uri, build_uri, parse_uri
from emulator.data_plane.media_types import JSON, content_type
from emulator.data_plane.messages import Headers
from emulator.data_plane.parameters import parse_parameter
from emulator.data_plane.refusals import GatewayResponseType, Refusal, misconfigured
from emulator.data_plane.response_headers import sound
from emulator.data_plane.vtl.templates import Scope, Template
from emulator.snapshot import Wire

ANY = "ANY"
# A mapping to one of these makes an integration that cannot be called, for HTTP endpoints and for AWS, as recorded.
ILLEGAL_FOR_HTTP = frozenset({"content-length", "transfer-encoding"})
ILLEGAL_FOR_AWS = ILLEGAL_FOR_HTTP | {"authorization", "connection", "expect", "proxy-authenticate", "te"}
# These may be mapped, or set by a template, and are never sent.
_NEVER_SENT = ILLEGAL_FOR_HTTP | {"connection", "expect", "proxy-authenticate", "te", "via"}
_DEFAULT_TIMEOUT = 29_000

UNREADABLE = Refusal(GatewayResponseType.BAD_REQUEST_BODY, "Could not parse request body into json")
_NO_ADDRESS = misconfigured("Invalid endpoint address")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A non-proxy integration's request, compiled. `http_method` ANY stands for the caller's own."""

    http_method: str
    uri: Uri
    mapping: RequestMapping
    templates: RequestTemplates
    handling: str | None
    verifies_certificate: bool


def compile_outgoing(wire: Wire, place: str, *, uri: str) -> Outgoing:
    """`wire` is an Integration. `uri` is https://…, with {parameters} and ${stageVariables.x} still in it.

    Raises CompileError for a template that is none.
    """
    return Outgoing(
        http_method=wire.get("httpMethod") or ANY,
        uri=parse_uri(uri),
        mapping=compile_request_mapping(wire.get("requestParameters")),
        templates=compile_request_templates(wire, place),
        handling=wire.get("contentHandling"),
        verifies_certificate=not (wire.get("tlsConfig") or {}).get("insecureSkipVerification"),
    )


def illegal_header(wire: Wire, illegal: frozenset[str]) -> str | None:
    """The header that an integration must not map and does."""
    mapped: Mapping[str, str] = wire.get("requestParameters") or {}
    headers = (parse_parameter(key) for key in mapped)
    return next((p.name for p in headers if p.location == "header" and p.name.lower() in illegal), None)


def seconds_of(wire: Wire) -> float:
    """How long an integration is waited for."""
    return (wire.get("timeoutInMillis") or _DEFAULT_TIMEOUT) / 1000


def prepare(outgoing: Outgoing, scope: Scope, defaults: Headers) -> EndpointRequest | Refusal:
    """`defaults` are the headers that stand where the integration maps no other. `scope` is kept for the way back."""
    body = transform_body(outgoing.templates, outgoing.handling, scope)
    if isinstance(body, Refusal):
        return body
    mapped = map_request(outgoing.mapping, scope)
    type_ = scope.situation.arrival.headers.get("content-type") or JSON
    typed = (("Content-Type", type_),) if body else ()
    return make_request(outgoing, scope, mapped, layer((*defaults, *typed), mapped.headers), body)


def make_request(
    outgoing: Outgoing, scope: Scope, mapped: Mapped, headers: Iterable[tuple[str, str]], body: bytes
) -> EndpointRequest | Refusal:
    arrival = scope.situation.arrival
    uri = build_uri(outgoing.uri, mapped.path, arrival.settings.variables, mapped.query)
    if uri is None:
        return _NO_ADDRESS
    method = arrival.http_method if outgoing.http_method == ANY else outgoing.http_method
    sent = tuple(pair for pair in headers if pair[0].lower() not in _NEVER_SENT)
    return EndpointRequest(method, uri, sound(sent), body, verifies_certificate=outgoing.verifies_certificate)


def transform_body(templates: RequestTemplates, handling: str | None, scope: Scope) -> bytes | Refusal:
    """What an integration sends: the request's body, after content handling, through its template if it has one."""
    arrival = scope.situation.arrival
    content = request_body(
        arrival.received.body, arrival.headers.get("content-type", ""), arrival.api.binary_types, handling
    )
    if isinstance(content, Refusal):
        return content
    template = templates.choose(content_type(arrival.headers))
    if isinstance(template, Refusal):
        return template
    if template is None:
        return content if isinstance(content, bytes) else content.encode()
    if isinstance(content, bytes):
        return UNTRANSFORMABLE_REQUEST
    scope.body = content.encode()
    return _render(template, scope)


def _render(template: Template, scope: Scope) -> bytes | Refusal:
    try:
        return template.render(scope).encode("utf-8", "replace")
    except UnreadableBodyError as error:
        return replace(UNREADABLE, reason=f"{UNREADABLE.message}: {error}")
    except TemplateError as error:
        return misconfigured(f"Unable to transform request: {error}")


def layer(below: Iterable[tuple[str, str]], above: Sequence[tuple[str, str]]) -> Headers:
    """The headers of both; where both have a name, those above."""
    names = {name.lower() for name, _ in above}
    return (*(pair for pair in below if pair[0].lower() not in names), *above)
