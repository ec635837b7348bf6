"""Where widgets lie."""

from hypothesis import given
from hypothesis import strategies as st

from emulator.front_page.dashboards.body import MOST_WIDGETS
from emulator.front_page.dashboards.layout import cells, grid_css
from emulator.front_page.dashboards.widgets import COLUMNS, Place

places = st.tuples(st.integers(0, COLUMNS - 1), st.integers(0, 20), st.integers(1, COLUMNS), st.integers(1, 9)).map(
    lambda each: Place(each[0], each[1], min(each[2], COLUMNS - each[0]), each[3])
)


def test_rows_are_where_widgets_begin_and_end() -> None:
    tall, upper, lower = cells([Place(0, 100, 12, 8), Place(12, 100, 12, 3), Place(12, 103, 12, 5)])

    assert (tall.left, tall.right, tall.top, tall.bottom) == (1, 13, 1, 3)
    assert (upper.left, upper.right, upper.top, upper.bottom) == (13, 25, 1, 2)
    assert (lower.top, lower.bottom) == (2, 3)


@given(st.lists(places, max_size=MOST_WIDGETS))
def test_no_widget_lies_over_another_and_the_stylesheet_has_every_line(given_places: list[Place]) -> None:
    laid = cells(given_places)

    taken = [(x, y) for cell in laid for x in range(cell.left, cell.right) for y in range(cell.top, cell.bottom)]
    assert len(taken) == len(set(taken))
    assert all(f".b{cell.bottom}{{" in STYLESHEET and f".r{cell.right}{{" in STYLESHEET for cell in laid)


STYLESHEET = grid_css().decode()
