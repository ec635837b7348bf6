"""POST /ai-service: one AI task at once."""

from typing import Any

from handlers.accounting.models import metered_models
from handlers.gateway.bodies import accept_body
from handlers.gateway.events import Received
from handlers.gateway.problems import Problem, problem_of
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.serving import serve
from handlers.tasks.documents import order_of, result_document
from handlers.tasks.refusals import Refusal
from handlers.tasks.run import run

OPERATION = "runTask"
MAX_BODY_BYTES = 1 << 20


def handle(event: dict[str, Any], _context: object) -> ProxyResponse:
    return serve(OPERATION, event, _answer)


def _answer(received: Received) -> Json | Problem:
    document = accept_body(OPERATION, received, MAX_BODY_BYTES)
    if isinstance(document, Problem):
        return document

    result = run(order_of(document), metered_models(received.tenant, received.meter))
    if isinstance(result, Refusal):
        return problem_of(result)
    return Json(result_document(result))
