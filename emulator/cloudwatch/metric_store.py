"""The data of every metric, by minute, or by second for a metric of high resolution; the oldest go first.

In the place of moto's list, which keeps each value for ever and is searched through at every question.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from emulator.cloudwatch.distribution import Distribution

_MINUTE = 60
# Up to 600 bytes each, and up to 2 KB where the values differ much. CloudWatch keeps minutes for 15 days; a busy API
# here has them for some hours.
_KEPT = 30_000

Dimensions = tuple[tuple[str, str], ...]


class Place(NamedTuple):
    account_id: str
    region: str


class Metric(NamedTuple):
    namespace: str
    name: str
    dimensions: Dimensions = ()  # sorted


@dataclass(slots=True)
class _Kept:
    unit: str | None
    resolution: int
    by_start: dict[int, Distribution] = field(default_factory=dict)  # seconds since the epoch


class MetricStore:
    def __init__(self, kept: int = _KEPT) -> None:
        self._limit = kept
        self._changing = threading.Lock()
        self._places: dict[Place, dict[Metric, _Kept]] = {}
        self._order: deque[tuple[Place, Metric, int]] = deque()
        self._listener: Callable[[], None] | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """It is called whenever something was added; there is one."""
        self._listener = listener

    def add(
        self,
        place: Place,
        metric: Metric,
        at: float,
        values: Distribution,
        unit: str | None = None,
        resolution: int = _MINUTE,
    ) -> None:
        """`at` is in seconds since the epoch. Whoever adds values does not change them any more."""
        with self._changing:
            known = self._of(place, metric, unit, resolution)
            start = int(at) // known.resolution * known.resolution
            there = known.by_start.get(start)
            if there is None:
                there = self._open(place, metric, known, start)
            elif there.is_default:
                there = known.by_start[start] = Distribution()
            there.add(values)
        self._tell()

    def add_default(self, place: Place, metric: Metric, at: float, value: float, unit: str | None) -> None:
        """For a minute of which nothing is known; it gives way to the first value."""
        with self._changing:
            known = self._of(place, metric, unit, _MINUTE)
            start = int(at) // known.resolution * known.resolution
            if start in known.by_start:
                return
            default = self._open(place, metric, known, start)
            default.add(Distribution.of([value]))
            default.is_default = True
        self._tell()

    def read(
        self, place: Place, metric: Metric, statistic: str, start: int, end: int, period: int, unit: str | None = None
    ) -> dict[int, float]:
        """The statistic of each period from `start` up to `end` of which it is known, the earliest first."""
        told = self.statistics(place, metric, (statistic,), range(start, end, period), unit)
        return {at: values[statistic] for at, values in told.items() if statistic in values}

    def statistics(
        self, place: Place, metric: Metric, names: Sequence[str], periods: range, unit: str | None = None
    ) -> dict[int, dict[str, float]]:
        """Those that are known, of each period of which anything is; the periods are told by their starts."""
        histogram = any(name.startswith("p") for name in names)
        with self._changing:
            known = self._places.get(place, {}).get(metric)
            if known is None or (unit is not None and unit != (known.unit or "None")):
                return {}
            parts: dict[int, list[Distribution]] = {}
            for at in sorted(at for at in known.by_start if periods.start <= at < periods.stop):
                start = at - (at - periods.start) % periods.step
                parts.setdefault(start, []).append(known.by_start[at])
            return {at: _told(_whole(several, histogram=histogram), names) for at, several in parts.items()}

    def metrics(self, place: Place) -> Iterable[Metric]:
        with self._changing:
            return list(self._places.get(place, {}))

    def unit(self, place: Place, metric: Metric) -> str | None:
        with self._changing:
            known = self._places.get(place, {}).get(metric)
            return known.unit if known else None

    def _of(self, place: Place, metric: Metric, unit: str | None, resolution: int) -> _Kept:
        metrics = self._places.setdefault(place, {})
        known = metrics.get(metric)
        if known is None:
            known = metrics[metric] = _Kept(unit, resolution)
        known.unit = unit or known.unit
        known.resolution = resolution
        return known

    def _open(self, place: Place, metric: Metric, known: _Kept, start: int) -> Distribution:
        if known.by_start:
            known.by_start[next(reversed(known.by_start))].pack()
        new = known.by_start[start] = Distribution()
        self._order.append((place, metric, start))
        if len(self._order) > self._limit:
            self._forget(*self._order.popleft())
        return new

    def _forget(self, place: Place, metric: Metric, start: int) -> None:
        metrics = self._places[place]
        metrics[metric].by_start.pop(start)
        if not metrics[metric].by_start:
            del metrics[metric]

    def _tell(self) -> None:
        if self._listener is not None:
            self._listener()


def _whole(parts: Sequence[Distribution], *, histogram: bool) -> Distribution:
    if len(parts) == 1:
        return parts[0]
    whole = Distribution()
    for part in parts:
        whole.add(part, histogram=histogram)
    return whole


def _told(values: Distribution, names: Sequence[str]) -> dict[str, float]:
    return {name: value for name in names if (value := values.statistic(name)) is not None}


@cache
def metric_store() -> MetricStore:
    """The one of this process, as moto's backends are."""
    return MetricStore()
