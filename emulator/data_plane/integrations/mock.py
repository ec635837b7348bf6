"""MOCK: the request template names a status, the integration response for it makes the answer."""

import json
import re
from dataclasses import dataclass

from emulator.data_plane.calls import Call, Reply, Services
from emulator.data_plane.context import Situation
from emulator.data_plane.endpoints import EndpointResponse
from emulator.data_plane.integrations.outgoing import transform_body
from emulator.data_plane.integrations.request_templates import RequestTemplates, compile_request_templates
from emulator.data_plane.integrations.responses import IntegrationResponse, compile_responses, respond_to
from emulator.data_plane.refusals import Refusal, misconfigured
from emulator.data_plane.vtl.templates import Scope
from emulator.snapshot import Wire

# API Gateway also reads {statusCode: 200}, which is not JSON.
_STATUS_CODE = re.compile(r"""[{,]\s*["']?statusCode["']?\s*:\s*["']?(\d{3})\b""")


@dataclass(frozen=True, slots=True)
class MockIntegration:
    templates: RequestTemplates
    handling: str | None
    responses: tuple[IntegrationResponse, ...]

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        del services
        scope = Scope(Situation(call.arrival, call), call.arrival.received.body)
        rendered = transform_body(self.templates, self.handling, scope)
        if isinstance(rendered, Refusal):
            return rendered
        status = _read_status(rendered.decode("utf-8", "replace"))
        if status is None:
            return misconfigured("The request template of a MOCK integration names no statusCode.")
        return respond_to(self.responses, status, EndpointResponse(int(status), (), b""), scope)


def compile_mock(wire: Wire, place: str) -> MockIntegration:
    return MockIntegration(
        templates=compile_request_templates(wire, place),
        handling=wire.get("contentHandling"),
        responses=compile_responses(wire.get("integrationResponses"), place),
    )


def _read_status(text: str) -> str | None:
    """The status that a rendered request template names, three digits."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        found = _STATUS_CODE.search(text)
        return found[1] if found else None
    status = str(document.get("statusCode", "")) if isinstance(document, dict) else ""
    return status if len(status) == 3 and status.isdecimal() else None
