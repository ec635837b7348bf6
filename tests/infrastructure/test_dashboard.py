import json
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from infrastructure.alarms import MOST_METRICS, alarms
from infrastructure.dashboard import dashboard_body
from infrastructure.metrics import Watched
from infrastructure.stages import STAGES
from infrastructure.widgets import COLUMNS
from tests.infrastructure.monitored import watched

MOST_METRICS_OF_A_WIDGET = 500
MOST_METRICS_OF_A_DASHBOARD = 2_500
VIEWS = {"timeSeries", "singleValue", "bar"}

sizes = st.builds(
    watched,
    operations=st.integers(1, 40),
    steps=st.integers(1, 25),
    teams=st.integers(1, 25),
    models=st.integers(1, 5),
)


@settings(deadline=None)  # a busy machine takes its time
@given(sizes)
def test_widgets_stay_within_the_dashboard_and_off_each_other(of: Watched) -> None:
    taken = [
        (x, y)
        for widget in widgets_of(of)
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]

    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < COLUMNS


@settings(deadline=None)  # a busy machine takes its time
@given(sizes)
def test_no_row_is_left_empty(of: Watched) -> None:
    rows = sorted({y for widget in widgets_of(of) for y in range(widget["y"], widget["y"] + widget["height"])})

    assert rows[0] == 0
    assert all(below == above + 1 for above, below in pairwise(rows))


@settings(deadline=None)  # a busy machine takes its time
@given(sizes)
def test_a_widget_has_no_more_metrics_than_cloudwatch_draws(of: Watched) -> None:
    counts = [len(widget["properties"].get("metrics", ())) for widget in widgets_of(of)]

    assert max(counts) <= MOST_METRICS_OF_A_WIDGET
    assert sum(counts) <= MOST_METRICS_OF_A_DASHBOARD


def test_every_widget_says_what_it_shows() -> None:
    for widget in widgets_of(watched()):
        match widget["type"]:
            case "text":
                assert widget["properties"]["markdown"].startswith("## ")
            case "alarm":
                assert widget["properties"]["title"]
            case "metric":
                check_metric_widget(widget["properties"])
            case other:
                raise AssertionError(other)


def check_metric_widget(shown: dict[str, Any]) -> None:
    assert shown["title"]
    assert (shown["region"], shown["period"]) == ("us-west-2", 60)
    assert shown["view"] in VIEWS
    assert shown["stat"]
    assert shown["view"] == "singleValue" or shown["yAxis"]["left"]["label"]
    labels = [metric[-1]["label"] for metric in shown["metrics"]]
    assert len(labels) == len(set(labels)) > 0
    assert all(metric[-1]["stat"] for metric in shown["metrics"])


@settings(deadline=None)  # a busy machine takes its time
@given(sizes)
def test_alarms_stay_within_what_an_expression_may_name_and_no_two_have_one_name(of: Watched) -> None:
    rows = alarms(of, STAGES[0].alarms)

    assert max(len(row.of) for row in rows) <= MOST_METRICS
    assert len({row.name for row in rows}) == len(rows)
    assert all(row.expression or len(row.of) == 1 for row in rows)
    assert all(1 <= row.breaching <= row.periods for row in rows)


def widgets_of(of: Watched) -> list[dict[str, Any]]:
    widgets: list[dict[str, Any]] = json.loads(dashboard_body(of, ["arn:alarm"]))["widgets"]
    return widgets
