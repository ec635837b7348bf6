"""Quotas of usage plans, as API Gateway says that they are used.

https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.usage.quotas import QuotaUse, period_of
from handlers.usage.teams import Team


@dataclass(frozen=True, slots=True)
class PlanQuotas:
    """`Quotas`. A day that nothing was asked on has no entry, or one of nothing."""

    apigateway: Callable[[], Any]  # a client is made for a team that has a quota

    def use(self, team: Team, now: datetime) -> QuotaUse | None:
        if team.quota is None:
            return None
        first, today = period_of(team.quota.period, now)
        answer = self.apigateway().get_usage(
            usagePlanId=team.usage_plan_id,
            keyId=team.api_key_id,
            startDate=first.isoformat(),
            endDate=today.isoformat(),
        )
        days = answer.get("items", {}).get(team.api_key_id, [])  # [used on the day, left at its end] of each
        used = sum(day[0] for day in days)
        left = days[-1][1] if days else team.quota.limit
        return QuotaUse(team.quota.limit, team.quota.period, used, max(0, left))
