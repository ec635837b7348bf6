"""POST /runs/{runId}/cancel: stops a run."""

from typing import Any

from handlers.aws.adapters import executions, purge, run_store
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import RUN_HAS_ENDED, Problem, not_found
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.run_documents import run_document
from handlers.gateway.serving import serve
from handlers.runs.cancelling import HasEnded, NoRun, cancel
from handlers.runs.clock import utc_now

OPERATION = "cancelRun"


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    match cancel(received.tenant, accepted["runId"], run_store(), executions(), purge(), utc_now()):
        case NoRun():
            return not_found("run")
        case HasEnded(run):
            return Problem(RUN_HAS_ENDED, f"The run has {run.status.value}; it cannot be cancelled any more.")
        case run:
            return Json(run_document(run))
