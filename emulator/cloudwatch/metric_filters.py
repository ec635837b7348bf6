"""Metric filters: the values that log events add to metrics.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from emulator.cloudwatch.distribution import Distribution
from emulator.cloudwatch.embedded_metrics import number
from emulator.cloudwatch.filter_patterns import Event, InvalidPattern, Pattern, compile_pattern
from emulator.cloudwatch.metric_store import Dimensions, Metric, MetricStore, Place

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Transformation:
    namespace: str
    name: str
    value: str  # a number, $.selector or $column
    default: float | None
    dimensions: Mapping[str, str]  # selectors or columns by the dimension's name
    unit: str | None

    @classmethod
    def read(cls, wire: Mapping[str, Any]) -> "Transformation":
        """Raises KeyError, TypeError, AttributeError or ValueError for what is none."""
        return cls(
            wire["metricNamespace"],
            wire["metricName"],
            str(wire["metricValue"]),
            number(wire.get("defaultValue")),
            {name: str(selector) for name, selector in (wire.get("dimensions") or {}).items()},
            wire.get("unit"),
        )


class Found(NamedTuple):
    """Values of a metric in a minute, which is told by its first second. A default counts where nothing else does."""

    metric: Metric
    minute: int
    unit: str | None
    values: Sequence[float]
    is_default: bool


def extract_filtered(
    place: Place, filters: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]], store: MetricStore
) -> None:
    """`filters` and `events` as the API has them."""
    read = [(event["timestamp"] / 1000, Event(event["message"])) for event in events]
    for each in filters:
        pattern = compile_pattern(each["filterPattern"] or "")
        if isinstance(pattern, InvalidPattern):
            continue
        transformations = [Transformation.read(wire) for wire in each["metricTransformations"]]
        for metric, minute, unit, values, is_default in filter_events(pattern, transformations, read):
            if is_default:
                store.add_default(place, metric, minute, values[0], unit)
            else:
                store.add(place, metric, minute, Distribution.of(values), unit)


def filter_events(
    pattern: Pattern, transformations: Sequence[Transformation], events: Iterable[tuple[float, Event]]
) -> Iterator[Found]:
    """`events` with their times, in seconds since the epoch."""
    minutes: dict[int, list[Event]] = {}
    for at, event in events:
        matched = minutes.setdefault(int(at) // _MINUTE * _MINUTE, [])
        if event.matches(pattern):
            matched.append(event)
    for minute, matched in minutes.items():
        for transformation in transformations:
            yield from _transform(transformation, minute, matched)


def _transform(transformation: Transformation, minute: int, matched: Iterable[Event]) -> Iterator[Found]:
    values: defaultdict[Dimensions, list[float]] = defaultdict(list)
    for event in matched:
        value, dimensions = _value(transformation.value, event), _dimensions(transformation.dimensions, event)
        if value is not None and dimensions is not None:
            values[dimensions].append(value)
    for dimensions, several in values.items():
        metric = Metric(transformation.namespace, transformation.name, dimensions)
        yield Found(metric, minute, transformation.unit, several, is_default=False)
    if not values and transformation.default is not None:
        metric = Metric(transformation.namespace, transformation.name)
        yield Found(metric, minute, transformation.unit, (transformation.default,), is_default=True)


def _value(text: str, event: Event) -> float | None:
    found: object = event.field(text) if text.startswith("$") else text
    if isinstance(found, str):
        try:
            found = float(found)
        except ValueError:
            return None
    return number(found)


def _dimensions(selectors: Mapping[str, str], event: Event) -> Dimensions | None:
    """None if the event lacks one: it then counts for no metric."""
    found = [(name, event.field(selector)) for name, selector in sorted(selectors.items())]
    if not all(isinstance(value, str | int | float) and value != "" for _, value in found):
        return None
    return tuple((name, str(value)) for name, value in found)
