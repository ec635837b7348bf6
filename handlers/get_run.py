"""GET /runs/{runId}: how far a run is, and what came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.aws.adapters import executions, object_store, purge, run_store
from handlers.documents import places
from handlers.gateway.conditional import tagged
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.links import VALID_SECONDS, link_document
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem, not_found
from handlers.gateway.responses import Answer, ProxyResponse
from handlers.gateway.run_documents import run_document
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now
from handlers.runs.run import Run, RunKind, RunStatus
from handlers.runs.settling import settle

OPERATION = "getRun"


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Answer:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    now = utc_now()
    run = run_store().get(received.tenant, accepted["runId"], now)
    if run is None:
        return not_found("run")
    run = settle(run, run_store(), executions(), purge(), now)
    headers = {} if run.has_ended else {"Retry-After": "1"}
    return tagged(run_document(run, _results(run, now)), received, volatile=("output/results",), headers=headers)


def _results(run: Run, now: datetime) -> Mapping[str, str] | None:
    if run.kind is not RunKind.BATCH or run.status is not RunStatus.SUCCEEDED:
        return None
    return link_document(object_store().link(places.results(run.tenant, run.run_id), VALID_SECONDS), now)
