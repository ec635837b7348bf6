"""What the lines of the access log add up to. As many numbers as there are days, teams and operations, however many
lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from handlers.usage.latency import bucket_of
from reports.lines import NO_TEAM, Line, Outcome
from reports.operations import Kind

# By how much the clocks of the gateway, of functions and of whoever makes the report may differ.
SKEW = timedelta(seconds=2)


class Key(NamedTuple):
    """`day` is as 2026-11-23, in UTC."""

    day: str
    team: str
    operation: str


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """When reading the ledger began and when it ended: what was answered in between may be in it or not."""

    began: datetime
    ended: datetime


@dataclass(slots=True)
class Served:
    """By a server behind the gateway, which the ledger knows nothing of. `latencies` are counts by bucket."""

    requests: int = 0
    errors: int = 0
    latencies: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """Of functions: `counted` are requests that the ledger must have on that day; `late` those that it must have on it
    or on the next; `unsure` those that it may have on that day, for nobody here can tell. `unread` are no such lines.
    """

    lines: int = 0
    unread: int = 0
    counted: Counter[Key] = field(default_factory=Counter)
    late: Counter[Key] = field(default_factory=Counter)
    unsure: Counter[Key] = field(default_factory=Counter)
    unanswered: Counter[Key] = field(default_factory=Counter)
    refused: Counter[tuple[Key, str]] = field(default_factory=Counter)
    served: defaultdict[Key, Served] = field(default_factory=lambda: defaultdict(Served))

    def add(self, line: Line, ledger: LedgerRead) -> None:
        """A line of after the report is no part of it."""
        if line.begun - SKEW > ledger.ended:
            return
        kind, key = line.operation.kind, Key(day_of(line.begun), line.team, line.operation.name)
        if line.reason:
            self.refused[key, line.reason] += 1
        if kind is Kind.SERVER and line.outcome is not Outcome.REFUSED:
            served = self.served[key]
            served.requests += 1
            served.errors += line.status >= 400
            served.latencies[bucket_of(line.milliseconds)] += 1
        if kind is Kind.FUNCTION and line.outcome is Outcome.UNANSWERED:
            self.unanswered[key] += 1
        # Whoever asks without an identity, where an operation takes that, is counted for nobody.
        is_counted = kind is Kind.FUNCTION and line.team != NO_TEAM
        if is_counted and line.outcome in (Outcome.ANSWERED, Outcome.UNANSWERED):
            self._expect(line, key, ledger)

    def _expect(self, line: Line, key: Key, ledger: LedgerRead) -> None:
        """The log has the time of a request, the ledger that of its answer: midnight may be in between."""
        first, last = (key._replace(day=day_of(moment)) for moment in (line.begun - SKEW, line.ended + SKEW))
        if line.outcome is Outcome.UNANSWERED or line.ended + SKEW > ledger.began:
            self.unsure.update({first, last})
        elif first == last:
            self.counted[first] += 1
        else:
            self.late[first] += 1


def total(tallies: Iterable[Tally]) -> Tally:
    summed = Tally()
    for each in tallies:
        summed.lines += each.lines
        summed.unread += each.unread
        for name in ("counted", "late", "unsure", "unanswered", "refused"):
            getattr(summed, name).update(getattr(each, name))
        for key, served in each.served.items():
            known = summed.served[key]
            known.requests += served.requests
            known.errors += served.errors
            known.latencies.update(served.latencies)
    return summed


def day_of(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
