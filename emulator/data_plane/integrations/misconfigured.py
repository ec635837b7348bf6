"""An integration that cannot be called. AWS deploys such a method too, and answers its calls with 500."""

from dataclasses import dataclass

from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import Refusal, misconfigured


@dataclass(frozen=True, slots=True)
class MisconfiguredIntegration:
    reason: str

    async def integrate(self, call: Call, services: Services) -> Refusal:
        del call, services
        return misconfigured(self.reason)
