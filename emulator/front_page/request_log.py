"""The latest requests to stages, as far as a page shows them: no bodies, and nothing that is not bounded."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from emulator.data_plane.context import Situation
from emulator.data_plane.journal import Line, Lines
from emulator.data_plane.messages import Headers
from emulator.data_plane.refusals import IntegrationReport, Refusal

KEPT_REQUESTS = 500
_SHOWN_TARGET = 2048


class SeenRequest(NamedTuple):
    """`headers` are as sent, secrets included: whoever shows them masks them."""

    request_id: str
    started: float  # seconds since the epoch
    latency: float  # seconds
    api_id: str
    stage_name: str
    http_method: str
    path: str
    query: str
    client_ip: str
    protocol: str
    resource_path: str | None  # None for a request that no method was found for
    declared_method: str
    status: int
    answer_bytes: int
    marks: Sequence[float]
    refusal: Refusal | None
    report: IntegrationReport | None
    headers: Headers
    log: Sequence[Line]


class RequestLog:
    def __init__(self) -> None:
        self._requests: deque[SeenRequest] = deque(maxlen=KEPT_REQUESTS)

    def observe(self, situation: Situation) -> None:
        arrival, call, outcome, answer = situation.arrival, situation.call, situation.outcome, situation.answer
        if outcome is None or answer is None:
            return
        received, settings = arrival.received, arrival.settings
        journal = call.arrival.journal if call else None
        self._requests.append(
            SeenRequest(
                arrival.request_id,
                arrival.started,
                max(0.0, situation.finished - arrival.started),
                settings.api_id,
                settings.stage_name,
                received.method[:_SHOWN_TARGET],
                received.path[:_SHOWN_TARGET],
                received.query[:_SHOWN_TARGET],
                received.client_ip,
                received.protocol,
                call.method.resource_path if call else None,
                call.method.http_method if call else "",
                answer.status,
                len(answer.body),
                situation.marks,
                outcome if isinstance(outcome, Refusal) else None,
                outcome.report,
                # What was not routed may be of any size.
                received.headers if call else (),
                journal.lines if isinstance(journal, Lines) else (),
            )
        )

    def latest(self) -> list[SeenRequest]:
        """The newest first."""
        return list(reversed(self._requests))

    def find(self, request_id: str) -> SeenRequest | None:
        return next((seen for seen in reversed(self._requests) if seen.request_id == request_id), None)
