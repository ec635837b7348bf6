"""Who calls, as the API key says: a key outside the usage plans of this stage is 403, not 401."""

from dataclasses import replace

from emulator.data_plane import execution_log
from emulator.data_plane.calls import Call, Client, Services
from emulator.data_plane.refusals import GatewayResponseType, Refusal

FORBIDDEN = Refusal(GatewayResponseType.INVALID_API_KEY, "Forbidden")


async def check_api_key(call: Call, services: Services) -> Call | Refusal:
    if not call.method.api_key_required:
        execution_log.checking_usage_plan(call, None)
        return call
    arrival = call.arrival
    value = _of_authorizer(call) if arrival.api.api_key_source == "AUTHORIZER" else arrival.headers.get("x-api-key")
    execution_log.checking_usage_plan(call, value)
    key = services.usage_plans.find_key(value) if value else None
    if key is not None and key.enabled:
        plan = services.usage_plans.find_plan(key.key_id, arrival.settings.api_id, arrival.settings.stage_name)
        if plan is not None:
            return replace(call, client=Client(key, plan))
    execution_log.key_refused(call, value)
    return FORBIDDEN


def _of_authorizer(call: Call) -> str | None:
    """What the client sends then does not count, and a method without a Lambda authorizer has no key at all."""
    return call.authorization.usage_identifier_key if call.authorization else None
