"""API Gateway's and Lambda's own metrics in moto's CloudWatch.

Requests and invocations are noted as they end, and counted a second later in a thread.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from emulator.batches import Batches
from emulator.data_plane.context import Situation
from emulator.functions.invocation import Observed
from emulator.metric_data import MINUTE, Dimensions, MetricData, Place

_BATCH_SECONDS = 1.0


class Subject(NamedTuple):
    """What is counted together. `resource_path` is None where the method's own metrics are off."""

    region: str
    account_id: str
    api_name: str
    stage_name: str
    http_method: str
    resource_path: str | None


class Served(NamedTuple):
    """A request to a stage; latencies are in milliseconds."""

    subject: Subject
    at: float
    status: int
    latency: float
    integration_latency: float | None


class Invoked(NamedTuple):
    at: float
    observed: Observed


class Metrics:
    def __init__(self, data: MetricData | None = None) -> None:
        self._data = data or MetricData()
        self._batches: Batches[Served | Invoked] = Batches(self._count, _BATCH_SECONDS)

    def observe_request(self, situation: Situation) -> None:
        arrival, answer, outcome = situation.arrival, situation.answer, situation.outcome
        if answer is None or outcome is None:
            return
        self._batches.add(
            Served(
                _subject(situation),
                situation.finished,
                answer.status,
                max(0.0, situation.finished - arrival.started) * 1000,
                outcome.report.latency if outcome.report else None,
            )
        )

    def observe_invocation(self, observed: Observed, at: float) -> None:
        self._batches.add(Invoked(at, observed))

    async def close(self) -> None:
        await self._batches.close()

    def _count(self, events: Sequence[Served | Invoked]) -> None:
        served: defaultdict[tuple[Subject, int], list[Served]] = defaultdict(list)
        invoked: defaultdict[tuple[str, ...], list[Invoked]] = defaultdict(list)
        for event in events:
            if isinstance(event, Served):
                served[event.subject, int(event.at) // MINUTE].append(event)
            else:
                of = event.observed
                place = (of.region, of.account_id, of.function_name, of.resource, str(int(event.at) // MINUTE))
                invoked[place].append(event)
        for (subject, minute), requests in served.items():
            of_requests = Place(subject.account_id, subject.region, "AWS/ApiGateway", minute)
            self._data.add(of_requests, _request_dimensions(*subject[2:]), _of_requests(requests))
        for (region, account_id, name, resource, number), invocations in invoked.items():
            of_invocations = Place(account_id, region, "AWS/Lambda", int(number))
            self._data.add(of_invocations, _function_dimensions(name, resource), _of_invocations(invocations))


def _subject(situation: Situation) -> Subject:
    arrival, call = situation.arrival, situation.call
    place = arrival.region, arrival.account_id, arrival.api.name, arrival.settings.stage_name
    if call is None:
        return Subject(*place, "", None)
    # What a client calls its method must not become a dimension: an ANY method counts as such.
    path, http_method = call.method.resource_path, call.method.http_method
    settings = arrival.settings.for_method(path, arrival.http_method, http_method)
    return Subject(*place, http_method, path if settings is not None and settings.metrics else None)


def _of_requests(requests: Sequence[Served]) -> Iterator[tuple[str, list[float]]]:
    """Each request counts for either error, as 0 or 1, so that their average is a rate."""
    yield "Count", [1.0] * len(requests)
    yield "4XXError", [float(400 <= request.status < 500) for request in requests]
    yield "5XXError", [float(request.status >= 500) for request in requests]
    yield "Latency", [request.latency for request in requests]
    yield (
        "IntegrationLatency",
        [request.integration_latency for request in requests if request.integration_latency is not None],
    )


def _of_invocations(invocations: Sequence[Invoked]) -> Iterator[tuple[str, list[float]]]:
    """A throttled attempt is no invocation."""
    ran = [each.observed for each in invocations if not each.observed.throttled]
    yield "Throttles", [float(each.observed.throttled) for each in invocations]
    yield "Invocations", [1.0] * len(ran)
    yield "Errors", [float(each.error) for each in ran]
    yield "Duration", [each.duration_ms for each in ran]
    yield "ConcurrentExecutions", [float(each.concurrent) for each in ran]


@lru_cache(maxsize=1024)
def _request_dimensions(
    api_name: str, stage_name: str, http_method: str, resource_path: str | None
) -> tuple[Dimensions, ...]:
    of_api = (("ApiName", api_name),)
    of_stage = (*of_api, ("Stage", stage_name))
    if resource_path is None:
        return of_api, of_stage
    of_method = (*of_api, ("Method", http_method), ("Resource", resource_path), ("Stage", stage_name))
    return of_api, of_stage, of_method


@lru_cache(maxsize=1024)
def _function_dimensions(function_name: str, resource: str) -> tuple[Dimensions, ...]:
    of_function = (("FunctionName", function_name),)
    return of_function, (*of_function, ("Resource", resource))
