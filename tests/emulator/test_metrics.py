"""How requests and invocations are put together into metrics: by minute, and in bounds."""

from datetime import datetime

import pytest
from moto.cloudwatch.models import CloudWatchBackend, MetricAggregatedDatum, cloudwatch_backends

from emulator import metrics
from emulator.functions.invocation import Observed
from emulator.metrics import Invoked, Metrics, Served, Subject

ACCOUNT = "210987654321"
EVENING = 1_763_841_600.0  # 2025-11-22 20:00:00 UTC


@pytest.fixture
def cloudwatch() -> CloudWatchBackend:
    backend = cloudwatch_backends[ACCOUNT]["eu-west-1"]
    backend.metric_data.clear()
    return backend


def served(at: float, status: int = 200, latency: float = 10.0, api: str = "pets") -> Served:
    return Served(Subject("eu-west-1", ACCOUNT, api, "dev", "GET", None), at, status, latency, None)


def data(backend: CloudWatchBackend, name: str, dimensions: int = 1) -> list[MetricAggregatedDatum]:
    return [
        datum
        for datum in backend.metric_data
        if isinstance(datum, MetricAggregatedDatum) and datum.name == name and len(datum.dimensions) == dimensions
    ]


def test_requests_of_a_minute_are_one_datum(cloudwatch: CloudWatchBackend) -> None:
    counted = Metrics()

    counted._count([served(EVENING, latency=10), served(EVENING + 1, latency=30)])
    counted._count([served(EVENING + 59.9, latency=20)])
    counted._count([served(EVENING + 60, latency=5)])

    minutes = data(cloudwatch, "Latency")
    told = [(each.timestamp, each.sample_count, each.sum, each.min, each.max) for each in minutes]
    assert told == [
        (datetime(2025, 11, 22, 20, 0), 3, 60, 10, 30),
        (datetime(2025, 11, 22, 20, 1), 1, 5, 5, 5),
    ]


@pytest.mark.parametrize(
    ("status", "client_errors", "server_errors"), [(399, 0, 0), (400, 1, 0), (499, 1, 0), (500, 0, 1)]
)
def test_every_request_counts_for_both_kinds_of_error(
    cloudwatch: CloudWatchBackend, status: int, client_errors: int, server_errors: int
) -> None:
    Metrics()._count([served(EVENING, status)])

    told = [(datum.sample_count, datum.sum) for name in ("4XXError", "5XXError") for datum in data(cloudwatch, name)]
    assert told == [(1, client_errors), (1, server_errors)]


def test_throttled_attempt_is_no_invocation(cloudwatch: CloudWatchBackend) -> None:
    throttled = Observed("eu-west-1", ACCOUNT, "run", "run", "$LATEST", False, True, 0.0, 1)

    Metrics()._count([Invoked(EVENING, throttled)])

    assert [datum.sum for datum in data(cloudwatch, "Throttles")] == [1]
    assert data(cloudwatch, "Invocations") == []


def test_oldest_data_go_when_there_are_too_many(cloudwatch: CloudWatchBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_KEPT_DATA", 100)
    counted = Metrics()

    for minute in range(100):
        counted._count([served(EVENING + 60 * minute)])

    assert len(cloudwatch.metric_data) <= 100
    assert data(cloudwatch, "Count")[-1].timestamp == datetime(2025, 11, 22, 21, 39)


def test_what_others_put_stays(cloudwatch: CloudWatchBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_KEPT_DATA", 10)
    cloudwatch.put_metric_data("Own", [{"MetricName": "Mine", "Value": 1, "Timestamp": datetime(2025, 1, 1)}])
    counted = Metrics()

    for minute in range(10):
        counted._count([served(EVENING + 60 * minute)])

    assert [datum.name for datum in cloudwatch.metric_data].count("Mine") == 1
