"""Throttles and quotas: pure arithmetic on buckets and windows, and one small book that remembers them.

A request passes the usage plan's throttle for its key and method, or else for its key, then the stage's for the method,
then the account's. AWS refuses by the first that is empty; what an earlier one has given is not given back.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from emulator.snapshot import Quota, Throttle

T = TypeVar("T")

ACCOUNT_THROTTLE = Throttle(rate=10_000, burst=5_000)  # an account's default in a region, across all its APIs
_REMEMBERED = 100_000  # buckets and windows: past that, the ones that rested longest are forgotten, and so full again


@dataclass(frozen=True, slots=True)
class Bucket:
    """`tokens` as they were at `filled`, in seconds since the epoch."""

    tokens: float
    filled: float


@dataclass(frozen=True, slots=True)
class Window:
    """How many requests a quota has let through since `start`. `first` is the period that the key was first seen in."""

    start: datetime
    used: int
    first: bool


def take_token(bucket: Bucket | None, limit: Throttle, now: float) -> Bucket | None:
    """The bucket with one token less; None if it has none. A bucket that is not there yet is full."""
    if bucket is None:
        tokens = float(limit.burst)
    else:
        elapsed = max(0.0, now - bucket.filled)
        tokens = min(float(limit.burst), bucket.tokens + elapsed * limit.rate)
    return Bucket(tokens - 1, now) if tokens >= 1 else None


def use_quota(window: Window | None, quota: Quota, now: float) -> Window | None:
    """The window with one request more; None if the quota is used up. AWS's periods are calendar ones, in UTC."""
    start = period_start(quota.period, now)
    if window is None:
        window = Window(start, 0, first=True)
    elif window.start != start:
        window = Window(start, 0, first=False)
    allowed = quota.limit - (quota.offset if window.first else 0)
    return Window(start, window.used + 1, window.first) if window.used < allowed else None


def period_start(period: str, now: float) -> datetime:
    """The start of the day, of the week (Sunday) or of the month."""
    moment = datetime.fromtimestamp(now, UTC)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case "WEEK":
            return day - timedelta(days=(day.weekday() + 1) % 7)
        case "MONTH":
            return day.replace(day=1)
    return day


class Consumption:
    """What has been taken so far, by whatever a throttle or quota applies to."""

    __slots__ = ("_buckets", "_windows")

    def __init__(self) -> None:
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()
        self._windows: OrderedDict[Hashable, Window] = OrderedDict()

    def take(self, subject: Hashable, limit: Throttle, now: float) -> bool:
        bucket = take_token(self._buckets.get(subject), limit, now)
        if bucket is None:
            return False
        _remember(self._buckets, subject, bucket)
        return True

    def use(self, subject: Hashable, quota: Quota, now: float) -> bool:
        window = use_quota(self._windows.get(subject), quota, now)
        if window is None:
            return False
        _remember(self._windows, subject, window)
        return True


def _remember(book: OrderedDict[Hashable, T], subject: Hashable, entry: T) -> None:
    book[subject] = entry
    book.move_to_end(subject)
    if len(book) > _REMEMBERED:
        book.popitem(last=False)
