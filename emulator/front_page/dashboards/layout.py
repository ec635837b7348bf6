"""Where widgets lie in a CSS grid. Pure.

The pages allow no style in their HTML, so that a widget's cell is told by classes, and a stylesheet has all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from emulator.front_page.dashboards.body import MOST_WIDGETS
from emulator.front_page.dashboards.widgets import COLUMNS, Place


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of the grid, the first of which is 1."""

    left: int
    right: int
    top: int
    bottom: int

    @property
    def classes(self) -> str:
        size = "whole" if self.right - self.left > COLUMNS // 2 else "part"
        return f"l{self.left} r{self.right} t{self.top} b{self.bottom} {size}"


def cells(places: Sequence[Place]) -> Sequence[Cell]:
    """The grid has a line only where a widget begins or ends, however far apart they are."""
    apart = _moved_apart(places)
    lines = sorted({line for place in apart for line in (place.y, place.y + place.height)})
    number = {line: index for index, line in enumerate(lines, 1)}
    return [
        Cell(place.x + 1, place.x + place.width + 1, number[place.y], number[place.y + place.height]) for place in apart
    ]


@cache
def grid_css() -> bytes:
    rules = [
        f".{name}{line}{{grid-{axis}:{line}}}"
        for names, lines in ((("l", "r"), COLUMNS + 1), (("t", "b"), 2 * MOST_WIDGETS))
        for name, axis in zip(names, _AXES[names], strict=True)
        for line in range(1, lines + 1)
    ]
    return "@media (min-width: 64rem){{{}}}".format("".join(rules)).encode()


_AXES = {("l", "r"): ("column-start", "column-end"), ("t", "b"): ("row-start", "row-end")}


def _moved_apart(places: Sequence[Place]) -> Sequence[Place]:
    """One that would lie over an earlier one goes below it."""
    placed: list[Place] = []
    for place in places:
        moved = place
        for other in sorted(placed, key=lambda each: each.y):
            if _overlap(moved, other):
                moved = replace(moved, y=other.y + other.height)
        placed.append(moved)
    return placed


def _overlap(one: Place, other: Place) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
