"""What the contract says of a usage report beyond its schema: its sums, its month, what is left."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Exchange, look, moment
from conformance.instances import Instance

COUNTS = ("requests", "errors", "inputTokens", "outputTokens")
LONGEST_REQUEST = timedelta(seconds=30)
Report = Mapping[str, Any]


@schemathesis.check
def usage_report(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Totals are the sums of the items; what is left is what is not used; all is of the month that was asked for."""
    look(response, case, "UsageReport", "A usage report adds up", discrepancies)


def discrepancies(exchange: Exchange, instance: Instance) -> Iterator[str]:
    report = instance.value
    yield from _sums(report)
    yield from _left(report)
    yield from _month(report, exchange)
    for place, item in enumerate(report["items"]):
        yield from (f"/items/{place}: {said}" for said in _item(item, report["month"]))
    rows = [(item["day"], item["operation"], item["model"]) for item in report["items"]]
    if len(set(rows)) < len(rows):
        yield "Two items are of the same day, operation and model."


def _sums(report: Report) -> Iterator[str]:
    totals = report["totals"]
    for name in COUNTS:
        total = sum(item[name] for item in report["items"])
        if totals[name] != total:
            yield f"The total of {name} is {totals[name]}, and its items have {total}."
    cost = math.fsum(item["cost"] for item in report["items"])
    if not math.isclose(totals["cost"], cost, rel_tol=1e-6, abs_tol=1e-9):
        yield f"The total of cost is {totals['cost']}, and its items have {cost}."


def _left(report: Report) -> Iterator[str]:
    budget, quota = report["budget"], report["quota"]
    left = max(0, budget["limitTokens"] - budget["usedTokens"] - budget["reservedTokens"])
    if budget["leftTokens"] != left:
        yield f"{budget['leftTokens']} tokens are left instead of {left}."
    if quota is not None and quota["left"] != max(0, quota["limit"] - quota["used"]):
        yield f"{quota['left']} requests are left of {quota['limit']}, and {quota['used']} are used."


def _month(report: Report, exchange: Exchange) -> Iterator[str]:
    month, asked = report["month"], exchange.query.get("month", [])
    if len(asked) == 1 and month != asked[0]:
        yield f"The report is of {month} instead of {asked[0]}."
    if not asked and exchange.answered_at is not None:
        running = {f"{time:%Y-%m}" for time in (exchange.answered_at, exchange.answered_at - LONGEST_REQUEST)}
        if month not in running:
            yield f"The report is of {month} instead of the month that is running."
    if moment(report["budget"]["resetsAt"]) != _end_of(month):
        yield f"The budget of {month} is whole again at {report['budget']['resetsAt']}."


def _end_of(month: str) -> datetime | None:
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        return None
    return (first + timedelta(days=32)).replace(day=1)


def _item(item: Mapping[str, Any], month: str) -> Iterator[str]:
    if not item["day"].startswith(f"{month}-"):
        yield f"{item['day']} is no day of {month}."
    if item["errors"] > item["requests"]:
        yield f"{item['errors']} errors of {item['requests']} requests."
    if (item["latency"] is None) != (item["requests"] == 0):
        yield f"latency is {'missing' if item['latency'] is None else 'there'} with {item['requests']} requests."
    if item["latency"] is not None and not item["latency"]["p50"] <= item["latency"]["p95"] <= item["latency"]["p99"]:
        yield f"The percentiles are in disorder: {item['latency']}."
    if item["model"] is None and (item["inputTokens"] or item["outputTokens"]):
        yield "Tokens were used, and no model was called."


CHECKS = (usage_report,)
