"""What is read from a dashboard's JSON, whatever somebody has put into it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.queries import Metric
from emulator.front_page.dashboards.body import MOST_WIDGETS, read_body
from emulator.front_page.dashboards.metric_rows import MOST_SERIES
from emulator.front_page.dashboards.widgets import (
    AlarmWidget,
    Dashboard,
    MetricWidget,
    Place,
    TextWidget,
    UndrawnWidget,
    Unreadable,
    Widget,
)

REGION = "eu-west-1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "title": JSON,
        "metrics": st.lists(st.lists(st.sampled_from([".", "...", "AWS/Lambda", "Errors", {"id": "m1"}]) | JSON))
        | JSON,
        "view": st.sampled_from(["timeSeries", "bar", "pie"]) | JSON,
        "yAxis": st.fixed_dictionaries({"left": st.fixed_dictionaries({"min": JSON, "max": JSON}) | JSON}) | JSON,
        "annotations": st.fixed_dictionaries(
            {"horizontal": st.lists(JSON | st.fixed_dictionaries({"value": JSON})) | JSON, "vertical": JSON}
        )
        | JSON,
        "period": JSON,
        "markdown": JSON,
        "alarms": JSON,
    },
)


def read(*widgets: Any) -> Dashboard:
    dashboard = read_body(json.dumps({"widgets": widgets}), REGION)
    assert isinstance(dashboard, Dashboard)
    return dashboard


def read_widget(kind: str, properties: Any) -> Widget:
    return read({"type": kind, "properties": properties}).widgets[0][1]


def read_metrics(*rows: Any, **properties: Any) -> MetricWidget:
    widget = read_widget("metric", {"metrics": rows, **properties})
    assert isinstance(widget, MetricWidget)
    return widget


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ('{"widgets": [NaN]}', "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('{"widgets": ' + "9" * 10_000 + "}", "not valid JSON"),
        ("[]", "no list of widgets"),
        ('{"widgets": {}}', "no list of widgets"),
        (" " * 1_000_001, "more than 1,000,000 characters"),
    ],
    ids=["empty", "open", "NaN", "deep", "long number", "list", "no list", "long"],
)
def test_body_that_is_no_dashboard_is_told_as_such(body: str, reason: str) -> None:
    read_of_it = read_body(body, REGION)

    assert isinstance(read_of_it, Unreadable)
    assert reason in read_of_it.reason


def test_metrics_are_read_with_their_abbreviations() -> None:
    widget = read_metrics(
        ["AWS/ApiGateway", "Count", "ApiName", "pets", "Stage", "dev"],
        [".", "Latency", ".", ".", ".", "."],
        ["...", "prod", {"stat": "p99", "yAxis": "right"}],
    )

    assert [series.metric for series in widget.series] == [
        Metric("AWS/ApiGateway", "Count", (("ApiName", "pets"), ("Stage", "dev"))),
        Metric("AWS/ApiGateway", "Latency", (("ApiName", "pets"), ("Stage", "dev"))),
        Metric("AWS/ApiGateway", "Latency", (("ApiName", "pets"), ("Stage", "prod"))),
    ]
    assert [(series.statistic, series.is_right) for series in widget.series] == [
        ("Average", False),
        ("Average", False),
        ("p99", True),
    ]


def test_series_without_labels_are_told_by_what_differs() -> None:
    widget = read_metrics(
        ["AWS/Lambda", "Errors", "FunctionName", "one"], ["...", "two"], ["...", "two", {"label": "2 ${MAX}"}]
    )

    assert [series.label for series in widget.series] == ["one", "two", "2 ${MAX}"]


def test_rows_may_be_elsewhere_and_hidden() -> None:
    widget = read_metrics(
        ["A", "b", {"id": "m2", "visible": False, "region": "us-west-2", "accountId": "210987654321", "period": 300}],
        [{"expression": "m2 * 2", "label": "twice"}],
        region="eu-north-1",
        stat="Sum",
    )

    first, second = widget.series
    assert (first.region, first.account, first.is_visible, first.period) == ("us-west-2", "210987654321", False, 300)
    assert (second.region, second.expression, second.id, second.period) == ("eu-north-1", "m2 * 2", "m1", 60)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["text"], "no list of texts"),
        ([[]], "no list of texts"),
        ([["A"]], "neither an expression nor"),
        ([["A", "b", "name"]], "neither an expression nor"),
        ([["A", 1]], "more than texts"),
        ([["A", "b", {"stat": "p1000"}]], "The statistic p1000"),
        ([["A", "b", {"id": "m"}], ["A", "c", {"id": "m"}]], "The id m is there twice"),
    ],
)
def test_widget_with_metrics_that_are_none_says_so(rows: Any, reason: str) -> None:
    widget = read_widget("metric", {"metrics": rows})

    assert isinstance(widget, UndrawnWidget)
    assert reason in widget.reason


def test_annotations_are_thresholds_moments_and_alarms() -> None:
    widget = read_metrics(
        ["A", "b"],
        annotations={
            "horizontal": [
                {"value": 9, "label": "hidden", "visible": False},
                {"value": 5, "label": "much"},
                [{"value": 1, "label": "from"}, {"value": 2}],
                {"value": 7, "yAxis": "right"},
            ],
            "vertical": [{"value": "1970-01-01T00:01:00Z", "label": "deploy"}, {"value": "never"}],
            "alarms": ["arn:one"],
        },
    )

    assert widget.left.thresholds == ((5.0, "much"), (1.0, "from"), (2.0, ""))
    assert widget.right.thresholds == ((7.0, ""),)
    assert widget.moments == ((60.0, "deploy"),)
    assert widget.alarms == ("arn:one",)


def test_other_widgets_are_read_or_say_what_they_hold() -> None:
    text = read_widget("text", {"markdown": "# Hello"})
    alarm = read_widget("alarm", {"title": "All", "alarms": ["arn:one", 2], "states": ["ALARM"]})
    log = read_widget("log", {"query": "fields @message"})
    custom = read_widget("custom", {"endpoint": "arn:of:a:function"})

    assert text == TextWidget("# Hello")
    assert alarm == AlarmWidget("All", ("arn:one",), ("ALARM",))
    assert isinstance(log, UndrawnWidget)
    assert log.holds == "fields @message"
    assert isinstance(custom, UndrawnWidget)
    assert "arn:of:a:function" in custom.holds


@pytest.mark.parametrize("depth", [100, 900, 990, 5000])
def test_widget_of_any_depth_is_read_or_refused(depth: int) -> None:
    body = '{"widgets": [{"type": "custom", "properties": {"a": ' + "[" * depth + "]" * depth + "}}]}"

    assert isinstance(read_body(body, REGION), Dashboard | Unreadable)


def test_only_so_many_widgets_and_series_are_read() -> None:
    many = read(*[{"type": "text", "properties": {"markdown": ""}}] * (MOST_WIDGETS + 7))
    wide = read_metrics(*[["A", f"m{number}"] for number in range(MOST_SERIES + 3)])

    assert (len(many.widgets), many.left_out) == (MOST_WIDGETS, 7)
    assert (len(wide.series), wide.left_out) == (MOST_SERIES, 3)


def test_widgets_without_a_place_follow_each_other() -> None:
    text = {"type": "text", "properties": {}}

    places = [place for place, _ in read({**text, "width": 18}, text, text, {**text, "x": 30, "y": 1}).widgets]

    assert places == [Place(0, 0, 18, 6), Place(18, 0, 6, 6), Place(0, 6, 6, 6), Place(23, 1, 1, 6)]


@given(JSON | st.fixed_dictionaries({"widgets": st.lists(JSON, max_size=3)}))
def test_any_json_is_read_or_refused(document: Any) -> None:
    assert isinstance(read_body(json.dumps(document), REGION), Dashboard | Unreadable)


@given(st.sampled_from(["metric", "text", "alarm", "log", "explorer"]), PROPERTIES)
def test_a_widget_of_any_properties_is_read(kind: str, properties: Any) -> None:
    body = json.dumps({"widgets": [{"type": kind, "properties": properties}]})

    assert isinstance(read_body(body, REGION), Dashboard | Unreadable)
