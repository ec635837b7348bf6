"""The data plane's view of API keys and usage plans: live, and quick to ask at every request."""

from collections.abc import Mapping
from datetime import UTC, datetime

from emulator.control_plane.store import Document, Plan, Store
from emulator.snapshot import ApiKey, Quota, Throttle, UsagePlan


class LiveKeys:
    """Implements `emulator.snapshot.UsagePlans` over the store.

    What it answers from is built when it is first asked after `forget`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: dict[str, ApiKey] | None = None
        self._plans: dict[tuple[str, str, str], UsagePlan] = {}

    def forget(self) -> None:
        """To be called when keys, plans or their stages have changed."""
        self._keys = None

    def find_key(self, value: str) -> ApiKey | None:
        return self._current_keys().get(value)

    def find_plan(self, key_id: str, api_id: str, stage_name: str) -> UsagePlan | None:
        self._current_keys()
        return self._plans.get((key_id, api_id, stage_name))

    def count(self, plan_id: str, key_id: str) -> None:
        plan = self._store.plans.get(plan_id)
        if plan is None:  # deleted while the request was under way
            return
        today = datetime.fromtimestamp(self._store.now(), UTC).date().isoformat()
        days = plan.usage.setdefault(key_id, {})
        days[today] = days.get(today, 0) + 1

    def _current_keys(self) -> Mapping[str, ApiKey]:
        if self._keys is None:
            keys = self._store.api_keys.values()
            self._keys = {key["value"]: ApiKey(key["id"], key["value"], key["enabled"]) for key in keys}
            self._plans = {
                (key_id, stage["apiId"], stage["stage"]): _usage_plan(plan, stage, plan.extensions.get(key_id, 0))
                for plan in self._store.plans.values()
                for stage in plan.wire["apiStages"]
                for key_id in plan.key_ids
            }
        return self._keys


def _usage_plan(plan: Plan, stage: Document, extension: int) -> UsagePlan:
    """`extension` is what UpdateUsage gave the key beyond its quota."""
    quota = plan.wire.get("quota")
    return UsagePlan(
        plan_id=plan.wire["id"],
        throttle=_throttle(plan.wire.get("throttle")),
        quota=None if quota is None else Quota(quota["limit"] + extension, quota["period"], quota.get("offset", 0)),
        method_throttles={
            method: throttle
            for method, limits in stage.get("throttle", {}).items()
            if (throttle := _throttle(limits)) is not None
        },
    )


def _throttle(limits: Document | None) -> Throttle | None:
    """A limit that is not set does not limit."""
    if not limits:
        return None
    rate, burst = limits.get("rateLimit"), limits.get("burstLimit")
    if rate is None and burst is None:
        return None
    return Throttle(rate=float("inf") if rate is None else rate, burst=int(rate or 0) if burst is None else burst)
