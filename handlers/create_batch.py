"""POST /batches: many AI tasks as one run."""

from collections.abc import Sequence
from typing import Any

from handlers.aws import adapters
from handlers.batches.starting import Stores, start_batch
from handlers.gateway.bodies import accept_body
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.idempotency import once
from handlers.gateway.problems import SERVICE_BUSY, Problem
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.run_documents import run_document, started_headers
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now
from handlers.runs.ports import NotStarted

OPERATION = "createBatch"
MAX_BODY_BYTES = 5 << 20
MAX_VALUES = 200_000  # 1,000 tasks of 128 texts, and what is around them


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    document = accept_body(OPERATION, received, MAX_BODY_BYTES, MAX_VALUES)
    if isinstance(document, Problem):
        return document
    return once(OPERATION, received, document, lambda: _create(received.tenant, document["tasks"]))


def _create(tenant: str, tasks: Sequence[Any]) -> Json | Problem:
    stores = Stores(adapters.object_store(), adapters.run_store(), adapters.executions())
    run = start_batch(tenant, tasks, stores, utc_now(), adapters.run_retention())
    if isinstance(run, NotStarted):
        detail = "The run could not be started. Wait for Retry-After seconds and send the request again."
        return Problem(SERVICE_BUSY, detail, retry_after=1, cause=run.cause)
    return Json(run_document(run), started_headers(run), 202)
