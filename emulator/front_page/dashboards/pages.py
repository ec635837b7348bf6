"""The pages of dashboards: which there are, and one of them over a range of time."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from emulator.front_page.charts.lines import Window
from emulator.front_page.dashboards.body import read_body
from emulator.front_page.dashboards.layout import cells
from emulator.front_page.dashboards.readings import Allowance
from emulator.front_page.dashboards.views import Viewing
from emulator.front_page.dashboards.widgets import Dashboard, Unreadable
from emulator.front_page.sources import DashboardView, Sources

LIVE_SECONDS = 10
_MINUTE = 60
_DEFAULT_RANGE = "1h"
# By the parameter: how it is called, and its seconds.
_RANGES = {
    "15m": ("15 minutes", 900),
    "1h": ("1 hour", 3600),
    "3h": ("3 hours", 10_800),
    "12h": ("12 hours", 43_200),
    "24h": ("24 hours", 86_400),
}

Page = tuple[str, Mapping[str, Any]]


class DashboardPages:
    def __init__(self, sources: Sources, root: str, now: Callable[[], float]) -> None:
        self._sources = sources
        self._root = root
        self._now = now

    def find(self, segments: Sequence[str], options: Mapping[str, str]) -> Page | None:
        """`segments` are those after /dashboards."""
        dashboards = self._sources.monitoring.dashboards()
        match segments:
            case []:
                return "dashboards.html", {"title": "Dashboards", "dashboards": dashboards}
            case [name]:
                found = next((each for each in dashboards if each.name == name), None)
                return None if found is None else self._dashboard(found, options)
        return None

    def _dashboard(self, deployed: DashboardView, options: Mapping[str, str]) -> Page:
        chosen = options.get("range", "")
        chosen = chosen if chosen in _RANGES else _DEFAULT_RANGE
        is_live = options.get("live") != "off"
        here = f"{self._root}/dashboards/{quote(deployed.name, safe='')}"
        shown = {
            "title": deployed.name,
            "ranges": [(name, told, _link(here, name, is_live=is_live)) for name, (told, _) in _RANGES.items()],
            "range": chosen,
            "range_told": _RANGES[chosen][0].removeprefix("1 "),
            "is_live": is_live,
            "live_seconds": LIVE_SECONDS,
            "switch": _link(here, chosen, is_live=not is_live),
        }
        read = read_body(deployed.body, deployed.region)
        return "dashboard.html", {**shown, **self._content(read, _RANGES[chosen][1])}

    def _content(self, read: Dashboard | Unreadable, seconds: int) -> Mapping[str, Any]:
        if isinstance(read, Unreadable):
            return {"unreadable": read.reason, "widgets": (), "left_out": 0}
        end = math.ceil(self._now() / _MINUTE) * _MINUTE
        viewing = Viewing(self._sources.monitoring, Window(end - seconds, end), Allowance())
        placed = zip(cells([place for place, _ in read.widgets]), read.widgets, strict=True)
        widgets = [(cell.classes, viewing.view(place, widget)) for cell, (place, widget) in placed]
        return {"unreadable": "", "widgets": widgets, "left_out": read.left_out}


def _link(path: str, chosen: str, *, is_live: bool) -> str:
    options = {} if chosen == _DEFAULT_RANGE else {"range": chosen}
    query = urlencode(options if is_live else {**options, "live": "off"})
    return f"{path}?{query}" if query else path
