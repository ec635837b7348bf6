"""The ledger against the access log: for each day, team and operation, whether both have as many requests.

What must be in both: requests of a team that a function answered. Of a function that was killed, ran out of time or
said too much, the log has no status, though it may have counted: such a request may be in the ledger or not. One that
was on its way at midnight counts in the ledger for the day of its answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from reports.tallies import Key, Tally


@dataclass(frozen=True, slots=True)
class Difference:
    """The ledger has `ledger` requests; by the access log it must have `least` to `most`."""

    key: Key
    ledger: int
    least: int
    most: int


def differences(ledger: Mapping[Key, int], log: Tally, days: Sequence[str]) -> list[Difference]:
    """`days` follow one another. By team, operation and day."""
    keys = (*ledger, *log.counted, *log.late, *log.unsure)
    pairs = sorted({(key.team, key.operation) for key in keys})
    found = (_of_one(ledger, log, [Key(day, team, operation) for day in days]) for team, operation in pairs)
    return list(chain.from_iterable(found))


def _of_one(ledger: Mapping[Key, int], log: Tally, keys: Sequence[Key]) -> Iterable[Difference]:
    """From day to day goes how many of the late requests of the day before this day may have: from `low` to `high`."""
    low, high = 0, log.late[_day_before(keys[0])] if keys else 0
    for key in keys:
        counted, late = ledger.get(key, 0), log.late[key]
        least, most = log.counted[key] + low, log.counted[key] + high + late + log.unsure[key]
        if not least <= counted <= most:
            yield Difference(key, counted, least, most)
        # What this day did not take of its own late requests is the next day's.
        low = min(late, max(0, least + late - counted))
        high = max(0, min(late, most - counted))


def _day_before(key: Key) -> Key:
    return key._replace(day=(date.fromisoformat(key.day) - timedelta(days=1)).isoformat())
