"""The execute-api endpoint: a request in, its answer out, whatever happens in between."""

import logging
from collections.abc import Callable

from emulator.data_plane.access_log import make_entry
from emulator.data_plane.calls import Arrival, Call, Reply, Services
from emulator.data_plane.context import Situation
from emulator.data_plane.identifiers import REQUEST_BYTES, request_ids
from emulator.data_plane.messages import AccessLogEntry, Answer, Received
from emulator.data_plane.pipeline import route, run
from emulator.data_plane.refusals import Refusal, internal_failure
from emulator.data_plane.rendering import render
from emulator.data_plane.stages import DeployedStages

_log = logging.getLogger(__name__)

AccessLog = Callable[[AccessLogEntry], None]


class Gateway:
    """Answers requests to the stages in `stages`."""

    def __init__(self, stages: DeployedStages, services: Services, access_log: AccessLog, account_id: str) -> None:
        self._stages = stages
        self._services = services
        self._access_log = access_log
        self._account_id = account_id

    async def answer(self, received: Received) -> Answer:
        request_id, extended_request_id = request_ids(self._services.random_bytes(REQUEST_BYTES))
        stage = self._stages.find(received.api_id, received.stage_name)
        if stage is None:
            return _no_such_stage(request_id, extended_request_id)
        headers = {name.lower(): value for name, value in received.headers}
        arrival = Arrival(
            received=received,
            api=stage.api,
            settings=stage.settings,
            account_id=self._account_id,
            headers=headers,
            # A documented quirk of REST APIs: the header decides.
            http_method=headers.get("x-http-method-override", received.method),
            request_id=request_id,
            extended_request_id=extended_request_id,
            started=self._services.now(),
        )
        return await self._serve(arrival)

    async def _serve(self, arrival: Arrival) -> Answer:
        call: Call | None = None
        outcome: Reply | Refusal
        try:
            routed = route(arrival)
            if isinstance(routed, Call):
                ended = await run(routed, self._services)
                call, outcome = ended.call, ended.outcome
            else:
                outcome = routed
        except Exception:  # noqa: BLE001 - whatever went wrong, the client is told the request id alone
            _log.exception("Request %s failed", arrival.request_id)
            outcome = internal_failure("A fault of the gateway's own")
        answer = render(arrival, call, outcome)
        self._record(Situation(arrival, call, outcome, answer, self._services.now()))
        return answer

    def _record(self, situation: Situation) -> None:
        if isinstance(situation.outcome, Refusal) and situation.outcome.reason:
            _log.warning("Request %s: %s", situation.arrival.request_id, situation.outcome.reason)
        entry = make_entry(situation)
        if entry is not None:
            self._access_log(entry)


def _no_such_stage(request_id: str, extended_request_id: str) -> Answer:
    """There is no API whose gateway responses could be asked."""
    headers = (
        ("x-amzn-ErrorType", "ForbiddenException"),
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", request_id),
        ("x-amz-apigw-id", extended_request_id),
    )
    return Answer(403, headers, b'{"message":"Forbidden"}')
