"""A dashboard's widgets as the template shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from emulator.front_page.charts.lines import Axis, Curve, Window, draw_lines
from emulator.front_page.dashboards.markdown import read_markdown
from emulator.front_page.dashboards.metric_rows import MOST_SERIES
from emulator.front_page.dashboards.readings import Allowance, Reading, read
from emulator.front_page.dashboards.single_values import bars, single_values
from emulator.front_page.dashboards.values import described, legend, table
from emulator.front_page.dashboards.widgets import (
    AlarmWidget,
    MetricWidget,
    Place,
    Series,
    TextWidget,
    UndrawnWidget,
    Widget,
)
from emulator.front_page.sources import AlarmView, Monitoring

_ROW_PIXELS = 46
_AROUND_PIXELS = 118  # a card's title, legend and table
_LOWEST_PIXELS, _HIGHEST_PIXELS = 120, 480
_NARROW = 6  # columns
_TONES = {"OK": "good", "ALARM": "bad"}
_NEAREST = "CloudWatch shows this as a {}."


@dataclass(frozen=True, slots=True)
class View:
    """`kind` names the part of the template, which finds what it shows in `shown`."""

    kind: str
    title: str
    shown: Mapping[str, Any]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Viewing:
    """What all widgets of a page share."""

    monitoring: Monitoring
    window: Window
    allowance: Allowance

    def view(self, place: Place, widget: Widget) -> View:
        match widget:
            case TextWidget():
                return View("text", "", {"blocks": read_markdown(widget.markdown)})
            case AlarmWidget():
                return self._alarms(widget)
            case UndrawnWidget():
                return View("undrawn", widget.title, {"reason": widget.reason, "holds": widget.holds})
            case MetricWidget():
                return self._metrics(place, widget)

    def _alarms(self, widget: AlarmWidget) -> View:
        alarms = self.monitoring.alarms(widget.alarms)
        known = {alarm.arn for alarm in alarms}
        shown = [alarm for alarm in alarms if not widget.states or alarm.state in widget.states]
        missing = [arn for arn in widget.alarms if arn not in known]
        return View("alarms", widget.title, {"alarms": shown, "missing": missing, "tones": _TONES})

    def _metrics(self, place: Place, widget: MetricWidget) -> View:
        alarms = self.monitoring.alarms(widget.alarms)
        series = widget.series or _of_alarms(alarms, widget.region)
        readings = read(series, self.monitoring, self.window, self.allowance)
        if readings is None:
            return View("undrawn", widget.title, {"reason": "This page has more data than it can draw.", "holds": ""})
        shown = readings[:MOST_SERIES]
        left_out = widget.left_out + len(readings) - len(shown)
        notes = [f"{each.label}: {each.fault}." for each in shown if each.fault]
        if widget.view != widget.shown_as:
            notes.append(_NEAREST.format(widget.view))
        if left_out:
            notes.append(f"{left_out} more series are not shown.")
        drawn = self._drawn(place, _with_thresholds(widget, alarms), [each for each in shown if not each.fault])
        return View(widget.shown_as, widget.title, drawn, notes)

    def _drawn(self, place: Place, widget: MetricWidget, readings: Sequence[Reading]) -> Mapping[str, Any]:
        if not any(reading.points for reading in readings):
            return {"is_empty": True, "labels": [reading.label for reading in readings]}
        told = {"is_empty": False, "table": table(readings), "description": described(readings)}
        if widget.shown_as == "timeSeries":
            return told | {"chart": self._chart(place, widget, readings), **_sizes(place), "legend": legend(readings)}
        whole: Sequence[Reading] = ()
        if widget.is_of_whole_range:
            visible = [reading.series for reading in readings]
            whole = read(widget.series or visible, self.monitoring, self.window, self.allowance, is_whole=True) or ()
        if widget.shown_as == "bar":
            return told | {"bars": bars(readings, whole, widget.left)}
        return told | {"values": single_values(readings, whole, self.window, self.monitoring.unit)}

    def _chart(self, place: Place, widget: MetricWidget, readings: Sequence[Reading]) -> Any:
        curves = [Curve(each.label, each.points, each.period, each.series.is_right) for each in readings]
        return draw_lines(
            curves,
            self.window,
            self._measured(widget, widget.left, readings, is_right=False),
            self._measured(widget, widget.right, readings, is_right=True),
            moments=widget.moments,
            is_stacked=widget.is_stacked,
            most_times=3 if place.width < _NARROW else 5,
        )

    def _measured(self, widget: MetricWidget, axis: Axis, readings: Sequence[Reading], *, is_right: bool) -> Axis:
        """With the unit for a label, if there is no other and all series have the same."""
        if axis.label or not widget.shows_units:
            return axis
        series = [each.series for each in readings if each.series.is_right is is_right]
        units = {
            each.metric and self.monitoring.unit(each.region, each.account, each.metric)
            for each in series
            if each.statistic != "SampleCount"
        }
        unit = units.pop() if len(units) == 1 else None
        return replace(axis, label=unit) if unit and unit != "None" else axis


def _sizes(place: Place) -> Mapping[str, int]:
    height = min(_HIGHEST_PIXELS, max(_LOWEST_PIXELS, place.height * _ROW_PIXELS - _AROUND_PIXELS))
    return {"height": height}


def _with_thresholds(widget: MetricWidget, alarms: Sequence[AlarmView]) -> MetricWidget:
    lines = tuple((alarm.threshold, alarm.name) for alarm in alarms if alarm.threshold is not None)
    return replace(widget, left=replace(widget.left, thresholds=(*widget.left.thresholds, *lines)))


def _of_alarms(alarms: Sequence[AlarmView], region: str) -> Sequence[Series]:
    """A widget without metrics of its own shows what its alarm is about."""
    return [
        Series(
            id=query.id,
            label=alarm.name if query.metric is None else query.metric.name,
            metric=query.metric,
            expression=query.expression,
            statistic=query.statistic,
            period=query.period,
            region=alarm.arn.split(":")[3] or region,
            account="",
            is_visible=query.returned,
            is_right=False,
        )
        for alarm in alarms[:1]
        for query in alarm.queries[:MOST_SERIES]
    ]
