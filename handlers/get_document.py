"""GET /documents/{documentId}: what is known of a document."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.aws.adapters import document_store, executions, object_store, purge, run_store
from handlers.documents import places
from handlers.documents.document import Document, DocumentStatus
from handlers.documents.reading import read
from handlers.gateway.conditional import tagged
from handlers.gateway.document_documents import document_document
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.links import VALID_SECONDS, link_document
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem, not_found
from handlers.gateway.responses import Answer, ProxyResponse
from handlers.gateway.serving import serve
from handlers.runs.clock import utc_now

OPERATION = "getDocument"


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Answer:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    now = utc_now()
    document = read(received.tenant, accepted["documentId"], document_store(), run_store(), executions(), purge(), now)
    if document is None:
        return not_found("document")
    return tagged(document_document(document, _text(document, now)), received, volatile=("text",))


def _text(document: Document, now: datetime) -> Mapping[str, str] | None:
    if document.status is not DocumentStatus.READY:
        return None
    key = places.text(document.tenant, document.document_id)
    return link_document(object_store().link(key, VALID_SECONDS), now)
