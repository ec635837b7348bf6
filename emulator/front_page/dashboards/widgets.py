"""The widgets of a dashboard, as far as they are shown.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from dataclasses import dataclass

from emulator.cloudwatch.queries import Metric
from emulator.front_page.charts.lines import Axis

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Place:
    """On a grid of 24 columns."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Series:
    """A metric with its statistic, or an expression. An empty `account` is the emulator's own."""

    id: str
    label: str
    metric: Metric | None
    expression: str
    statistic: str
    period: int  # seconds
    region: str
    account: str
    is_visible: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class MetricWidget:
    """`shown_as` is the nearest to `view` of what can be drawn: timeSeries, singleValue or bar."""

    title: str
    region: str
    view: str
    shown_as: str
    is_stacked: bool
    is_of_whole_range: bool
    series: tuple[Series, ...]
    left: Axis
    right: Axis
    shows_units: bool
    moments: tuple[tuple[float, str], ...]
    alarms: tuple[str, ...]  # ARNs of those whose thresholds are drawn
    left_out: int


@dataclass(frozen=True, slots=True)
class TextWidget:
    markdown: str


@dataclass(frozen=True, slots=True)
class AlarmWidget:
    title: str
    alarms: tuple[str, ...]  # ARNs
    states: tuple[str, ...]  # none: all


@dataclass(frozen=True, slots=True)
class UndrawnWidget:
    """`holds` is what it would be made of, such as a query."""

    title: str
    reason: str
    holds: str


Widget = MetricWidget | TextWidget | AlarmWidget | UndrawnWidget


@dataclass(frozen=True, slots=True)
class Dashboard:
    widgets: tuple[tuple[Place, Widget], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no dashboard, for whoever has deployed it."""

    reason: str
