"""Data of AWS's own metrics, by minute."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from emulator.cloudwatch.distribution import Distribution
from emulator.cloudwatch.metric_store import Dimensions, Metric, MetricStore, metric_store
from emulator.cloudwatch.metric_store import Place as Owner

MINUTE = 60
_UNITS = {
    "ApproximateAgeOfOldestMessage": "Seconds",
    "Duration": "Milliseconds",
    "ExecutionTime": "Milliseconds",
    "IntegrationLatency": "Milliseconds",
    "Latency": "Milliseconds",
}

__all__ = ["MINUTE", "Dimensions", "MetricData", "Place"]


class Place(NamedTuple):
    account_id: str
    region: str
    namespace: str
    minute: int  # since the epoch


class MetricData:
    """Any thread may add to them."""

    def __init__(self, store: MetricStore | None = None) -> None:
        self._store = store or metric_store()

    def add(self, place: Place, subjects: Sequence[Dimensions], values: Iterable[tuple[str, list[float]]]) -> None:
        """`values` are by the metric's name; each of them counts for every one of the subjects."""
        owner, at = Owner(place.account_id, place.region), place.minute * MINUTE
        for name, several in values:
            if several:
                distribution = Distribution.of(several)
                for dimensions in subjects:
                    metric = Metric(place.namespace, name, tuple(sorted(dimensions)))
                    self._store.add(owner, metric, at, distribution, _UNITS.get(name, "Count"))
