"""What a team has used in a month, and what is left: from the counts, the ledger and the prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handlers.usage.budget import BudgetState
from handlers.usage.counting import UsageRow
from handlers.usage.latency import percentile
from handlers.usage.months import end_of
from handlers.usage.prices import FREE, Prices
from handlers.usage.quotas import QuotaUse
from handlers.usage.teams import Team


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles in milliseconds."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Item:
    row: UsageRow
    cost: Decimal
    latency: Latency | None


@dataclass(frozen=True, slots=True)
class Totals:
    requests: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """`month` is as `2026-11`; `quota` is None for a team without one."""

    team: Team
    month: str
    budget: BudgetState
    resets_at: datetime
    quota: QuotaUse | None
    totals: Totals
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Used:
    """What was found of a team and a month."""

    rows: Sequence[UsageRow]
    budget: BudgetState
    quota: QuotaUse | None


def report(team: Team, month: str, used: Used, prices: Prices) -> Report:
    items = [Item(row, _cost(row, prices), _latency(row.latencies)) for row in used.rows]
    totals = Totals(
        requests=sum(row.requests for row in used.rows),
        errors=sum(row.errors for row in used.rows),
        input_tokens=sum(row.input_tokens for row in used.rows),
        output_tokens=sum(row.output_tokens for row in used.rows),
        cost=sum((item.cost for item in items), FREE),
    )
    return Report(team, month, used.budget, end_of(month), used.quota, totals, items)


def _cost(row: UsageRow, prices: Prices) -> Decimal:
    return FREE if row.model is None else prices.cost(row.model, row.input_tokens, row.output_tokens)


def _latency(counts: Mapping[int, int]) -> Latency | None:
    p50, p95, p99 = (percentile(counts, share) for share in (0.5, 0.95, 0.99))
    return None if p50 is None or p95 is None or p99 is None else Latency(p50, p95, p99)
