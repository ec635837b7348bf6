"""How the data of metrics are kept: by period, with percentiles, and not too many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.distribution import Distribution, bucket_of
from emulator.cloudwatch.metric_store import Metric, MetricStore, Place

PLACE = Place("123456789012", "us-east-1")
TOKENS = Metric("AI", "Tokens", (("model", "small"),))
EVENING = 1_763_841_600

_values = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-9)


def nearest_rank(values: list[float], percentile: float) -> float:
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percentile // 100))
    return ordered[int(rank) - 1]


@given(st.lists(_values, min_size=1, max_size=50), st.sampled_from([1, 25, 50, 95, 99, 100]))
def test_percentile_is_right_within_two_percent(values: list[float], percentile: int) -> None:
    expected = nearest_rank(values, percentile)

    told = Distribution.of(values).statistic(f"p{percentile}")

    assert told == pytest.approx(expected, rel=0.021)


@given(st.lists(st.lists(_values, min_size=1, max_size=5), min_size=1, max_size=5))
def test_parts_of_a_period_add_up_to_the_whole(parts: list[list[float]]) -> None:
    whole = Distribution.of([value for part in parts for value in part])
    added = Distribution()

    for part in parts:
        added.add(Distribution.of(part))
        added.pack()

    for name in ("SampleCount", "Minimum", "Maximum", "p50", "p99"):
        assert added.statistic(name) == whole.statistic(name)
    assert added.statistic("Sum") == pytest.approx(whole.statistic("Sum"), abs=1e-3)


@given(_values, _values)
def test_buckets_are_in_the_order_of_their_values(one: float, other: float) -> None:
    assert (bucket_of(one) <= bucket_of(other)) or one > other


def test_statistic_set_has_no_percentiles() -> None:
    distribution = Distribution.of_statistics(4, 10, 1, 4)

    assert distribution.statistic("p50") is None
    assert [distribution.statistic(name) for name in ("Sum", "Average", "SampleCount")] == [10, 2.5, 4]


def test_statistic_set_of_equal_values_has_percentiles() -> None:
    assert Distribution.of_statistics(4, 8, 2, 2).statistic("p99") == 2


@pytest.mark.parametrize("statistic", ["p101", "p", "tm90", "sum", "", "p1.23456789012"])
def test_unknown_statistic_has_no_value(statistic: str) -> None:
    assert Distribution.of([1.0]).statistic(statistic) is None


def test_periods_are_told_in_order_and_without_those_that_are_empty() -> None:
    store = MetricStore()
    for at, value in ((EVENING + 190, 5), (EVENING, 1), (EVENING + 59, 2)):
        store.add(PLACE, TOKENS, at, Distribution.of([value]))

    assert store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 300, 60) == {EVENING: 3, EVENING + 180: 5}
    assert store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 300, 300) == {EVENING: 8}


def test_high_resolution_keeps_seconds() -> None:
    store = MetricStore()
    for second in range(3):
        store.add(PLACE, TOKENS, EVENING + second, Distribution.of([second]), resolution=1)

    assert list(store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 60, 1).values()) == [0, 1, 2]


def test_another_unit_is_not_told() -> None:
    store = MetricStore()
    store.add(PLACE, TOKENS, EVENING, Distribution.of([1]), "Count")

    assert store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 60, 60, "Bytes") == {}
    assert store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 60, 60, "Count") == {EVENING: 1}


def test_default_gives_way_to_a_value() -> None:
    store = MetricStore()
    store.add_default(PLACE, TOKENS, EVENING, 7, None)
    store.add_default(PLACE, TOKENS, EVENING, 7, None)
    before = store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 60, 60)
    store.add(PLACE, TOKENS, EVENING, Distribution.of([2]))
    store.add_default(PLACE, TOKENS, EVENING, 7, None)

    assert before == {EVENING: 7}
    assert store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 60, 60) == {EVENING: 2}


def test_oldest_periods_go_and_then_their_metric() -> None:
    store = MetricStore(kept=3)
    other = TOKENS._replace(name="Other")
    store.add(PLACE, other, EVENING, Distribution.of([1]))

    for minute in range(3):
        store.add(PLACE, TOKENS, EVENING + 60 * minute, Distribution.of([minute]))

    assert list(store.metrics(PLACE)) == [TOKENS]
    assert len(store.read(PLACE, TOKENS, "Sum", EVENING, EVENING + 600, 60)) == 3


def test_listener_is_told_of_every_datum() -> None:
    store, told = MetricStore(), list[str]()
    store.listen(lambda: told.append("added"))

    store.add(PLACE, TOKENS, EVENING, Distribution.of([1]))

    assert told == ["added"]
