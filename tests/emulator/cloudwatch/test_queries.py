"""What series are told, and what metric math makes of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.distribution import Distribution
from emulator.cloudwatch.metric_store import Metric, MetricStore, Place
from emulator.cloudwatch.queries import MathError, MetricQuery, metric_data

REGION, ACCOUNT = "us-east-1", "123456789012"
START = 1_763_841_600
REQUESTS = {0: 100.0, 60: 200.0, 180: 50.0}
ERRORS = {0: 1.0, 60: 0.0, 120: 3.0, 180: 5.0}


def evaluate(expression: str) -> list[dict[int, float]]:
    """Of m1, the requests, and m2, the errors, in five minutes; by the seconds since their start."""
    store = MetricStore()
    queries = []
    for name, points in (("m1", REQUESTS), ("m2", ERRORS)):
        metric = Metric("Facade", name)
        queries.append(MetricQuery(name, metric, "Sum", returned=False))
        for at, value in points.items():
            store.add(Place(ACCOUNT, REGION), metric, START + at, Distribution.of([value]))
    asked = [*queries, MetricQuery("e", expression=expression)]
    results = metric_data(REGION, ACCOUNT, asked, START, START + 300, store)
    return [{at - START: value for at, value in result.points} for result in results]


def constant(value: float) -> dict[int, float]:
    return dict.fromkeys(range(0, 300, 60), value)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m1", REQUESTS),
        ("m2 / m1 * 100", {0: 1.0, 60: 0.0, 180: 10.0}),
        ("m1/m2", {0: 100.0, 180: 10.0}),
        ("100 - 100*m2/m1", {0: 99.0, 60: 100.0, 180: 90.0}),
        ("-m1 + 1", {0: -99.0, 60: -199.0, 180: -49.0}),
        ("2 ^ 3 * 2 - 1", constant(15)),
        ("(1 + 2) * 3", constant(9)),
        ("SUM(METRICS())", {0: 101.0, 60: 200.0, 120: 3.0, 180: 55.0}),
        ("SUM([m1, m2])", {0: 101.0, 60: 200.0, 120: 3.0, 180: 55.0}),
        ("MAX(METRICS('m2'))", ERRORS),
        ("AVG([m1, FILL(m2, 0)])", {0: 50.5, 60: 100.0, 120: 3.0, 180: 27.5, 240: 0.0}),
        ("SUM(m2)", constant(9)),
        ("m1 / SUM(m1)", {0: 2 / 7, 60: 4 / 7, 180: 1 / 7}),
        ("FILL(m1, 0)", {0: 100.0, 60: 200.0, 120: 0.0, 180: 50.0, 240: 0.0}),
        ("FILL(m1, m2)", {0: 100.0, 60: 200.0, 120: 3.0, 180: 50.0}),
        ("FILL(m1, REPEAT)", {0: 100.0, 60: 200.0, 120: 200.0, 180: 50.0, 240: 50.0}),
        ("FILL(m1, LINEAR)", {0: 100.0, 60: 200.0, 120: 125.0, 180: 50.0}),
        ("m2 > 0", {0: 1.0, 60: 0.0, 120: 1.0, 180: 1.0}),
        ("IF(m2 > 0, m2)", {0: 1.0, 120: 3.0, 180: 5.0}),
        ("IF(m1 > 60 AND m2 < 1, m1, 0)", {0: 0.0, 60: 200.0, 180: 0.0}),
        ("RATE(m2)", {60: -1 / 60, 120: 3 / 60, 180: 2 / 60}),
        ("DIFF(m2)", {60: -1.0, 120: 3.0, 180: 2.0}),
        ("DIFF_TIME(m1)", {60: 60.0, 180: 120.0}),
        ("RUNNING_SUM(m2)", {0: 1.0, 60: 1.0, 120: 4.0, 180: 9.0}),
        ("m2 / PERIOD(m2)", {0: 1 / 60, 60: 0.0, 120: 3 / 60, 180: 5 / 60}),
        ("CEIL(m2 / 2)", {0: 1.0, 60: 0.0, 120: 2.0, 180: 3.0}),
        ("DATAPOINT_COUNT(m1)", constant(3)),
        ("METRIC_COUNT(METRICS())", constant(2)),
        ("1 / 0", {}),
        ("LOG10(m1 * 0)", {}),
        ("CEIL(1 / 0)", {}),
        ("FLOOR(-1 / 0)", {}),
        ("CEIL(9 ^ 9 ^ 9 ^ 9)", {}),
        ("9 ^ 9 ^ 9 ^ 9", {}),
    ],
)
def test_expression_has_one_series(expression: str, expected: dict[int, float]) -> None:
    assert evaluate(expression) == [pytest.approx(expected)]


def test_expression_over_all_metrics_has_a_series_for_each() -> None:
    assert evaluate("METRICS() * 2") == [
        {at: value * 2 for at, value in REQUESTS.items()},
        {at: value * 2 for at, value in ERRORS.items()},
    ]


@pytest.mark.parametrize(
    "expression",
    ["m1 +", "m3", "e", "(m1", "m1 m2", "NOPE(m1)", "SEARCH('x', 'Sum', 60)", "SUM()", "m1 & m2", "FILL(m1)",
     "METRICS() + METRICS()", "(" * 500 + "m1" + ")" * 500, "1" * 3000],
)  # fmt: skip
def test_expression_that_is_not_valid_is_refused(expression: str) -> None:
    with pytest.raises(MathError):
        evaluate(expression)


@given(st.text("m12+-*/^()[],<>=! SUMFILMETRC'.&|", max_size=40))
def test_any_expression_has_a_result_or_is_refused(expression: str) -> None:
    try:
        results = evaluate(expression or "m1")
    except MathError:
        return

    assert all(math.isfinite(value) for points in results for value in points.values())


def test_more_points_than_cloudwatch_tells_are_refused() -> None:
    with pytest.raises(MathError):
        metric_data(REGION, ACCOUNT, [MetricQuery("m", Metric("a", "b"), period=1)], 0, 10**6, MetricStore())
