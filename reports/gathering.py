"""Reads what a report is made of. First the ledger, then the access log, which has a request later than the ledger."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commands.error import CommandError
from handlers.usage.months import is_reported, month_of
from handlers.usage.prices import Prices, read_prices
from reports.access_log import AccessLog
from reports.ledger import StageLedger
from reports.month_report import Found, MonthReport, TeamLedger, days_of, month_report
from reports.operations import Operations
from reports.tallies import LedgerRead, Tally, day_of, total

# A line of the access log may take half a minute until it can be read.
ATTEMPTS, AGAIN_SECONDS = 15, 2.0


@dataclass(frozen=True, slots=True)
class Sources:
    """`is_emulated`: the stage is on this machine. `say` is told what takes time."""

    stage: str
    is_emulated: bool
    ledger: StageLedger
    log: AccessLog
    operations: Operations
    prices: Prices
    say: Callable[[str], None]


def gather(
    sources: Sources, month: str, now: Callable[[], datetime], wait: Callable[[float], None] = time.sleep
) -> MonthReport:
    if not is_reported(month, now()):
        raise CommandError(f"{month} is not one of the last twelve months.")
    began = now()
    ledger = {name: sources.ledger.read(name, month, began) for name in sources.ledger.teams}
    read = LedgerRead(began, now())
    kept_since = sources.log.kept_since(began, is_emulated=sources.is_emulated)
    tallies = _tallies(sources, month, read, kept_since)
    ledger |= _of_others(sources, month, began, tallies, ledger)

    def report() -> MonthReport:
        found = Found(sources.stage, month, read, ledger, total(tallies.values()), kept_since)
        return month_report(found, sources.operations, sources.prices)

    made, today = report(), day_of(read.ended)
    for _ in range(ATTEMPTS):
        if not _waits_for_lines(made, today):
            break
        sources.say("The access log is behind the ledger: waiting for its last lines.")
        wait(AGAIN_SECONDS)
        tallies[today] = sources.log.tally(today, read)
        made = report()
    return made


def prices_of(output: Any) -> Prices:
    """Of the stage's output `prices`."""
    return read_prices(json.dumps(output))


def month_given(text: str) -> str:
    """The running one where none is given."""
    if not text:
        return month_of(datetime.now(UTC))
    try:
        return f"{datetime.strptime(text, '%Y-%m').replace(tzinfo=UTC):%Y-%m}"
    except ValueError:
        raise CommandError(f"`{text}` is no month: write it as in MONTH=2026-11.") from None


def _tallies(sources: Sources, month: str, read: LedgerRead, kept_since: datetime | None) -> dict[str, Tally]:
    days = [day for day in days_of(month, read.ended) if kept_since is None or day >= day_of(kept_since)]
    if not days:
        return {}
    sources.say(f"Reading the access log of {len(days)} days, from {days[0]} on.")
    return {"": sources.log.tally_of_eve(days[0], read)} | {day: sources.log.tally(day, read) for day in days}


def _of_others(
    sources: Sources, month: str, now: datetime, tallies: Mapping[str, Tally], known: Mapping[str, TeamLedger]
) -> dict[str, TeamLedger]:
    """Teams that the stage had, and no longer has."""
    log = total(tallies.values())
    names = {key.team for counts in (log.counted, log.late, log.unsure) for key in counts}
    return {name: sources.ledger.read(name, month, now) for name in sorted(names - set(known))}


def _waits_for_lines(made: MonthReport, today: str) -> bool:
    return any(each.key.day == today and each.ledger > each.most for each in made.check.differences)
