"""Metrics from log events as they arrive in moto's log groups, whoever writes them: a function, a stage, a client.

What a function or a stage logs is written by batches, in a thread, so that no request waits for this.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from moto.logs.models import LogGroup, logs_backends

from emulator.cloudwatch.distribution import Distribution
from emulator.cloudwatch.embedded_metrics import embedded_metrics, is_embedded
from emulator.cloudwatch.metric_store import Metric, MetricStore, Place, metric_store

_put_log_events: Any = LogGroup.put_log_events


@cache
def extract_metrics() -> None:
    group: Any = LogGroup
    group.put_log_events = _put_and_extract


def extract(
    place: Place, filters: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]], store: MetricStore
) -> None:
    """`filters` and `events` as the API has them."""
    _extract_embedded(place, [event["message"] for event in events], store)
    if filters:
        from emulator.cloudwatch.metric_filters import extract_filtered  # noqa: PLC0415 - for those who have filters

        extract_filtered(place, filters, events, store)


class _Series(NamedTuple):
    metric: Metric
    start: int
    unit: str | None
    resolution: int


def _extract_embedded(place: Place, messages: Iterable[str], store: MetricStore) -> None:
    found: defaultdict[_Series, list[float]] = defaultdict(list)
    now = time.time()
    for message in messages:
        if is_embedded(message):
            for metric, at, values, unit, resolution in embedded_metrics(message, now):
                found[_Series(metric, int(at) // resolution * resolution, unit, resolution)].extend(values)
    for series, values in found.items():
        store.add(place, series.metric, series.start, Distribution.of(values), series.unit, series.resolution)


def _put_and_extract(group: LogGroup, log_stream_name: str, log_events: list[dict[str, Any]]) -> str:
    answer: str = _put_log_events(group, log_stream_name, log_events)
    filters = logs_backends[group.account_id][group.region].filters.metric_filters
    own = [each for each in filters if each["logGroupName"] == group.name]
    extract(Place(group.account_id, group.region), own, log_events, metric_store())
    return answer
