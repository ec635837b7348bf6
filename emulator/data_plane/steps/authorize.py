"""Whether a caller may call. `access` knows the kinds of authorization that there are."""

from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import Refusal


async def authorize(call: Call, services: Services) -> Call | Refusal:
    authorizer = call.method.authorizer
    return call if authorizer is None else await authorizer.authorize(call, services)
