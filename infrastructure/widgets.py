"""The widgets of a dashboard, and their JSON as CloudWatch takes it. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from infrastructure.metrics import Metric

COLUMNS = 24
PERIOD_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    metric: Metric
    stat: str = "Sum"


@dataclass(frozen=True, slots=True)
class Chart:
    """`axis` says what is measured; `view` is timeSeries, or singleValue for totals of the time that is looked at."""

    title: str
    axis: str
    lines: Sequence[Line]
    view: str = "timeSeries"
    width: int = 8
    height: int = 6


@dataclass(frozen=True, slots=True)
class Heading:
    markdown: str
    width: int = COLUMNS
    height: int = 1


@dataclass(frozen=True, slots=True)
class Alarms:
    title: str
    arns: Sequence[str]
    width: int = COLUMNS
    height: int = 4


Widget = Chart | Heading | Alarms


def placed(widgets: Iterable[Widget], region: str) -> Iterator[dict[str, Any]]:
    """From left to right; a widget that has no room left begins a row, below the tallest of the row before."""
    x = y = tallest = 0
    for widget in widgets:
        if x + widget.width > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        kind, properties = _drawn(widget, region)
        yield {"type": kind, "x": x, "y": y, "width": widget.width, "height": widget.height, "properties": properties}
        x, tallest = x + widget.width, max(tallest, widget.height)


def _drawn(widget: Widget, region: str) -> tuple[str, dict[str, Any]]:
    match widget:
        case Heading():
            return "text", {"markdown": widget.markdown, "background": "transparent"}
        case Alarms():
            return "alarm", {"title": widget.title, "alarms": list(widget.arns)}
        case Chart():
            return "metric", {
                "title": widget.title,
                "region": region,
                "view": widget.view,
                "stat": widget.lines[0].stat,
                "period": PERIOD_SECONDS,
                "metrics": [_metric(line) for line in widget.lines],
                **_scale(widget),
            }


def _metric(line: Line) -> list[Any]:
    dimensions = [text for dimension in line.metric.dimensions for text in dimension]
    return [line.metric.namespace, line.metric.name, *dimensions, {"label": line.label, "stat": line.stat}]


def _scale(chart: Chart) -> dict[str, Any]:
    if chart.view == "singleValue":
        return {"setPeriodToTimeRange": True}
    return {"stacked": False, "yAxis": {"left": {"label": chart.axis, "min": 0, "showUnits": False}}}
