"""GET /openapi.json: the client edition of the contract, with this stage's own URLs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from handlers.gateway.conditional import tagged
from handlers.gateway.contract import contract
from handlers.gateway.events import Received
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem
from handlers.gateway.responses import Answer, ProxyResponse
from handlers.gateway.serving import serve

OPERATION = "getContract"
# Short enough that a client meets a new deployment soon; a stage that is polled is still spared.
CACHE_CONTROL = "public, max-age=60"
# API Gateway compresses what is as long as this, and says so in no header that caches go by.
VARIES = MappingProxyType({"Vary": "Accept-Encoding"})


def handle(event: dict[str, Any], _context: object) -> ProxyResponse:
    return serve(OPERATION, event, _answer)


def _answer(received: Received) -> Answer:
    accepted = accept_parameters(OPERATION, received)
    if isinstance(accepted, Problem):
        return accepted

    document = {**contract(), "servers": [{"url": received.stage_url}]}
    if received.token_url:
        document["components"] = _asking_at(received.token_url, document["components"])
    return tagged(document, received, headers=VARIES, cache_control=CACHE_CONTROL)


def _asking_at(token_url: str, components: Mapping[str, Any]) -> dict[str, Any]:
    """Where tokens are had is the stage's own, as its URL is."""
    schemes = {
        name: {**scheme, "flows": {kind: {**flow, "tokenUrl": token_url} for kind, flow in scheme["flows"].items()}}
        if "flows" in scheme
        else scheme
        for name, scheme in components["securitySchemes"].items()
    }
    return {**components, "securitySchemes": schemes}
