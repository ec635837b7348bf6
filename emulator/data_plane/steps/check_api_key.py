"""Who calls, as the API key says: a key outside the usage plans of this stage is 403, not 401."""

from dataclasses import replace

from emulator.data_plane.calls import Call, Client, Services
from emulator.data_plane.refusals import GatewayResponseType, Refusal, misconfigured

FORBIDDEN = Refusal(GatewayResponseType.INVALID_API_KEY, "Forbidden")


async def check_api_key(call: Call, services: Services) -> Call | Refusal:
    if not call.method.api_key_required:
        return call
    arrival = call.arrival
    if arrival.api.api_key_source != "HEADER":
        return misconfigured("API keys of authorizers are not served here yet.")
    value = arrival.headers.get("x-api-key")
    key = services.usage_plans.find_key(value) if value else None
    if key is None or not key.enabled:
        return FORBIDDEN
    plan = services.usage_plans.find_plan(key.key_id, arrival.settings.api_id, arrival.settings.stage_name)
    return FORBIDDEN if plan is None else replace(call, client=Client(key, plan))
