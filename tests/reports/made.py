"""Lines of an access log, and reports, as tests want them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contract import load
from handlers.usage.budget import BudgetState
from handlers.usage.counting import UsageRow
from handlers.usage.prices import read_prices
from reports.month_report import Found, MonthReport, TeamLedger, month_report
from reports.operations import operations_of
from reports.tallies import Key, LedgerRead, Tally

OPERATIONS = operations_of(load(Path(__file__).resolve().parents[2] / "openapi.yaml"))
PRICES = read_prices('{"model-a": {"input": 1, "output": 2}}')
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
READ = LedgerRead(NOW, NOW + timedelta(seconds=1))


def written(**fields: Any) -> str:
    """What API Gateway writes of a request of `default` that `runTask` answered, but for these fields."""
    line = {
        "requestTime": "23/Nov/2026:10:00:00 +0000",
        "team": "default",
        "httpMethod": "POST",
        "resourcePath": "/ai-service",
        "status": "200",
        "responseLatency": "40",
        "integrationStatus": "200",
        "errorType": "-",
    }
    return json.dumps(line | fields)


def refused(kind: str, status: int, **fields: Any) -> str:
    return written(errorType=kind, status=str(status), integrationStatus="-", **fields)


def row(day: str, operation: str = "runTask", *, requests: int = 1, model: str | None = None, **more: Any) -> UsageRow:
    used: dict[str, Any] = {"errors": 0, "input_tokens": 0, "output_tokens": 0, "latencies": {40: requests}} | more
    return UsageRow(day=day, operation=operation, model=model, requests=requests, **used)


def report_of(
    rows: Mapping[str, Sequence[UsageRow]], log: Tally | None = None, kept_since: datetime | None = None
) -> MonthReport:
    """By team. The access log has what the ledger has, if none is given."""
    if log is None:
        log = Tally()
        for team, each in ((team, each) for team, of_team in rows.items() for each in of_team):
            log.counted[Key(each.day, team, each.operation)] += each.requests
    ledger = {name: TeamLedger("plan", BudgetState(1_000, 850, 0), of_team) for name, of_team in rows.items()}
    return month_report(Found("local", "2026-11", READ, ledger, log, kept_since), OPERATIONS, PRICES)
