"""POST /documents: takes in a document, as a run."""

from typing import Any

from handlers.aws.adapters import document_store, executions, object_store, run_retention, run_store
from handlers.documents.ingesting import Ingest, Stores, UploadMissing, ingest
from handlers.documents.orders import BadBase64, ingest_of
from handlers.gateway.bodies import accept_body
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.idempotency import once
from handlers.gateway.problems import INVALID_REQUEST, SERVICE_BUSY, UPLOAD_MISSING, Problem, Violation
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.run_documents import run_document, started_headers
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now
from handlers.runs.ports import NotStarted

OPERATION = "createDocument"
MAX_BODY_BYTES = 5 << 20
BAD_BASE64 = Problem(
    INVALID_REQUEST,
    "The body does not match the schema of this operation.",
    (Violation("/base64", "the value is not base64 with padding"),),
)


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    document = accept_body(OPERATION, received, MAX_BODY_BYTES)
    if isinstance(document, Problem):
        return document

    order = ingest_of(document, received.tenant)
    if isinstance(order, BadBase64):
        return BAD_BASE64
    return once(OPERATION, received, document, lambda: _create(order))


def _create(order: Ingest) -> Json | Problem:
    stores = Stores(document_store(), object_store(), run_store(), executions())
    match ingest(order, stores, utc_now(), run_retention()):
        case UploadMissing():
            return Problem(UPLOAD_MISSING, "There is no such upload, or it has expired. Upload the document first.")
        case NotStarted(cause):
            return Problem(SERVICE_BUSY, "The run could not be started. Try again.", retry_after=1, cause=cause)
        case run:
            return Json(run_document(run), started_headers(run), status=202)
