"""Integrations: one module a type. A type without a row here is answered as a configuration error."""

from collections.abc import Callable, Mapping

from emulator.data_plane.calls import Integration
from emulator.data_plane.integrations.aws_service import compile_aws
from emulator.data_plane.integrations.http import compile_http, compile_http_proxy
from emulator.data_plane.integrations.lambda_proxy import compile_lambda_proxy
from emulator.data_plane.integrations.misconfigured import MisconfiguredIntegration
from emulator.data_plane.integrations.mock import compile_mock
from emulator.snapshot import Wire

_COMPILERS: Mapping[str, Callable[[Wire, str], Integration]] = {
    "AWS": compile_aws,
    "AWS_PROXY": compile_lambda_proxy,
    "HTTP": compile_http,
    "HTTP_PROXY": compile_http_proxy,
    "MOCK": compile_mock,
}


def compile_integration(wire: Wire | None, place: str) -> Integration:
    """`place` names the method in errors, e.g. "GET /pets"."""
    if not wire:
        return MisconfiguredIntegration(f"{place} has no integration.")
    compile_one = _COMPILERS.get(wire.get("type", ""))
    if compile_one is None:
        return MisconfiguredIntegration(
            f"{place} has an integration of the type {wire.get('type')}, which API Gateway does not have."
        )
    return compile_one(wire, place)
