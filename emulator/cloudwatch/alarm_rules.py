"""When an alarm is in which state. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html, and for missing data
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import ge, gt, le, lt

# CloudWatch looks further back than the evaluation periods, so that late data count.
_PERIODS_BEYOND = 2
_COMPARISONS: Mapping[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (ge, "greater than or equal to"),
    "GreaterThanThreshold": (gt, "greater than"),
    "LessThanThreshold": (lt, "less than"),
    "LessThanOrEqualToThreshold": (le, "less than or equal to"),
}


class State(StrEnum):
    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True)
class AlarmRule:
    comparison: str
    threshold: float
    period: int  # seconds
    evaluation_periods: int
    datapoints_to_alarm: int
    missing: str  # missing, ignore, breaching or notBreaching

    @property
    def is_known(self) -> bool:
        """Alarms on anomalies compare with a band, which is not to be had here."""
        return self.comparison in _COMPARISONS

    @property
    def is_of_more(self) -> bool:
        return self.comparison.startswith("Greater")

    @property
    def phrase(self) -> str:
        return _COMPARISONS[self.comparison][1]

    def is_breached_by(self, value: float) -> bool:
        return _COMPARISONS[self.comparison][0](value, self.threshold)

    def starts(self, now: float) -> Sequence[int]:
        """Of the periods that are looked at, the open one last."""
        last = int(now) // self.period * self.period
        count = self.evaluation_periods + _PERIODS_BEYOND
        return range(last - count * self.period, last + 1, self.period)


@dataclass(frozen=True, slots=True)
class Verdict:
    state: State
    counted: tuple[tuple[int, float], ...]  # the data that decided, the earliest first
    breaching: int


def judge(rule: AlarmRule, points: Mapping[int, float], now: float, current: State) -> Verdict:
    """`points` by their periods' starts.

    The open period counts as soon as it is over the threshold; what is not yet may still become so, and what is below
    one at first says nothing.
    """
    *closed, opened = rule.starts(now)
    is_over = rule.is_of_more and opened in points and rule.is_breached_by(points[opened])
    periods = [*closed[1:], opened] if is_over else closed
    known = [(at, points[at]) for at in periods if at in points]
    counted = tuple(known[-rule.evaluation_periods :])
    breaching = sum(rule.is_breached_by(value) for _, value in counted)
    return Verdict(_state(rule, counted, breaching, periods, current), counted, breaching)


def _state(
    rule: AlarmRule, counted: Sequence[tuple[int, float]], breaching: int, periods: Sequence[int], current: State
) -> State:
    missing = rule.evaluation_periods - len(counted)
    if rule.missing == "breaching":
        breaching += missing
    if breaching >= rule.datapoints_to_alarm:
        return State.ALARM
    # What is known decides, if not all of it breaches.
    if not missing or rule.missing in ("breaching", "notBreaching") or breaching < len(counted):
        return State.OK
    if rule.missing == "ignore":
        return current
    if not counted:
        return State.INSUFFICIENT_DATA
    # Breaching data that are old enough alarm, though those that should have followed are missing.
    return State.ALARM if counted[0][0] <= periods[-rule.datapoints_to_alarm] else State.OK
