"""How much a page reads and draws."""

import pytest

from emulator.cloudwatch.queries import Metric
from emulator.front_page.charts.lines import Window
from emulator.front_page.dashboards.readings import MOST_POINTS, Allowance, Reading, read
from emulator.front_page.dashboards.widgets import Series
from tests.emulator.front_page.fakes import FakeMonitoring

WINDOW = Window(1_763_838_000, 1_763_841_600)
METRIC = Metric("Pets", "Seen")


def series(expression: str = "", period: int = 60) -> Series:
    metric = None if expression else METRIC
    return Series("m1", "", metric, expression, "Sum", period, "eu-west-1", "", is_visible=True, is_right=False)


def points(reading: Reading) -> list[tuple[float, float]]:
    return list(reading.points)


@pytest.mark.parametrize("period", [1, 5, 60, 3600])
@pytest.mark.parametrize("hours", [1, 3, 24])
def test_no_series_has_more_points_than_are_drawn(period: int, hours: int) -> None:
    window = Window(WINDOW.end - 3600 * hours, WINDOW.end)

    readings = read([series("TIME_SERIES(1)", period)], FakeMonitoring(), window, Allowance())

    assert readings
    assert 0 < len(readings[0].points) <= MOST_POINTS


def test_periods_begin_at_their_own_multiples() -> None:
    monitoring = FakeMonitoring()
    monitoring.put(METRIC, WINDOW.start + 10, 2)
    monitoring.put(METRIC, WINDOW.start + 70, 3)
    later = Window(WINDOW.start + 60, WINDOW.end + 60)

    before, after = (read([series(period=300)], monitoring, window, Allowance()) or () for window in (WINDOW, later))

    assert points(before[0]) == points(after[0]) == [(WINDOW.start, 5)]


def test_what_is_too_much_is_not_read_and_takes_nothing_from_what_follows() -> None:
    allowance = Allowance(read=100)

    much = read([series(period=5)], FakeMonitoring(), WINDOW, allowance)
    little = read([series()], FakeMonitoring(), WINDOW, allowance)

    assert much is None
    assert little is not None


def test_what_is_too_much_is_not_drawn() -> None:
    assert read([series("TIME_SERIES(1)")], FakeMonitoring(), WINDOW, Allowance(drawn=59)) is None


@pytest.mark.parametrize("expression", ["CEIL(10^308 * 10)", "m1", "NONE()", "m2"])
def test_expression_that_cannot_be_reckoned_has_a_fault(expression: str) -> None:
    (reading,) = read([series(expression)], FakeMonitoring(), WINDOW, Allowance()) or ()

    assert reading.fault
    assert not reading.points
