"""Where lines lie."""

import re

from hypothesis import given
from hypothesis import strategies as st

from emulator.front_page.charts.bars import draw_bars
from emulator.front_page.charts.lines import SIDE, Axis, Curve, Window, draw_lines
from emulator.front_page.charts.scales import LARGEST

WINDOW = Window(36_000, 39_600)


def curve(*values: tuple[int, float], is_right: bool = False) -> Curve:
    """Values by the minute of the window."""
    return Curve("label", [(WINDOW.start + 60 * minute, value) for minute, value in values], 60, is_right)


def numbers_in(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", path)]


def test_line_breaks_where_a_period_has_no_value_and_a_lonely_one_is_a_dot() -> None:
    chart = draw_lines([curve((0, 0), (30, 100), (31, 50), (60, 100))], WINDOW, Axis(), Axis())

    assert chart.lines[0].path == "M500 0L517 500"
    assert chart.lines[0].dots == "M0 1000h0M1000 0h0"


def test_stacked_areas_lie_on_each_other() -> None:
    chart = draw_lines([curve((0, 40), (60, 20)), curve((0, 60), (60, 80))], WINDOW, Axis(), Axis(), is_stacked=True)

    assert chart.lines[0].area == "M0 600L1000 800L1000 1000L0 1000Z"
    assert chart.lines[1].area == "M0 0L1000 0L1000 800L0 600Z"


def test_right_axis_has_a_scale_of_its_own_and_is_there_only_if_asked_for() -> None:
    left, right = curve((0, 1), (1, 1)), curve((0, 1000), (1, 1000), is_right=True)

    both = draw_lines([left, right], WINDOW, Axis(), Axis("milliseconds"))
    one = draw_lines([left], WINDOW, Axis(), Axis("milliseconds"))

    assert both.lines[0].path == both.lines[1].path
    assert both.right is not None
    assert both.right.label == "milliseconds"
    assert one.right is None


def test_threshold_is_in_the_plot_though_no_value_reaches_it() -> None:
    chart = draw_lines([curve((0, 1))], WINDOW, Axis(thresholds=((350.0, "too slow"),)), Axis())

    assert [(mark.percent, mark.text) for mark in chart.left.thresholds] == [(12.5, "too slow")]


def test_moments_outside_of_the_window_are_not_drawn() -> None:
    moments = ((WINDOW.start - 1.0, "before"), (WINDOW.start + 1800.0, "deploy"))

    chart = draw_lines([], WINDOW, Axis(), Axis(), moments=moments)

    assert [(mark.percent, mark.text) for mark in chart.moments] == [(50.0, "deploy")]


@given(
    st.lists(
        st.tuples(st.integers(-10, 80), st.floats(-LARGEST / 100, LARGEST / 100)), max_size=20, unique_by=lambda e: e[0]
    ),
    st.booleans(),
)
def test_all_points_lie_in_the_plot(values: list[tuple[int, float]], is_stacked: bool) -> None:
    curves = [curve(*sorted(values)), curve(*sorted(values), is_right=True), curve(*sorted(values))]

    chart = draw_lines(curves, WINDOW, Axis(lowest=0.0), Axis(), is_stacked=is_stacked)

    drawn = [
        number for line in chart.lines for part in (line.path, line.dots, line.area) for number in numbers_in(part)
    ]
    assert all(0 <= number <= SIDE for number in drawn)


def test_bars_of_negative_values_end_where_the_others_begin() -> None:
    below, above = draw_bars([-10.0, 10.0])

    assert (below.offset, below.length) == (0, 50)
    assert (above.offset, above.length) == (50, 50)
