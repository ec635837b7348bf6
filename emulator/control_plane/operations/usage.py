"""What the keys of a usage plan have used, day by day."""

from collections.abc import Iterable
from datetime import date, timedelta

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Plan

_WITHOUT_QUOTA = 2**63 - 1


def usage_by_day(plan: Plan, key_ids: Iterable[str], start: str, end: str) -> dict[str, list[list[int]]] | Refusal:
    """For each key, the requests that it made on each day and those that its quota had left."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return bad_request("Usage dates must be of the form yyyy-MM-dd")
    if first > last:
        return bad_request("Usage startDate must not be after endDate")
    days = [(first + timedelta(days=offset)).isoformat() for offset in range((last - first).days + 1)]
    limit = plan.wire.get("quota", {}).get("limit")
    return {key_id: [_day(plan.usage.get(key_id, {}).get(day, 0), limit) for day in days] for key_id in key_ids}


def _day(used: int, limit: int | None) -> list[int]:
    return [used, _WITHOUT_QUOTA if limit is None else max(limit - used, 0)]
