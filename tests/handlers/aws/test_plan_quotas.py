"""What is left of a team's quota, as API Gateway counts it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.aws.plan_quotas import PlanQuotas
from handlers.usage.quotas import QuotaUse
from handlers.usage.teams import Quota, Team

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEAM = Team("research", "standard", 1000, 50.0, 100, Quota(100, "WEEK"), "plan-id", "key-id")


@dataclass(slots=True)
class ApiGateway:
    """A client that answers with what was used on some days."""

    days: Sequence[Sequence[int]] | None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def get_usage(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        return {"items": {} if self.days is None else {"key-id": self.days}}


def test_a_quota_is_asked_for_its_period_so_far() -> None:
    client = ApiGateway([[3, 97]])

    PlanQuotas(lambda: client).use(TEAM, NOW)

    [asked] = client.asked
    assert asked == {
        "usagePlanId": "plan-id",
        "keyId": "key-id",
        "startDate": "2026-11-22",
        "endDate": "2026-11-23",
    }


@pytest.mark.parametrize(
    ("days", "used", "left"),
    [([[3, 97], [4, 93]], 7, 93), ([[0, 100]], 0, 100), ([], 0, 100), (None, 0, 100), ([[102, -2]], 102, 0)],
)
def test_what_is_left_is_what_api_gateway_says_last(days: Sequence[Sequence[int]] | None, used: int, left: int) -> None:
    assert PlanQuotas(lambda: ApiGateway(days)).use(TEAM, NOW) == QuotaUse(100, "WEEK", used, left)


def test_a_team_without_a_quota_is_not_asked_about() -> None:
    client = ApiGateway(None)

    assert PlanQuotas(lambda: client).use(replace(TEAM, quota=None), NOW) is None
    assert client.asked == []
