"""MOCK: the request template names a status, the integration response for it makes the answer."""

import json
import re
from dataclasses import dataclass

from emulator.data_plane.calls import Call, Reply, Services
from emulator.data_plane.context import Situation
from emulator.data_plane.errors import TemplateError, UnreadableBodyError
from emulator.data_plane.integrations.request_templates import RequestTemplates, compile_request_templates
from emulator.data_plane.integrations.responses import IntegrationResponse, compile_responses, respond, select
from emulator.data_plane.media_types import content_type
from emulator.data_plane.refusals import GatewayResponseType, Refusal, misconfigured
from emulator.data_plane.vtl.templates import Scope
from emulator.snapshot import Wire

# API Gateway also reads {statusCode: 200}, which is not JSON.
_STATUS_CODE = re.compile(r"""[{,]\s*["']?statusCode["']?\s*:\s*["']?(\d{3})\b""")


@dataclass(frozen=True, slots=True)
class MockIntegration:
    templates: RequestTemplates
    responses: tuple[IntegrationResponse, ...]

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        del services
        try:
            return self._answer(call)
        except UnreadableBodyError as error:
            message = "Could not parse request body into json"
            return Refusal(GatewayResponseType.BAD_REQUEST_BODY, message, reason=f"{message}: {error}")
        except TemplateError as error:
            return misconfigured(f"Unable to transform: {error}")

    def _answer(self, call: Call) -> Reply | Refusal:
        body = call.arrival.received.body
        template = self.templates.choose(content_type(call.arrival.headers))
        if isinstance(template, Refusal):
            return template
        scope = Scope(Situation(call.arrival, call), body)
        status = _read_status(template.render(scope) if template else body.decode("utf-8", "replace"))
        if status is None:
            return misconfigured("The request template of a MOCK integration names no statusCode.")
        response = select(self.responses, status)
        if response is None:
            return misconfigured(f"No integration response matches the status {status}, and there is no default.")
        return respond(response, scope, b"")


def compile_mock(wire: Wire, place: str) -> MockIntegration:
    return MockIntegration(
        compile_request_templates(wire, place), compile_responses(wire.get("integrationResponses"), place)
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
