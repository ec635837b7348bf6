"""Whether a caller may call. The one place that knows authorization types."""

from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import GatewayResponseType, Refusal


async def authorize(call: Call, services: Services) -> Call | Refusal:
    del services
    if call.method.authorization_type == "NONE":
        return call
    return Refusal(
        GatewayResponseType.AUTHORIZER_CONFIGURATION_ERROR,
        "Internal server error",
        reason=f"Methods with the authorization type {call.method.authorization_type} are not served here yet.",
    )
