"""Where an authorizer finds the identity in a request, and what it finds there."""

from emulator.data_plane.calls import Call
from emulator.data_plane.context import Situation, resolve
from emulator.data_plane.expressions import Variable, parse_mapping

IdentitySources = tuple[Variable, ...]


def parse_identity_sources(text: str) -> IdentitySources | None:
    """Mapping expressions between commas; None where one is not."""
    parsed = [parse_mapping(piece.strip()) for piece in text.split(",") if piece.strip()]
    sources = tuple(source for source in parsed if isinstance(source, Variable))
    return sources if len(sources) == len(parsed) else None


def read_identity(sources: IdentitySources, call: Call) -> tuple[str, ...] | None:
    """None if one is missing or empty: such a caller has no identity."""
    values = []
    for source in sources:
        value = _read(source, call)
        if not value:
            return None
        values.append(value)
    return tuple(values)


def _read(source: Variable, call: Call) -> str | None:
    """Names of headers may be written in any case, here as in HTTP."""
    if source.scope == "method.request.header":
        return call.arrival.headers.get(source.name.lower())
    if source.scope == "method.request.multivalueheader":
        given = [value for name, value in call.arrival.received.headers if name.lower() == source.name.lower()]
        return ",".join(given)
    return resolve(Situation(call.arrival, call), source)
