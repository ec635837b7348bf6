"""What an integration asks of the world behind the gateway, and what it gets: ports, free of any HTTP client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from emulator.data_plane.messages import Headers


@dataclass(frozen=True, slots=True)
class EndpointRequest:
    """After every transformation: what goes over the wire. `uri` is absolute and percent-encoded."""

    method: str
    uri: str
    headers: Headers
    body: bytes
    verifies_certificate: bool = True


@dataclass(frozen=True, slots=True)
class EndpointResponse:
    """`stream` is set in place of `body` where a stream was asked for; whoever takes it must exhaust or close it."""

    status: int
    headers: Headers
    body: bytes
    stream: AsyncIterator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class EndpointFailure:
    """No response came, or none that can be passed on: why, `reason` says, for the logs alone.

    `unusable` where the integration's configuration is to blame: no road leads to its endpoint, for the name is unknown
    or nothing listens, or the endpoint says more than API Gateway takes.
    """

    reason: str
    timed_out: bool = False
    unusable: bool = False


class HttpEndpoints(Protocol):
    """Any web application."""

    async def send(
        self, request: EndpointRequest, *, seconds: float, streams: bool = False
    ) -> EndpointResponse | EndpointFailure: ...


class AwsEndpoints(Protocol):
    """AWS's other services; the request needs no signature."""

    async def send(
        self, service: str, region: str, request: EndpointRequest, *, seconds: float
    ) -> EndpointResponse | EndpointFailure: ...
