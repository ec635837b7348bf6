"""Integrations: one module a type. A type without a row here is answered as a configuration error."""

from collections.abc import Callable, Mapping

from emulator.data_plane.calls import Integration
from emulator.data_plane.integrations.lambda_proxy import compile_lambda_proxy
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.integrations.mock import compile_mock
from emulator.snapshot import Wire

_COMPILERS: Mapping[str, Callable[[Wire, str], Integration]] = {
    "AWS_PROXY": compile_lambda_proxy,
    "MOCK": compile_mock,
}


def compile_integration(wire: Wire | None, place: str) -> Integration:
    """`place` names the method in errors, e.g. "GET /pets"."""
    if not wire:
        return MisconfiguredIntegration(f"{place} has no integration.")
    compile_one = _COMPILERS.get(wire.get("type", ""))
    if compile_one is None:
        return MisconfiguredIntegration(f"Integrations of the type {wire.get('type')} are not served here yet.")
    return compile_one(wire, place)
