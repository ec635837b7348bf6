"""How requests and invocations are put together into metrics: by minute."""

from typing import NamedTuple

import pytest

from emulator.cloudwatch.metric_store import Dimensions, Metric, MetricStore, Place
from emulator.functions.invocation import Observed
from emulator.metric_data import MetricData
from emulator.metrics import Invoked, Metrics, Served, Subject

PLACE = Place("210987654321", "eu-west-1")
EVENING = 1_763_841_600  # 2025-11-22 20:00:00 UTC
OF_API = (("ApiName", "pets"),)
OF_FUNCTION = (("FunctionName", "run"),)


class Counted(NamedTuple):
    metrics: Metrics
    store: MetricStore

    def minutes(self, namespace: str, name: str, dimensions: Dimensions) -> dict[int, tuple[float, ...]]:
        """How many there are, their sum, the least and the most of them."""
        asked = ("SampleCount", "Sum", "Minimum", "Maximum")
        metric = Metric(namespace, name, dimensions)
        told = self.store.statistics(PLACE, metric, asked, range(EVENING, EVENING + 3600, 60))
        return {at: tuple(values[each] for each in asked) for at, values in told.items()}


@pytest.fixture
def counted() -> Counted:
    store = MetricStore()
    return Counted(Metrics(MetricData(store)), store)


def served(at: float, status: int = 200, latency: float = 10.0) -> Served:
    return Served(Subject("eu-west-1", PLACE.account_id, "pets", "dev", "GET", None), at, status, latency, None)


def test_requests_of_a_minute_are_one_datum(counted: Counted) -> None:
    counted.metrics._count([served(EVENING, latency=10), served(EVENING + 1, latency=30)])
    counted.metrics._count([served(EVENING + 59.9, latency=20)])
    counted.metrics._count([served(EVENING + 60, latency=5)])

    minutes = counted.minutes("AWS/ApiGateway", "Latency", OF_API)
    assert minutes == {EVENING: (3, 60, 10, 30), EVENING + 60: (1, 5, 5, 5)}


@pytest.mark.parametrize(
    ("status", "client_errors", "server_errors"), [(399, 0, 0), (400, 1, 0), (499, 1, 0), (500, 0, 1)]
)
def test_every_request_counts_for_both_kinds_of_error(
    counted: Counted, status: int, client_errors: int, server_errors: int
) -> None:
    counted.metrics._count([served(EVENING, status)])

    minutes = [counted.minutes("AWS/ApiGateway", name, OF_API)[EVENING] for name in ("4XXError", "5XXError")]
    assert [each[:2] for each in minutes] == [(1, client_errors), (1, server_errors)]


def test_throttled_attempt_is_no_invocation(counted: Counted) -> None:
    throttled = Observed("eu-west-1", PLACE.account_id, "run", "run", "$LATEST", False, True, 0.0, 1)

    counted.metrics._count([Invoked(EVENING, throttled)])

    assert counted.minutes("AWS/Lambda", "Throttles", OF_FUNCTION)[EVENING][1] == 1
    assert counted.minutes("AWS/Lambda", "Invocations", OF_FUNCTION) == {}
