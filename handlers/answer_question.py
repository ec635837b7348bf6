"""POST /answers: an answer from the caller's documents, with the places where it stands."""

from typing import Any

from handlers.accounting.models import metered_models
from handlers.aws.adapters import document_store, passage_index
from handlers.gateway.bodies import accept_body
from handlers.gateway.events import LambdaContext, Received
from handlers.gateway.problems import Problem, problem_of
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.search_documents import INDEX_BUSY, answer_document, filter_of
from handlers.gateway.serving import serve
from handlers.search.answering import Question, answer_question
from handlers.search.index import IndexBusyError
from handlers.tasks.refusals import Refusal

OPERATION = "answerQuestion"
MAX_BODY_BYTES = 1 << 20


def handle(event: dict[str, Any], context: LambdaContext) -> ProxyResponse:
    return serve(OPERATION, event, _answer, context)


def _answer(received: Received) -> Json | Problem:
    document = accept_body(OPERATION, received, MAX_BODY_BYTES)
    if isinstance(document, Problem):
        return document

    models = metered_models(received.tenant, received.meter)
    question = Question(document["question"], filter_of(document))
    index = passage_index(models.embedder.name)
    try:
        result = answer_question(question, received.tenant, models, index, document_store())
    except IndexBusyError:
        return INDEX_BUSY
    if isinstance(result, Refusal):
        return problem_of(result)
    return Json(answer_document(result))
