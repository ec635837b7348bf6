"""A month of a stage, put together from what was read of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.usage.budget import BudgetState
from handlers.usage.counting import UsageRow
from handlers.usage.prices import Prices
from reports.crosscheck import Difference, differences
from reports.lines import REASONS
from reports.operations import Kind, Operations
from reports.tallies import Key, LedgerRead, Tally, day_of
from reports.usage import Entry, Source, Use, by, entries_of, requests_counted

WARNED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class TeamLedger:
    """`plan` is empty of a team that the stage no longer has."""

    plan: str
    budget: BudgetState
    rows: Sequence[UsageRow]


@dataclass(frozen=True, slots=True)
class Found:
    """`kept_since`: from when on the access log still has all lines."""

    stage: str
    month: str
    read: LedgerRead
    ledger: Mapping[str, TeamLedger]
    log: Tally
    kept_since: datetime | None


@dataclass(frozen=True, slots=True)
class Team:
    """`refused` by reason. `budget_share` is of the budget, 1 being all of it; None without one."""

    name: str
    plan: str
    use: Use
    budget: BudgetState | None
    refused: Mapping[str, int]

    @property
    def budget_share(self) -> float | None:
        return None if self.budget is None or not self.budget.limit else self.budget.used / self.budget.limit


@dataclass(frozen=True, slots=True)
class OperationUse:
    name: str
    source: Source
    use: Use
    refused: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Check:
    """`days` that were compared; `unanswered` requests may be in the ledger or not; `unknown` are operations that the
    ledger has and the contract does not.
    """

    days: Sequence[str]
    differences: Sequence[Difference]
    unanswered: int
    unread: int
    unknown: Sequence[str]


@dataclass(frozen=True, slots=True)
class MonthReport:
    stage: str
    month: str
    made: datetime
    days: Sequence[str]
    log_since: str
    entries: Sequence[Entry]
    teams: Sequence[Team]
    operations: Sequence[OperationUse]
    check: Check


def month_report(found: Found, operations: Operations, prices: Prices) -> MonthReport:
    rows = {name: each.rows for name, each in found.ledger.items()}
    days = days_of(found.month, found.read.ended)
    in_month = {key: served for key, served in found.log.served.items() if key.day in set(days)}
    entries = entries_of(rows, in_month, prices)
    refused = {each: count for each, count in found.log.refused.items() if each[0].day in set(days)}
    covered = [day for day in days if found.kept_since is None or day > day_of(found.kept_since)]
    return MonthReport(
        stage=found.stage,
        month=found.month,
        made=found.read.ended,
        days=days,
        log_since=covered[0] if covered else "",
        entries=entries,
        teams=_teams(found.ledger, entries, refused),
        operations=_operations(entries, refused),
        check=_check(found, entries, operations, covered),
    )


def days_of(month: str, until: datetime) -> list[str]:
    """All of its days, but for those that have not begun."""
    first = date.fromisoformat(f"{month}-01")
    days = [first + timedelta(days=number) for number in range(31)]
    return [day.isoformat() for day in days if day.month == first.month and day.isoformat() <= day_of(until)]


def _teams(
    ledger: Mapping[str, TeamLedger], entries: Sequence[Entry], refused: Mapping[tuple[Key, str], int]
) -> tuple[Team, ...]:
    """Those of the stage first, whether they have used anything or not."""
    uses = by(lambda entry: entry.team, entries)
    reasons = _reasons(((key.team, reason), count) for (key, reason), count in refused.items())
    names = dict.fromkeys((*ledger, *sorted((*uses, *reasons))))
    return tuple(
        Team(
            name=name,
            plan=ledger[name].plan if name in ledger else "",
            use=uses.get(name, Use()),
            budget=ledger[name].budget if name in ledger else None,
            refused=reasons.get(name, {}),
        )
        for name in names
    )


def _operations(entries: Sequence[Entry], refused: Mapping[tuple[Key, str], int]) -> tuple[OperationUse, ...]:
    uses = by(lambda entry: entry.operation, entries)
    sources = {entry.operation: entry.source for entry in entries}
    reasons = _reasons(((key.operation, reason), count) for (key, reason), count in refused.items())
    return tuple(
        OperationUse(name, sources.get(name, Source.ACCESS_LOG), uses.get(name, Use()), reasons.get(name, {}))
        for name in sorted({*uses, *reasons})
    )


def _reasons(counts: Iterable[tuple[tuple[str, str], int]]) -> dict[str, dict[str, int]]:
    """By name and reason, in the order of REASONS."""
    summed: dict[str, Counter[str]] = {}
    for (name, reason), count in counts:
        summed.setdefault(name, Counter())[reason] += count
    return {name: {each: by_reason[each] for each in REASONS if by_reason[each]} for name, by_reason in summed.items()}


def _check(found: Found, entries: Sequence[Entry], operations: Operations, covered: Sequence[str]) -> Check:
    known = operations.named(Kind.FUNCTION)
    ledger = requests_counted(entries)
    compared = {key: count for key, count in ledger.items() if key.operation in known}
    return Check(
        days=covered,
        differences=differences(compared, found.log, covered),
        unanswered=sum(count for key, count in found.log.unanswered.items() if key.day in set(covered)),
        unread=found.log.unread,
        unknown=sorted({key.operation for key in ledger} - known),
    )
