"""What the keys of a usage plan have used, day by day, and what their quotas have left."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from emulator.control_plane.pages import page
from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Plan, Store
from emulator.data_plane.throttling import period_start

_WITHOUT_QUOTA = 2**63 - 1
_MAX_DAYS = 366
_REMAINING = re.compile(r"[0-9]{1,15}")


class Usage:
    def __init__(self, store: Store, service: Service) -> None:
        del service
        self._store = store

    def get_usage(self, asked: Document) -> Document | Refusal:
        plan = self._store.plans[asked["usagePlanId"]]
        paged = page([asked["keyId"]] if "keyId" in asked else list(plan.key_ids), asked)
        if isinstance(paged, Refusal):
            return paged
        items = usage_by_day(plan, paged["items"], asked["startDate"], asked["endDate"])
        if isinstance(items, Refusal):
            return items
        return {**{name: asked[name] for name in ("usagePlanId", "startDate", "endDate")}, **paged, "items": items}

    def update_usage(self, asked: Document) -> Document | Refusal:
        """Grants what is to be left of the quota's current period."""
        plan, key_id = self._store.plans[asked["usagePlanId"]], asked["keyId"]
        if key_id not in plan.key_ids:
            return not_found("Invalid API Key identifier specified")
        quota = plan.wire.get("quota")
        if quota is None:
            return bad_request("Usage Plan has no quota")
        today = datetime.fromtimestamp(self._store.now(), UTC).date()
        for operation in asked.get("patchOperations", []):
            value = str(operation.get("value") or "")
            if (operation.get("op"), operation.get("path")) != ("replace", "/remaining"):
                return bad_request("Invalid patch path, must be one of: [/remaining]")
            if not _REMAINING.fullmatch(value):
                return bad_request("Invalid value for /remaining")
            used = _used_in_period(today, plan.usage.get(key_id, {}), quota)
            plan.extensions[key_id] = int(value) + used - quota["limit"]
        day = today.isoformat()
        return self.get_usage({"usagePlanId": asked["usagePlanId"], "keyId": key_id, "startDate": day, "endDate": day})


def usage_by_day(plan: Plan, key_ids: Iterable[str], start: str, end: str) -> dict[str, list[list[int]]] | Refusal:
    """For each key, the requests that it made on each day and those that its quota had left."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return bad_request("Usage dates must be of the form yyyy-MM-dd")
    if first > last:
        return bad_request("Usage startDate must not be after endDate")
    if (last - first).days >= _MAX_DAYS:
        return bad_request(f"Usage is told for at most {_MAX_DAYS} days")
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return {key_id: [_day(day, plan, key_id) for day in days] for key_id in key_ids}


def _day(day: date, plan: Plan, key_id: str) -> list[int]:
    usage, quota = plan.usage.get(key_id, {}), plan.wire.get("quota")
    used = usage.get(day.isoformat(), 0)
    if quota is None:
        return [used, _WITHOUT_QUOTA]
    left = quota["limit"] + plan.extensions.get(key_id, 0) - _used_in_period(day, usage, quota)
    return [used, max(left, 0)]


def _used_in_period(day: date, usage: Mapping[str, int], quota: Document) -> int:
    """From the start of the quota's period until the end of the day."""
    began = period_start(quota["period"], datetime.combine(day, time(), UTC).timestamp()).date()
    return sum(count for past, count in usage.items() if began.isoformat() <= past <= day.isoformat())
