"""The execute-api endpoint: a request in, its answer out, whatever happens in between."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from emulator.data_plane import execution_log
from emulator.data_plane.access_log import make_entry
from emulator.data_plane.calls import Arrival, Call, Reply, Services
from emulator.data_plane.context import Situation
from emulator.data_plane.custom_domains import CustomDomains
from emulator.data_plane.identifiers import REQUEST_BYTES, TRACE_BYTES, request_ids
from emulator.data_plane.journal import Lines
from emulator.data_plane.messages import AccessLogEntry, Answer, Received
from emulator.data_plane.pipeline import route, run
from emulator.data_plane.refusals import Refusal, internal_failure
from emulator.data_plane.rendering import render
from emulator.data_plane.stages import DeployedStages

_log = logging.getLogger(__name__)

AccessLog = Callable[[AccessLogEntry], None]
# Gets every request to a stage once it is over, before the client has its answer: it has to be quick.
Observe = Callable[[Situation], None]


class Gateway:
    """Answers requests to the stages in `stages`."""

    def __init__(
        self,
        stages: DeployedStages,
        services: Services,
        access_log: AccessLog,
        account_id: str,
        region: str,
        observers: Sequence[Observe] = (),
    ) -> None:
        self._stages = stages
        self._services = services
        self._access_log = access_log
        self._account_id = account_id
        self._region = region
        self._observers = observers

    @property
    def domains(self) -> CustomDomains:
        return self._stages.domains

    async def answer(self, received: Received) -> Answer:
        random = self._services.random_bytes(REQUEST_BYTES + TRACE_BYTES)
        request_id, extended_request_id = request_ids(random)
        stage = self._stages.find(received.api_id, received.stage_name)
        if stage is None or (stage.settings.endpoint_disabled and received.base_path is None):
            return _no_such_stage(request_id, extended_request_id)
        chance = 1.0 if stage.canary is None else int.from_bytes(self._services.random_bytes(4)) / 2**32
        served = stage.drawn(chance)
        headers = {name.lower(): value for name, value in received.headers}
        arrival = Arrival(
            received=received,
            api=served.api,
            settings=served.settings,
            account_id=self._account_id,
            region=self._region,
            headers=headers,
            # A documented quirk of REST APIs: the header decides.
            http_method=headers.get("x-http-method-override", received.method),
            request_id=request_id,
            extended_request_id=extended_request_id,
            started=self._services.now(),
            authorizer_cache=served.authorizer_cache,
            trace_bytes=random[REQUEST_BYTES:],
        )
        return await self._serve(arrival)

    async def _serve(self, arrival: Arrival) -> Answer:
        call: Call | None = None
        outcome: Reply | Refusal
        marks: Sequence[float] = ()
        try:
            routed = route(arrival)
            if isinstance(routed, Call):
                call = self._followed(routed)
                ended = await run(call, self._services)
                call, outcome, marks = ended.call, ended.outcome, ended.marks
            else:
                outcome = routed
        except Exception:  # noqa: BLE001 - whatever went wrong, the client is told the request id alone
            _log.exception("Request %s failed", arrival.request_id)
            outcome = internal_failure("A fault of the gateway's own")
        answer = render(arrival, call, outcome)
        if call is not None:
            execution_log.ended(call, outcome, answer.status)
        try:
            self._record(Situation(arrival, call, outcome, answer, self._services.now(), marks))
        except Exception:  # noqa: BLE001 - the client has its answer, whatever becomes of the logs
            _log.exception("Request %s could not be recorded", arrival.request_id)
        return answer

    def _followed(self, call: Call) -> Call:
        """With a journal, if its stage logs the execution of this method."""
        arrival = call.arrival
        settings = arrival.settings.for_method(call.method.resource_path, arrival.http_method, call.method.http_method)
        if settings is None or settings.logging_level == "OFF":
            return call
        says = settings.logging_level == "INFO"
        journal = Lines(self._services.now, says=says, traces=says and settings.data_trace)
        journal.say(f"Extended Request Id: {arrival.extended_request_id}")
        return replace(call, arrival=replace(arrival, journal=journal))

    def _record(self, situation: Situation) -> None:
        if isinstance(situation.outcome, Refusal) and situation.outcome.reason:
            _log.warning("Request %s: %s", situation.arrival.request_id, situation.outcome.reason)
        entry = make_entry(situation)
        if entry is not None:
            self._access_log(entry)
        for observe in self._observers:
            observe(situation)


def _no_such_stage(request_id: str, extended_request_id: str) -> Answer:
    """There is no API whose gateway responses could be asked."""
    headers = (
        ("x-amzn-ErrorType", "ForbiddenException"),
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", request_id),
        ("x-amz-apigw-id", extended_request_id),
    )
    return Answer(403, headers, b'{"message":"Forbidden"}')
