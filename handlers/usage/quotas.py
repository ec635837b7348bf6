"""Quotas: requests in a day, a week or a month, as API Gateway counts them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from handlers.usage.teams import Team


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """Of the period that is running."""

    limit: int
    period: str
    used: int
    left: int


class Quotas(Protocol):
    def use(self, team: Team, now: datetime) -> QuotaUse | None:
        """Of the period that is running; None for a team without a quota."""


def period_of(period: str, now: datetime) -> tuple[date, date]:
    """The first day of the period that is running, and today. Days are UTC's; weeks begin on Sunday."""
    today = now.astimezone(UTC).date()
    match period:
        case "DAY":
            return today, today
        case "WEEK":
            return today - timedelta(days=today.isoweekday() % 7), today
        case "MONTH":
            return today.replace(day=1), today
    raise LookupError(f"there is no quota by {period}")
