"""GET /documents: a page of the caller's documents, newest first."""

from typing import Any

from handlers.aws.adapters import document_store
from handlers.gateway.document_documents import document_page_document
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.lists import BAD_CURSOR, wanted_of
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.serving import serve
from handlers.runs.pages import BadCursor

OPERATION = "listDocuments"
FILTERS = ("status", "label")


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    page = document_store().page(wanted_of(accepted, received.tenant, FILTERS))
    return BAD_CURSOR if isinstance(page, BadCursor) else Json(document_page_document(page))
