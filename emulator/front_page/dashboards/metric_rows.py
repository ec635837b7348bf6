"""The rows of a widget's `metrics`, with their abbreviations. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Metrics-Array-Format
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from emulator.cloudwatch.distribution import is_statistic
from emulator.cloudwatch.queries import Metric
from emulator.front_page.dashboards.widgets import Series, Unreadable

MOST_SERIES = 50
_MOST_TEXT = 512
_MOST_EXPRESSION = 2048
_LONGEST_PERIOD = 86_400
_LONGEST_ROW = 64  # a namespace, a name, and 30 dimensions


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for the rows that do not say otherwise."""

    region: str
    statistic: str
    period: int


def read_rows(rows: Sequence[Any], defaults: Defaults) -> tuple[Series, ...] | Unreadable:
    series: list[Series] = []
    names: tuple[str, ...] = ()
    for number, row in enumerate(rows[:MOST_SERIES], 1):
        if not isinstance(row, list) or not 0 < len(row) <= _LONGEST_ROW:
            return Unreadable(f"Row {number} of its metrics is no list of texts.")
        options = row[-1] if isinstance(row[-1], dict) else {}
        given = row[:-1] if isinstance(row[-1], dict) else row
        if not all(isinstance(each, str) for each in given):
            return Unreadable(f"Row {number} of its metrics has more than texts and its options.")
        if given:
            names = tuple(_unabbreviated(given, names))
        read = _series(names if given else (), options, defaults, f"row {number}")
        if isinstance(read, Unreadable):
            return read
        series.append(read)
    return _with_ids(series)


def _unabbreviated(given: Sequence[str], before: Sequence[str]) -> Iterator[str]:
    """A dot is what stands there in the row before; three dots are all of it that the rest of the row leaves."""
    place = 0
    for number, text in enumerate(given):
        if text == "...":
            rest = len(given) - number - 1
            yield from before[place : max(place, len(before) - rest)]
            place = max(place, len(before) - rest)
        else:
            yield before[place] if text == "." and place < len(before) else text[:_MOST_TEXT]
            place += 1


def _series(names: Sequence[str], options: Mapping[str, Any], defaults: Defaults, place: str) -> Series | Unreadable:
    expression = _text(options, "expression")
    if not expression and (len(names) < 2 or len(names) % 2 or len(names) > _LONGEST_ROW):
        return Unreadable(f"Its {place} is neither an expression nor a namespace, a name and pairs of dimensions.")
    statistic = _text(options, "stat") or defaults.statistic
    if not is_statistic(statistic):
        return Unreadable(f"The statistic {statistic[:40]} of its {place} is not supported.")
    dimensions = tuple(sorted(zip(names[2::2], names[3::2], strict=True)))
    return Series(
        id=_text(options, "id"),
        label=_text(options, "label"),
        metric=None if expression else Metric(names[0], names[1], dimensions),
        expression=expression,
        statistic=statistic,
        period=period_of(options.get("period")) or defaults.period,
        region=_text(options, "region") or defaults.region,
        account=_text(options, "accountId"),
        is_visible=options.get("visible") is not False,
        is_right=options.get("yAxis") == "right",
    )


def period_of(value: object) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= _LONGEST_PERIOD:
        return int(value)
    return None


def _text(options: Mapping[str, Any], name: str) -> str:
    value = options.get(name)
    return value[: _MOST_EXPRESSION if name == "expression" else _MOST_TEXT] if isinstance(value, str) else ""


def _with_ids(series: Sequence[Series]) -> tuple[Series, ...] | Unreadable:
    """Those without an id get one; those without a label are told by what differs."""
    given = [each.id for each in series if each.id]
    twice = next((each for each in given if given.count(each) > 1), None)
    if twice is not None:
        return Unreadable(f"The id {twice[:40]} is there twice.")
    free = (name for number in range(1, 2 * MOST_SERIES + 2) if (name := f"m{number}") not in given)
    labels = _labels(series)
    return tuple(
        replace(each, id=each.id or next(free), label=each.label or label)
        for each, label in zip(series, labels, strict=True)
    )


def _labels(series: Sequence[Series]) -> Sequence[str]:
    """A metric's name, and whatever else is not the same for all of them."""
    metrics = [(each.metric, each) for each in series if each.metric is not None]
    values = {dimension for metric, _ in metrics for dimension in metric.dimensions}
    shared = {pair for pair in values if all(pair in metric.dimensions for metric, _ in metrics)}
    has_names = len({metric.name for metric, _ in metrics}) > 1
    has_statistics = len({each.statistic for _, each in metrics}) > 1
    labels: list[str] = []
    for each in series:
        if each.metric is None:
            labels.append("")
            continue
        own = [value for name, value in each.metric.dimensions if (name, value) not in shared]
        is_named = has_names or not (own or has_statistics)
        parts = [*own, each.metric.name if is_named else "", each.statistic if has_statistics else ""]
        labels.append(" ".join(part for part in parts if part))
    return labels
