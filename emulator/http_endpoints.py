"""Web applications behind HTTP integrations: the data plane's `HttpEndpoints` over a real client."""

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse


class WebApplications:
    async def send(
        self, request: EndpointRequest, *, seconds: float, streams: bool = False
    ) -> EndpointResponse | EndpointFailure:
        del request, seconds, streams
        return EndpointFailure("HTTP integrations are not served here yet.")

    async def close(self) -> None:
        """Closes kept connections."""
