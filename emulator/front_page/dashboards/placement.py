"""Where widgets want to be on the grid. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.front_page.dashboards.json_values import whole
from emulator.front_page.dashboards.widgets import COLUMNS, Place

_LOWEST_ROW = 100_000
_TALLEST = 1000


def places_of(widgets: Sequence[Mapping[str, Any]]) -> Sequence[Place]:
    """A widget without a place has the next from left to right, below the tallest of the row before."""
    places: list[Place] = []
    x = y = tallest = 0
    for each in widgets:
        width, height = whole(each.get("width"), 6, 1, COLUMNS), whole(each.get("height"), 6, 1, _TALLEST)
        if "x" in each or "y" in each:
            left = whole(each.get("x"), 0, 0, COLUMNS - 1)
            place = Place(left, whole(each.get("y"), 0, 0, _LOWEST_ROW), min(width, COLUMNS - left), height)
        else:
            if x + width > COLUMNS:
                x, y, tallest = 0, y + tallest, 0
            place = Place(x, y, width, height)
        places.append(place)
        tallest = max(tallest, place.height) if place.y == y else place.height
        x, y = place.x + place.width, place.y
    return places
