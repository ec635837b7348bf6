"""AWS services behind AWS integrations: the data plane's `AwsEndpoints`, answered by this same emulator."""

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse


class OwnServices:
    async def send(
        self, service: str, region: str, request: EndpointRequest, *, seconds: float
    ) -> EndpointResponse | EndpointFailure:
        del service, region, request, seconds
        return EndpointFailure("AWS integrations are not served here yet.")
