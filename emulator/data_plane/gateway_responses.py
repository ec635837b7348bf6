"""An API's gateway responses: what it has put, and what each other type inherits from DEFAULT_4XX or DEFAULT_5XX."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from emulator.data_plane.expressions import Text, Variable, parse_mapping, parse_text
from emulator.data_plane.media_types import JSON, media_type
from emulator.data_plane.refusals import DEFAULTS, GatewayResponseType
from emulator.snapshot import Wire

_HEADER = "gatewayresponse.header."
_DEFAULT_TEMPLATES: Mapping[str, Text] = {JSON: parse_text('{"message":$context.error.messageString}')}
# As AWS answers it, whatever GetGatewayResponse shows.
_ACCESS_DENIED_TEMPLATES: Mapping[str, Text] = {JSON: parse_text('{"Message":$context.error.messageString}')}


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """`status` is None where the refusal's own applies. The templates are never empty."""

    status: int | None
    headers: tuple[tuple[str, str | Variable], ...]
    templates: Mapping[str, Text]


PLAIN = GatewayResponse(None, (), _DEFAULT_TEMPLATES)


def compile_gateway_responses(put: Mapping[str, Wire]) -> Mapping[GatewayResponseType, GatewayResponse]:
    """One for every type. A type that was put takes nothing from the defaults, not even where it says nothing."""
    own = {
        GatewayResponseType(name): _compile(wire, GatewayResponseType(name))
        for name, wire in put.items()
        if name in GatewayResponseType.__members__
    }
    found = {type_: own.get(type_) or own.get(_fallback(type_)) or PLAIN for type_ in GatewayResponseType}
    denied = found[GatewayResponseType.ACCESS_DENIED]
    if denied.templates is _DEFAULT_TEMPLATES:
        found[GatewayResponseType.ACCESS_DENIED] = replace(denied, templates=_ACCESS_DENIED_TEMPLATES)
    return found


def _fallback(type_: GatewayResponseType) -> GatewayResponseType:
    is_server_error = DEFAULTS[type_].status >= 500
    return GatewayResponseType.DEFAULT_5XX if is_server_error else GatewayResponseType.DEFAULT_4XX


def _compile(wire: Wire, type_: GatewayResponseType) -> GatewayResponse:
    headers = [
        (key.removeprefix(_HEADER), value)
        for key, expression in (wire.get("responseParameters") or {}).items()
        if key.startswith(_HEADER) and (value := parse_mapping(expression)) is not None
    ]
    templates = {media_type(key): parse_text(text) for key, text in (wire.get("responseTemplates") or {}).items()}
    return GatewayResponse(_status(wire, type_), tuple(headers), templates or _DEFAULT_TEMPLATES)


def _status(wire: Wire, type_: GatewayResponseType) -> int | None:
    """A type that is put without a status gets its default, which is therefore no choice of the API's."""
    status = int(wire.get("statusCode") or 0)
    return None if status in (0, _own_default(type_)) else status


def _own_default(type_: GatewayResponseType) -> int:
    is_family = type_ in (GatewayResponseType.DEFAULT_4XX, GatewayResponseType.DEFAULT_5XX)
    return 0 if is_family else DEFAULTS[type_].status
