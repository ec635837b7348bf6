"""GET /runs: a page of the caller's runs, newest first."""

from typing import Any

from handlers.aws.adapters import executions, purge, run_store
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.lists import BAD_CURSOR, wanted_of
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.run_documents import run_page_document
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now
from handlers.runs.pages import BadCursor
from handlers.runs.settling import settle_page

OPERATION = "listRuns"
FILTERS = ("kind", "status")


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    now = utc_now()
    wanted = wanted_of(accepted, received.tenant, FILTERS)
    page = run_store().page(wanted, now)
    if isinstance(page, BadCursor):
        return BAD_CURSOR
    return Json(run_page_document(settle_page(page, wanted, run_store(), executions(), purge(), now)))
