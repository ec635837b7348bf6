"""GET /openapi.json: the client edition of the contract, with this stage's own URL in `servers`."""

from typing import Any

from handlers.gateway.contract import contract
from handlers.gateway.events import Received
from handlers.gateway.responses import Json, ProxyResponse
from handlers.gateway.serving import serve

# Short enough that a client meets a new deployment soon; a stage that is polled is still spared.
CACHE_CONTROL = "public, max-age=60"


def handle(event: dict[str, Any], _context: object) -> ProxyResponse:
    return serve("getContract", event, _answer)


def _answer(received: Received) -> Json:
    document = {**contract(), "servers": [{"url": received.stage_url}]}
    return Json(document, headers={"Cache-Control": CACHE_CONTROL})
