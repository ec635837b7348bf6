"""Ticks that can be read, and values that stay in their plot."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.front_page.charts.numbers import tick_text, value_text
from emulator.front_page.charts.scales import LARGEST, time_ticks, value_scale, value_ticks

numbers = st.floats(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], ["0", "0.25", "0.5", "0.75", "1"]),
        ([0.0, 0.0], ["0", "0.25", "0.5", "0.75", "1"]),
        ([3.0, 97.0], ["0", "25", "50", "75", "100"]),
        ([1730.0], ["0", "500", "1k", "1.5k", "2k"]),
        ([-4.0, 4.0], ["-4", "-2", "0", "2", "4"]),
        ([-5e-324], ["-0.5", "0", "0.5", "1"]),
        ([0.00031], ["0", "0.0001", "0.0002", "0.0003", "0.0004"]),
    ],
)
def test_axis_begins_at_zero_and_ends_at_a_round_number(values: list[float], ticks: list[str]) -> None:
    assert [tick_text(tick) for tick in value_ticks(value_scale(values))] == ticks


def test_given_ends_are_kept_and_what_is_beyond_lies_at_the_edge() -> None:
    scale = value_scale([5.0, 500.0], lowest=10, highest=90)

    assert (scale.lowest, scale.highest) == (10, 90)
    assert (scale.at(5.0), scale.at(50.0), scale.at(500.0)) == (0, 0.5, 1)


@given(st.lists(numbers, max_size=8), st.none() | numbers, st.none() | numbers)
def test_all_values_lie_in_the_plot_and_ticks_rise(
    values: list[float], lowest: float | None, highest: float | None
) -> None:
    scale = value_scale(values, lowest, highest)

    ticks = value_ticks(scale)

    assert all(0 <= scale.at(value) <= 1 for value in values)
    assert all(one < other for one, other in itertools.pairwise(ticks))
    assert all(scale.lowest <= tick <= scale.highest for tick in ticks)
    assert 1 <= len(ticks) <= 7


@given(st.integers(0, 4_000_000_000), st.sampled_from([900, 3600, 10_800, 43_200, 86_400]), st.sampled_from([3, 5]))
def test_times_are_few_and_round(start: int, seconds: int, most: int) -> None:
    ticks = time_ticks(start, start + seconds, most)

    assert 1 <= len(ticks) <= most + 1
    assert all(start <= tick <= start + seconds and tick % 300 == 0 for tick in ticks)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.0123, "0.0123"), (17.6, "17.6"), (999.0, "999"), (12345.6, "12,346"), (1234567.0, "1.235M")],
)
def test_values_are_short(value: float, text: str) -> None:
    assert value_text(value) == text
