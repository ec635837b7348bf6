"""A deployed dashboard in a browser: with script and without, on a phone and a desktop, in light and dark."""

import json
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.emulator.front_page.visits import DESKTOP, PHONE, TOO_FAINT, Visit, with_script_and_without
from tests.emulator.running import RunningEmulator

DESKTOP_HEIGHT = 800
NAMESPACE = "Dashboards"


def row(name: str, **options: Any) -> list[Any]:
    return [NAMESPACE, name, options]


def metric(place: tuple[int, int, int, int], *rows: Any, **properties: Any) -> dict[str, Any]:
    x, y, width, height = place
    shown = {"metrics": rows, "stat": "Sum", "region": "us-east-1", **properties}
    return {"type": "metric", "x": x, "y": y, "width": width, "height": height, "properties": shown}


@pytest.fixture(scope="module")
def dashboard(emulator: RunningEmulator) -> str:
    """Its name. It has a widget of each kind that is drawn, and of one that is not."""
    client = emulator.client("cloudwatch")
    now = time.time()
    for name, unit in (("Requests", "Count"), ("Latency", "Milliseconds")):
        data = [
            {"MetricName": name, "Timestamp": now - 60 * minute, "Value": 10 + minute % 7, "Unit": unit}
            for minute in range(30)
        ]
        client.put_metric_data(Namespace=NAMESPACE, MetricData=data)
    client.put_metric_alarm(
        AlarmName="drawn-slow",
        Namespace=NAMESPACE,
        MetricName="Latency",
        Statistic="Maximum",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=1,
        Period=60,
        EvaluationPeriods=1,
    )
    arn = client.describe_alarms(AlarmNames=["drawn-slow"])["MetricAlarms"][0]["AlarmArn"]
    widgets = [
        {
            "type": "text",
            "width": 24,
            "height": 1,
            "properties": {"markdown": "## Pets\nSee [the docs](https://a.example)."},
        },
        metric((0, 1, 12, 6), row("Requests"), row("Latency", stat="p99", yAxis="right"), title="Both", stacked=True),
        metric((12, 1, 6, 6), row("Requests", id="m1"), [{"expression": "m1 / 2", "label": "half"}], title="Math"),
        metric((18, 1, 6, 3), row("Requests"), title="Total", view="singleValue", setPeriodToTimeRange=True),
        metric((18, 4, 6, 3), row("Requests"), row("Latency"), title="Bars", view="bar"),
        {"type": "alarm", "x": 0, "y": 7, "width": 12, "height": 3, "properties": {"title": "Alarms", "alarms": [arn]}},
        {
            "type": "log",
            "x": 12,
            "y": 7,
            "width": 12,
            "height": 3,
            "properties": {"title": "Log", "query": "fields @message"},
        },
    ]
    client.put_dashboard(DashboardName="drawn", DashboardBody=json.dumps({"widgets": widgets}))
    return "drawn"


@with_script_and_without
def test_a_dashboard_can_be_found_and_its_values_read(visit: Visit, dashboard: str) -> None:
    page = visit.open()

    page.get_by_role("navigation").get_by_role("link", name="Dashboards").click()
    page.get_by_role("link", name=dashboard, exact=True).click()

    chart = page.get_by_role("img", name="Both")
    expect(chart).to_be_visible()
    expect(chart.locator("path.line")).to_have_count(2)
    widget = page.get_by_role("region", name="Both", exact=True)
    widget.get_by_text("Values").first.click()
    expect(widget.get_by_role("table")).to_be_visible()
    expect(widget.get_by_role("columnheader")).to_have_text(["Time", "Requests Sum", "Latency p99"])


@with_script_and_without
def test_range_is_chosen_by_a_link(visit: Visit, dashboard: str) -> None:
    page = visit.open(f"/dashboards/{dashboard}")

    page.get_by_role("link", name="15 minutes").click()

    expect(page.get_by_role("link", name="15 minutes")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("main")).to_contain_text("The last 15 minutes.")


def test_new_values_appear_by_themselves_and_what_was_opened_stays_open(
    visit: Visit, dashboard: str, emulator: RunningEmulator
) -> None:
    page = visit.open(f"/dashboards/{dashboard}")
    widget = page.get_by_role("region", name="Total", exact=True)
    widget.get_by_text("Values").first.click()
    page.get_by_role("link", name="15 minutes").focus()
    before = widget.locator(".figure").inner_text()

    emulator.client("cloudwatch").put_metric_data(
        Namespace=NAMESPACE, MetricData=[{"MetricName": "Requests", "Value": 100_000}]
    )

    expect(widget.locator(".figure")).not_to_have_text(before, timeout=15_000)
    expect(widget.get_by_role("table")).to_be_visible()


def test_widgets_lie_as_they_were_placed_on_a_desktop(visit: Visit, dashboard: str) -> None:
    page = visit.open(f"/dashboards/{dashboard}?live=off")

    boxes = {
        name: page.get_by_role("region", name=name, exact=True).bounding_box() or pytest.fail(f"{name} is not shown")
        for name in ("Both", "Math", "Total", "Bars")
    }

    assert boxes["Both"]["y"] == boxes["Math"]["y"] == boxes["Total"]["y"] < boxes["Bars"]["y"]
    assert boxes["Both"]["x"] < boxes["Math"]["x"] < boxes["Total"]["x"] == boxes["Bars"]["x"]
    assert boxes["Both"]["width"] > 1.8 * boxes["Math"]["width"]


@pytest.mark.parametrize(
    "visit",
    [
        {"viewport": {"width": width, "height": DESKTOP_HEIGHT}, "color_scheme": scheme}
        for width in (PHONE, DESKTOP)
        for scheme in ("light", "dark")
    ],
    indirect=True,
    ids=["phone, light", "phone, dark", "desktop, light", "desktop, dark"],
)
def test_everything_can_be_read_and_nothing_is_too_wide(visit: Visit, dashboard: str) -> None:
    paths = ("/dashboards", f"/dashboards/{dashboard}?live=off")

    for path in paths:
        page = visit.open(path)

        assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
        assert page.evaluate(TOO_FAINT) == []


def test_series_differ_in_colour_and_in_dashes(visit: Visit, dashboard: str) -> None:
    page = visit.open(f"/dashboards/{dashboard}?live=off")

    lines = page.get_by_role("img", name="Both").locator("path.line")
    looks = lines.evaluate_all(
        "all => all.map(one => [getComputedStyle(one).stroke, getComputedStyle(one).strokeDasharray])"
    )

    assert len({stroke for stroke, _ in looks}) == len({dashes for _, dashes in looks}) == len(looks) > 1
