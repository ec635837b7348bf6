"""A method whose authorizer cannot be asked: nobody may call it."""

from dataclasses import dataclass

from emulator.data_plane.access.denials import authorizer_misconfigured
from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import Refusal


@dataclass(frozen=True, slots=True)
class MisconfiguredAuthorizer:
    reason: str  # a sentence, for the logs

    async def authorize(self, call: Call, services: Services) -> Call | Refusal:
        del call, services
        return authorizer_misconfigured(self.reason)
