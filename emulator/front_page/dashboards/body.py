"""The JSON of a dashboard, read into widgets, or why it cannot be. Pure.

Whoever deploys it wrote it: nothing in it is taken to be of the right kind or size.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from emulator.front_page.charts.lines import Axis
from emulator.front_page.dashboards.json_values import items, mapping, number, text, texts
from emulator.front_page.dashboards.metric_rows import MOST_SERIES, Defaults, period_of, read_rows
from emulator.front_page.dashboards.placement import places_of
from emulator.front_page.dashboards.widgets import (
    AlarmWidget,
    Dashboard,
    MetricWidget,
    TextWidget,
    UndrawnWidget,
    Unreadable,
    Widget,
)

MOST_WIDGETS = 100
_LONGEST_BODY = 1_000_000
_LONGEST_TEXT = 20_000
_MOST_ANNOTATIONS = 20
_DEFAULT_PERIOD = 60
# The nearest of what is drawn here to each of CloudWatch's views.
_SHOWN_AS = {
    "timeSeries": "timeSeries",
    "singleValue": "singleValue",
    "bar": "bar",
    "gauge": "singleValue",
    "pie": "bar",
    "table": "singleValue",
}


def read_body(body: str, region: str) -> Dashboard | Unreadable:
    """`region` is where metrics are that do not say so."""
    if len(body) > _LONGEST_BODY:
        return Unreadable(f"The body has more than {_LONGEST_BODY:,} characters.")
    try:
        document = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Unreadable("The body is not valid JSON.")
    widgets = document.get("widgets") if isinstance(document, dict) else None
    if not isinstance(widgets, list):
        return Unreadable("The body has no list of widgets.")
    read = [_widget(each, region) for each in widgets[:MOST_WIDGETS]]
    places = places_of([each if isinstance(each, dict) else {} for each in widgets[:MOST_WIDGETS]])
    return Dashboard(tuple(zip(places, read, strict=True)), max(0, len(widgets) - MOST_WIDGETS))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _widget(given: object, region: str) -> Widget:
    if not isinstance(given, dict) or not isinstance(given.get("properties"), dict):
        return UndrawnWidget("", "This is no widget: it has no properties.", _shortened(given))
    kind, properties = given.get("type"), given["properties"]
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        named = f"of type {kind[:40]}" if isinstance(kind, str) else "without a type"
        return UndrawnWidget(_title(properties), f"Widgets {named} are not drawn here.", _shortened(properties))
    return reader(properties, region)


def _metric(properties: Mapping[str, Any], region: str) -> Widget:
    rows = items(properties.get("metrics"))
    own_region = text(properties.get("region")) or region
    defaults = Defaults(
        own_region, text(properties.get("stat")) or "Average", period_of(properties.get("period")) or _DEFAULT_PERIOD
    )
    series = read_rows(rows, defaults)
    view = text(properties.get("view")) or "timeSeries"
    if isinstance(series, Unreadable):
        return UndrawnWidget(_title(properties), series.reason, _shortened(properties))
    if view not in _SHOWN_AS:
        return UndrawnWidget(_title(properties), f"The view {view[:40]} is not drawn here.", _shortened(properties))
    axes, annotations = mapping(properties.get("yAxis")), mapping(properties.get("annotations"))
    return MetricWidget(
        title=_title(properties),
        region=own_region,
        view=view,
        shown_as=_SHOWN_AS[view],
        is_stacked=properties.get("stacked") is True,
        is_of_whole_range=properties.get("setPeriodToTimeRange") is True,
        series=series,
        left=_axis(mapping(axes.get("left")), annotations, "left"),
        right=_axis(mapping(axes.get("right")), annotations, "right"),
        shows_units=mapping(axes.get("left")).get("showUnits") is not False,
        moments=_moments(annotations),
        alarms=texts(annotations.get("alarms"))[:_MOST_ANNOTATIONS],
        left_out=max(0, len(rows) - MOST_SERIES),
    )


def _text_widget(properties: Mapping[str, Any], _: str) -> Widget:
    return TextWidget(text(properties.get("markdown"), _LONGEST_TEXT))


def _alarm(properties: Mapping[str, Any], _: str) -> Widget:
    alarms = texts(properties.get("alarms"))
    return AlarmWidget(_title(properties), alarms, texts(properties.get("states")))


def _log(properties: Mapping[str, Any], _: str) -> Widget:
    query = text(properties.get("query"), _LONGEST_TEXT)
    return UndrawnWidget(_title(properties), "A query of CloudWatch Logs Insights, which is not asked here:", query)


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Widget]] = {
    "metric": _metric,
    "text": _text_widget,
    "alarm": _alarm,
    "log": _log,
}


def _axis(given: Mapping[str, Any], annotations: Mapping[str, Any], side: str) -> Axis:
    lowest, highest = number(given.get("min")), number(given.get("max"))
    if lowest is not None and highest is not None and highest <= lowest:
        lowest, highest = None, None
    # Two that bound a band stand in a list of their own.
    lines = [
        line
        for each in items(annotations.get("horizontal"))[:_MOST_ANNOTATIONS]
        for line in (each[:2] if isinstance(each, list) else [each])
        if isinstance(line, dict)
    ]
    thresholds = [
        (value, text(line.get("label")))
        for line in lines
        if (value := number(line.get("value"))) is not None
        and line.get("visible") is not False
        and (line.get("yAxis") == "right") is (side == "right")
    ]
    return Axis(text(given.get("label")), lowest, highest, tuple(thresholds))


def _moments(annotations: Mapping[str, Any]) -> tuple[tuple[float, str], ...]:
    lines = [each for each in items(annotations.get("vertical"))[:_MOST_ANNOTATIONS] if isinstance(each, dict)]
    told = [(_instant(line.get("value")), text(line.get("label"))) for line in lines]
    return tuple((at, label) for at, label in told if at is not None)


def _instant(value: object) -> float | None:
    try:
        moment = datetime.fromisoformat(text(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _title(properties: Mapping[str, Any]) -> str:
    return text(properties.get("title"))


def _shortened(value: object) -> str:
    try:
        written = json.dumps(value, indent=1, ensure_ascii=False)
    except RecursionError:
        return ""
    return written if len(written) <= 2000 else f"{written[:2000]}…"
