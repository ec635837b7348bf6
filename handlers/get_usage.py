"""GET /usage: what the caller's team has used in a month, and what is left."""

from datetime import datetime
from typing import Any

from handlers.aws import adapters
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import UNKNOWN_MONTH, Problem
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.serving import serve
from handlers.gateway.usage_documents import usage_document
from handlers.runs.clock import utc_now
from handlers.telemetry.costs import prices, tell_unpriced
from handlers.usage.months import is_reported, month_of
from handlers.usage.report import Report, Used, report

OPERATION = "getUsage"
NOT_KEPT = Problem(UNKNOWN_MONTH, "The month is not one of the last twelve. Ask for one of them, or leave it out.")


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    now = utc_now()
    month = accepted.get("month", month_of(now))
    if not is_reported(month, now):
        return NOT_KEPT
    return Json(usage_document(_report(received.tenant, month, now)))


def _report(name: str, month: str, now: datetime) -> Report:
    team = adapters.teams().team(name)
    if team is None:
        raise LookupError(f"the stage has let in a team that it does not have: {name}")
    used = Used(
        rows=adapters.usage_log().rows(name, month),
        budget=adapters.ledger().state(name, month, now),
        quota=adapters.quotas().use(team, now),
    )
    for row in used.rows:
        if row.model is not None:
            tell_unpriced(row.model)
    return report(team, month, used, prices())
