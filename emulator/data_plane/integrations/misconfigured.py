"""An integration that cannot be called. AWS deploys such a method too, and answers its calls with 500."""

from dataclasses import dataclass, replace

from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import GatewayResponseType, Refusal, misconfigured


@dataclass(frozen=True, slots=True)
class MisconfiguredIntegration:
    reason: str
    type: GatewayResponseType = GatewayResponseType.API_CONFIGURATION_ERROR

    async def integrate(self, call: Call, services: Services) -> Refusal:
        del call, services
        return replace(misconfigured(self.reason), type=self.type, status=500)
