"""DELETE /documents/{documentId}: removes a document for good."""

from typing import Any

from handlers.aws.adapters import document_store, executions, purge
from handlers.documents.deleting import delete
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem, not_found
from handlers.gateway.responses import NoContent, ProxyResponse
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now

OPERATION = "deleteDocument"


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> NoContent | Problem:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    document_id = accepted["documentId"]
    was_there = delete(received.tenant, document_id, document_store(), executions(), purge(), utc_now())
    return NoContent() if was_there else not_found("document")
