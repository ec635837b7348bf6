"""A report of what a team used, as the contract shows it."""

from typing import Any

from handlers.gateway.times import rfc3339
from handlers.usage.quotas import QuotaUse
from handlers.usage.report import Item, Latency, Report, Totals
from handlers.usage.teams import Team

CURRENCY = "USD"


def usage_document(report: Report) -> dict[str, Any]:
    return {
        "team": report.team.name,
        "plan": report.team.plan,
        "month": report.month,
        "currency": CURRENCY,
        "budget": _budget(report),
        "rate": _rate(report.team),
        "quota": _quota(report.quota),
        "totals": _totals(report.totals),
        "items": [_item(item) for item in report.items],
    }


def _budget(report: Report) -> dict[str, Any]:
    budget = report.budget
    return {
        "limitTokens": budget.limit,
        "usedTokens": budget.used,
        "reservedTokens": budget.reserved,
        "leftTokens": budget.left,
        "resetsAt": rfc3339(report.resets_at),
    }


def _rate(team: Team) -> dict[str, Any]:
    return {"requestsPerSecond": team.rate, "burst": team.burst}


def _quota(quota: QuotaUse | None) -> dict[str, Any] | None:
    if quota is None:
        return None
    return {"limit": quota.limit, "period": quota.period, "used": quota.used, "left": quota.left}


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "requests": totals.requests,
        "errors": totals.errors,
        "inputTokens": totals.input_tokens,
        "outputTokens": totals.output_tokens,
        "cost": float(totals.cost),
    }


def _item(item: Item) -> dict[str, Any]:
    row = item.row
    return {
        "day": row.day,
        "operation": row.operation,
        "model": row.model,
        "requests": row.requests,
        "errors": row.errors,
        "inputTokens": row.input_tokens,
        "outputTokens": row.output_tokens,
        "cost": float(item.cost),
        "latency": _latency(item.latency),
    }


def _latency(latency: Latency | None) -> dict[str, float] | None:
    return None if latency is None else {"p50": latency.p50, "p95": latency.p95, "p99": latency.p99}
