"""CloudWatch's embedded metric format: the metrics in a log event that is such a document. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from emulator.cloudwatch.distribution import LARGEST
from emulator.cloudwatch.metric_store import Metric

_MAX_DIMENSIONS = 30
_MAX_VALUES = 100
_MAX_DEFINITIONS = 100
_MAX_NAME = 1024
_MAX_DIMENSION_NAME = 250
_RESOLUTIONS = (1, 60)
_SECONDS_BACK = 14 * 24 * 3600
_SECONDS_AHEAD = 2 * 3600
_PLAIN_UNITS = ("Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None")
_SIZES = ("Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes")
_BITS = ("Bits", "Kilobits", "Megabits", "Gigabits", "Terabits")
UNITS = frozenset((*_PLAIN_UNITS, *_SIZES, *_BITS, *(f"{each}/Second" for each in (*_SIZES, *_BITS)), "Count/Second"))


class Datum(NamedTuple):
    metric: Metric
    at: float  # seconds since the epoch
    values: Sequence[float]
    unit: str | None
    resolution: int


def is_embedded(message: str) -> bool:
    """What is certainly none is told without its being parsed."""
    return '"_aws"' in message and "CloudWatchMetrics" in message


def embedded_metrics(message: str, now: float) -> Sequence[Datum]:
    """None of a document that is not valid. A metric whose value or dimensions are not there is left out."""
    document = parse_object(message)
    metadata = document.get("_aws") if document is not None else None
    if document is None or not isinstance(metadata, dict):
        return ()
    timestamp, directives = number(metadata.get("Timestamp")), metadata.get("CloudWatchMetrics")
    if timestamp is None or not -_SECONDS_BACK <= timestamp / 1000 - now <= _SECONDS_AHEAD:
        return ()
    if not isinstance(directives, list) or not all(_is_directive(each) for each in directives):
        return ()
    return [datum for directive in directives for datum in _of_directive(directive, document, timestamp / 1000)]


def _of_directive(directive: Mapping[str, Any], document: Mapping[str, Any], at: float) -> Iterator[Datum]:
    resolved = [_dimensions(names, document) for names in directive["Dimensions"]]
    for definition in directive["Metrics"]:
        values = _values(document.get(definition["Name"]))
        for dimensions in resolved:
            if values and dimensions is not None:
                metric = Metric(directive["Namespace"], definition["Name"], dimensions)
                yield Datum(metric, at, values, definition.get("Unit"), definition.get("StorageResolution", 60))


def _is_directive(directive: object) -> bool:
    if not isinstance(directive, dict) or not _is_name(directive.get("Namespace"), _MAX_NAME):
        return False
    sets, definitions = directive.get("Dimensions"), directive.get("Metrics")
    return (
        isinstance(sets, list)
        and all(_is_dimension_set(each) for each in sets)
        and isinstance(definitions, list)
        and len(definitions) <= _MAX_DEFINITIONS
        and all(_is_definition(each) for each in definitions)
    )


def _is_dimension_set(names: object) -> bool:
    return (
        isinstance(names, list)
        and len(names) <= _MAX_DIMENSIONS
        and all(_is_name(name, _MAX_DIMENSION_NAME) for name in names)
    )


def _is_definition(definition: object) -> bool:
    return (
        isinstance(definition, dict)
        and _is_name(definition.get("Name"), _MAX_NAME)
        and definition.get("Unit", "None") in UNITS
        and definition.get("StorageResolution", 60) in _RESOLUTIONS
    )


def _is_name(value: object, most: int) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= most


def _dimensions(names: Sequence[str], document: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
    """None if a member is missing or no text."""
    values = [document.get(name) for name in names]
    if not all(_is_name(value, _MAX_NAME) for value in values):
        return None
    return tuple(sorted(zip(names, map(str, values), strict=True)))


def _values(value: object) -> Sequence[float]:
    given = value if isinstance(value, list) else [value]
    numbers = [each for item in given if (each := number(item)) is not None]
    return numbers if len(numbers) == len(given) <= _MAX_VALUES else ()


def number(value: object) -> float | None:
    """None for what is no number, or too large a one for CloudWatch."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
        return None
    return None if math.isnan(value) else float(value)


def parse_object(message: str) -> dict[str, Any] | None:
    try:
        document = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
