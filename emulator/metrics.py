"""API Gateway's and Lambda's own metrics in moto's CloudWatch: one datum a minute for each metric of each thing.

Requests and invocations are noted as they end, and counted a second later in a thread.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from moto.cloudwatch.models import Dimension, MetricAggregatedDatum, cloudwatch_backends

from emulator.batches import Batches
from emulator.data_plane.context import Situation
from emulator.functions.invocation import Observed

_BATCH_SECONDS = 1.0
_MINUTE = 60
# Some 250 bytes each. CloudWatch keeps minutes for 15 days; a busy API here has them for some hours.
_KEPT_DATA = 20_000
_UNITS = {"Latency": "Milliseconds", "IntegrationLatency": "Milliseconds", "Duration": "Milliseconds"}

Dimensions = tuple[tuple[str, str], ...]


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
    def __init__(self) -> None:
        # moto sorts dimensions to compare them, but by a name and a value: GetMetricData finds them in one order alone.
        Dimension.__lt__ = _comes_before  # type: ignore[method-assign] # there is no other place to say it
        self._batches: Batches[Served | Invoked] = Batches(self._count, _BATCH_SECONDS)
        self._open: dict[tuple[Any, ...], _Minute] = {}
        self._kept: deque[_Minute] = deque()

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
                served[event.subject, int(event.at) // _MINUTE].append(event)
            else:
                of = event.observed
                place = (of.region, of.account_id, of.function_name, of.resource, str(int(event.at) // _MINUTE))
                invoked[place].append(event)
        for (subject, minute), requests in served.items():
            of_requests = _Place(subject.account_id, subject.region, "AWS/ApiGateway", minute)
            self._add(of_requests, _request_dimensions(*subject[2:]), _of_requests(requests))
        for (region, account_id, name, resource, number), invocations in invoked.items():
            of_invocations = _Place(account_id, region, "AWS/Lambda", int(number))
            self._add(of_invocations, _function_dimensions(name, resource), _of_invocations(invocations))

    def _add(self, place: "_Place", subjects: Sequence[Dimensions], values: Iterator[tuple[str, list[float]]]) -> None:
        for name, several in values:
            if several:
                statistics = len(several), sum(several), min(several), max(several)
                for dimensions in subjects:
                    self._minute(place, name, dimensions).add(*statistics)

    def _minute(self, place: "_Place", name: str, dimensions: Dimensions) -> "_Minute":
        key = (place[:3], name, dimensions)
        known = self._open.get(key)
        if known is not None and known.minute == place.minute:
            return known
        new = self._open[key] = _Minute(place.namespace, name, dimensions, place.minute)
        data = cloudwatch_backends[place.account_id][place.region].metric_data
        data.append(new)
        self._kept.append(new)
        if len(self._kept) > _KEPT_DATA:
            self._forget_oldest()
        return new

    def _forget_oldest(self) -> None:
        """A tenth at once: each time, all of them are looked at."""
        gone = {id(self._kept.popleft()) for _ in range(_KEPT_DATA // 10)}
        for regions in cloudwatch_backends.values():
            for backend in regions.values():
                backend.metric_data[:] = [datum for datum in backend.metric_data if id(datum) not in gone]
        self._open = {key: minute for key, minute in self._open.items() if id(minute) not in gone}


class _Place(NamedTuple):
    account_id: str
    region: str
    namespace: str
    minute: int  # since the epoch


class _Minute(MetricAggregatedDatum):
    """A statistic set that grows."""

    def __init__(self, namespace: str, name: str, dimensions: Dimensions, minute: int) -> None:
        timestamp = datetime.fromtimestamp(minute * _MINUTE, UTC).replace(tzinfo=None)  # as moto has them
        wire = [{"Name": key, "Value": value} for key, value in dimensions]
        super().__init__(namespace, name, float("inf"), float("-inf"), 0.0, 0.0, wire, timestamp, _unit(name))
        self.minute = minute

    def add(self, count: int, total: float, least: float, most: float) -> None:
        self.sample_count += count
        self.sum += total
        self.min = min(self.min, least)
        self.max = max(self.max, most)

    def filter(
        self,
        namespace: str | None,
        name: str | None,
        dimensions: list[dict[str, str]],
        already_present_metrics: list[Any] | None = None,
    ) -> bool:
        """GetMetricStatistics, which has no list to compare with, asks for these dimensions and no others.

        moto would add up the API's, each stage's and each method's numbers.
        """
        if already_present_metrics is None and dimensions:
            asked = {(each["Name"], each.get("Value")) for each in dimensions}
            return asked == {(own.name, own.value) for own in self.dimensions}
        return bool(super().filter(namespace, name, dimensions, already_present_metrics))


def _comes_before(own: Dimension, other: Dimension) -> bool:
    return (own.name or "", own.value or "") < (other.name or "", other.value or "")


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


def _unit(name: str) -> str:
    return _UNITS.get(name, "Count")
