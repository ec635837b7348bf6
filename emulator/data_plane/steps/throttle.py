"""Which throttles and quotas a call passes, and in which order."""

from collections.abc import Hashable, Iterator

from emulator.data_plane import execution_log
from emulator.data_plane.calls import Call, Services
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.snapshot import Throttle

THROTTLED = Refusal(GatewayResponseType.THROTTLED, "Too Many Requests")
QUOTA_EXCEEDED = Refusal(GatewayResponseType.QUOTA_EXCEEDED, "Limit Exceeded")


async def throttle(call: Call, services: Services) -> Call | Refusal:
    now = call.arrival.started
    for subject, limit in _throttles(call, services.account_throttle):
        if not services.consumption.take(subject, limit, now):
            execution_log.throttled(call, limit)
            return THROTTLED
    execution_log.usage_plan_passed(call)
    if call.client is None:
        return call
    key, plan = call.client.key, call.client.plan
    # A throttled request has not reached the quota, and does not count towards it.
    if plan.quota is not None and not services.consumption.use((plan.plan_id, key.key_id), plan.quota, now):
        return QUOTA_EXCEEDED
    services.usage_plans.count(plan.plan_id, key.key_id)
    return call


def _throttles(call: Call, account: Throttle) -> Iterator[tuple[Hashable, Throttle]]:
    settings = call.arrival.settings
    # An ANY method's settings stand under ANY; the request's own method may have settings too.
    names = [f"{call.method.resource_path}/{method}" for method in (call.arrival.http_method, call.method.http_method)]
    if call.client is not None:
        plan, key_id = call.client.plan, call.client.key.key_id
        own = next((name for name in names if name in plan.method_throttles), None)
        if own is not None:
            subject = "key", plan.plan_id, key_id, settings.api_id, settings.stage_name, own
            yield subject, plan.method_throttles[own]
        elif plan.throttle is not None:
            # A plan counts what a key does in all of its stages together.
            yield ("key", plan.plan_id, key_id), plan.throttle
    of_method = next(
        (settings.method_settings[name] for name in (*names, "*/*") if name in settings.method_settings), None
    )
    if of_method is not None and of_method.throttle is not None:
        yield ("method", settings.api_id, settings.stage_name, names[-1]), of_method.throttle
    yield "account", account
