"""POST /search: passages by meaning and words."""

from typing import Any

from handlers.accounting.models import metered_models
from handlers.aws.adapters import document_store, passage_index
from handlers.gateway.bodies import accept_body
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.problems import Problem, problem_of
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.search_documents import INDEX_BUSY, filter_of, search_document
from handlers.gateway.serving import serve
from handlers.search.index import IndexBusyError
from handlers.search.searching import Search, search_passages
from handlers.tasks.refusals import Refusal

OPERATION = "searchPassages"
MAX_BODY_BYTES = 1 << 20


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    document = accept_body(OPERATION, received, MAX_BODY_BYTES)
    if isinstance(document, Problem):
        return document

    embedder = metered_models(received.tenant, received.meter).embedder
    search = Search(document["query"], int(document["limit"]), filter_of(document))
    try:
        result = search_passages(search, received.tenant, embedder, passage_index(embedder.name), document_store())
    except IndexBusyError:
        return INDEX_BUSY
    if isinstance(result, Refusal):
        return problem_of(result)
    return Json(search_document(result))
