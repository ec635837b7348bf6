"""Dashboards' pages as they are written: what they draw, what they say instead, and that nothing becomes HTML."""

import json
import re
from typing import Any

import pytest

from emulator.cloudwatch.queries import Metric, MetricQuery
from emulator.data_plane.stages import DeployedStages
from emulator.front_page.dashboards.pages import DashboardPages
from emulator.front_page.rendering import render_page
from emulator.front_page.request_log import RequestLog
from emulator.front_page.sources import AlarmView, DashboardView, Sources
from tests.emulator.front_page.fakes import FakeMonitoring

NOW = 1_763_841_600
COUNT = Metric("AWS/ApiGateway", "Count", (("ApiName", "pets"),))
ERRORS = Metric("AWS/ApiGateway", "5XXError", (("ApiName", "pets"),))
COUNT_ROW = ["AWS/ApiGateway", "Count", "ApiName", "pets"]
ERRORS_ROW = ["AWS/ApiGateway", "5XXError", "ApiName", "pets"]
HOSTILE = '"><script>alert(1)</script>'
ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slow"
ALARM = AlarmView(
    ARN, "slow", "It is slow.", "ALARM", "Threshold Crossed", NOW, 250.0, (MetricQuery("m", COUNT, "Sum"),), ""
)


class Site:
    def __init__(self, *widgets: Any, body: str | None = None, name: str = "pets") -> None:
        deployed = DashboardView(name, "eu-west-1", json.dumps({"widgets": widgets}) if body is None else body, NOW)
        self.monitoring = FakeMonitoring([deployed], [ALARM])
        self.name = name

    def count(self, *values: float, metric: Metric = COUNT, **more: Any) -> "Site":
        """The latest minutes' values, the newest last."""
        for number, value in enumerate(reversed(values), 1):
            self.monitoring.put(metric, NOW - 60 * number, value, **more)
        return self

    def text(self, **options: str) -> str:
        sources = Sources(
            stages=DeployedStages(),
            requests=RequestLog(),
            functions=list,
            function_log=lambda _: (),
            monitoring=self.monitoring,
            host="127.0.0.1",
            endpoint_url="http://127.0.0.1:4566",
            region="eu-west-1",
            account_id="123456789012",
        )
        page = DashboardPages(sources, "/_emulator", lambda: NOW).find([self.name], options)
        assert page is not None
        template, shown = page
        return render_page(template, {"root": "/_emulator", "sources": sources, **shown}).decode()


def metric(*rows: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "metric", "properties": {"metrics": rows, "stat": "Sum", "title": "Pets", **properties}}


def cells(page: str) -> list[str]:
    return re.findall(r'<td class="number">(.*?)</td>', page)


def legend(page: str) -> list[str]:
    found = re.findall(r'</svg> (.*?) <span class="faint">(.*?)</span></li>', page)
    return [f"{label}: {latest}" for label, latest in found]


def test_time_series_has_a_line_a_legend_a_description_and_a_table() -> None:
    page = Site(metric([*COUNT_ROW, {"label": "requests"}])).count(3, 5, 4).text()

    assert '<path class="line c0 d0" d="M950' in page
    assert legend(page) == ["requests: 4"]
    assert "requests: latest 4, lowest 3, highest 5</desc>" in page
    assert cells(page) == ["4", "5", "3"]


def test_expression_is_drawn_and_what_is_hidden_is_not() -> None:
    page = (
        Site(metric([*COUNT_ROW, {"id": "m1", "visible": False}], [{"expression": "m1 * 100", "label": "percent"}]))
        .count(3)
        .text()
    )

    assert legend(page) == ["percent: 300"]


def test_expression_of_several_series_is_several_lines() -> None:
    site = Site(
        metric(
            [*COUNT_ROW, {"visible": False, "label": "all"}],
            [*ERRORS_ROW, {"visible": False, "label": "bad"}],
            [{"expression": "METRICS() / 2"}],
        )
    )

    page = site.count(8).count(4, metric=ERRORS).text()

    assert legend(page) == ["all: 4", "bad: 2"]


def test_expression_with_a_fault_is_told_and_the_others_are_drawn() -> None:
    page = Site(metric(COUNT_ROW, [{"expression": "NONE(m1)", "label": "odd"}])).count(3).text()

    assert legend(page) == ["Count: 3"]
    assert "odd: The function NONE is not supported." in page


def test_single_value_is_the_latest_or_of_the_whole_range() -> None:
    latest = Site(metric(COUNT_ROW, view="singleValue")).count(3, 5, 4).text()
    whole = Site(metric(COUNT_ROW, view="singleValue", setPeriodToTimeRange=True)).count(3, 5, 4).text()

    assert '<span class="figure">4</span>' in latest
    assert '<span class="figure">12</span>' in whole
    assert 'class="spark"' in whole


def test_bars_are_drawn_and_nearest_views_are_told() -> None:
    page = Site(metric(COUNT_ROW, view="pie")).count(4).text()

    assert '<rect class="block c0 d0" x="0.0%" width="100.0%"' in page
    assert "CloudWatch shows this as a pie." in page


def test_widget_without_data_says_so() -> None:
    page = Site(metric(COUNT_ROW)).text(range="15m")

    assert "No data in the last 15 minutes." in page
    assert "<path" not in page


def test_metrics_are_those_of_their_region() -> None:
    site = Site(metric([*COUNT_ROW, {"region": "us-west-2", "label": "west"}], COUNT_ROW))

    page = site.count(7, region="us-west-2").count(9).text()

    assert legend(page) == ["west: 7", "Count: 9"]


def test_axis_has_the_unit_that_all_series_share() -> None:
    assert ">Milliseconds</text>" in Site(metric(COUNT_ROW)).count(3, unit="Milliseconds").text()
    labelled = metric(COUNT_ROW, yAxis={"left": {"label": "requests", "showUnits": False}})
    assert ">requests</text>" in Site(labelled).count(3, unit="Milliseconds").text()


def test_alarms_are_shown_with_their_state_and_reason() -> None:
    page = Site({"type": "alarm", "properties": {"title": "All", "alarms": [ARN, "arn:gone"]}}).text()

    assert '<span class="pill bad">ALARM</span>' in page
    assert "Threshold Crossed" in page
    assert "2025-11-22 20:00:00" in page
    assert "arn:gone" in page


def test_widget_of_an_alarm_draws_its_metric_and_threshold() -> None:
    page = Site({"type": "metric", "properties": {"annotations": {"alarms": [ARN]}}}).count(3).text()

    assert legend(page) == ["Count: 3"]
    assert ">slow</text>" in page


@pytest.mark.parametrize(
    ("chosen", "told", "values"),
    [("15m", "15 minutes", 1), ("24h", "24 hours", 2), ("nonsense", "hour", 1), ("", "hour", 1)],
)
def test_range_can_be_chosen(chosen: str, told: str, values: int) -> None:
    site = Site(metric(COUNT_ROW)).count(3)
    site.monitoring.put(COUNT, NOW - 7200, 5)

    page = site.text(range=chosen)

    assert f"The last {told}." in page
    assert len(cells(page)) == values


def test_range_stays_when_live_is_paused() -> None:
    page = Site().text(range="3h")

    assert 'href="/_emulator/dashboards/pets?range=3h&amp;live=off"' in page


def test_body_that_cannot_be_read_is_told() -> None:
    page = Site(body="{").text()

    assert "This dashboard cannot be drawn. The body is not valid JSON." in page


def test_nothing_that_was_deployed_becomes_html() -> None:
    site = Site(
        metric([*COUNT_ROW, {"label": HOSTILE, "color": HOSTILE}], title=HOSTILE, yAxis={"left": {"label": HOSTILE}}),
        metric(
            COUNT_ROW,
            annotations={"horizontal": [{"value": 1, "label": HOSTILE}]},
            view="timeSeries",
        ),
        metric([*COUNT_ROW, {"label": HOSTILE}], view="singleValue"),
        metric([*COUNT_ROW, {"label": HOSTILE}], view="bar"),
        metric([HOSTILE, HOSTILE], [{"expression": HOSTILE}]),
        metric([HOSTILE]),
        {"type": HOSTILE, "properties": {HOSTILE: HOSTILE}},
        {"type": "text", "properties": {"markdown": f"# {HOSTILE}\n- {HOSTILE}\n\n{HOSTILE} [a](https://{HOSTILE})"}},
        {"type": "log", "properties": {"query": HOSTILE}},
        {"type": "alarm", "properties": {"alarms": [HOSTILE], "title": HOSTILE}},
        name=HOSTILE,
    )

    page = site.count(3, unit=HOSTILE).text()

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") > 20


def test_page_is_bounded_whatever_is_asked_of_it() -> None:
    rows = [[{"expression": f"TIME_SERIES({number})"}] for number in range(50)]
    site = Site(*[metric(*rows)] * 100)

    page = site.text(range="24h")

    assert "This page has more data than it can draw." in page
    assert len(page) < 20_000_000
