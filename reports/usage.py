"""What was used, by day, team, operation and model, and what that adds up to."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from handlers.usage.counting import UsageRow
from handlers.usage.latency import percentile
from handlers.usage.prices import FREE, Prices
from reports.tallies import Key, Served

Name = TypeVar("Name", bound=Hashable)
SHARES = (0.5, 0.95, 0.99)


class Source(StrEnum):
    """LEDGER: latencies are as functions have measured them; ACCESS_LOG: as the gateway has."""

    LEDGER = "ledger"
    ACCESS_LOG = "access log"


@dataclass(frozen=True, slots=True)
class Use:
    """`cost` is in US dollars; `latencies` are counts by bucket (handlers/usage/latency.py)."""

    requests: int = 0
    errors: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal = FREE
    latencies: Mapping[int, int] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def percentiles(self) -> tuple[float | None, ...]:
        """In milliseconds, at SHARES."""
        return tuple(percentile(self.latencies, share) for share in SHARES)


@dataclass(frozen=True, slots=True)
class Entry:
    """`model` is empty where none was called."""

    day: str
    team: str
    operation: str
    model: str
    source: Source
    use: Use


def entries_of(
    ledger: Mapping[str, Sequence[UsageRow]], served: Mapping[Key, Served], prices: Prices
) -> tuple[Entry, ...]:
    """`ledger` by team."""
    counted = (_counted(team, row, prices) for team, rows in ledger.items() for row in rows)
    passed_on = (_passed_on(key, each) for key, each in served.items())
    entries = (*counted, *passed_on)
    return tuple(sorted(entries, key=lambda each: (each.day, each.team, each.operation, each.model)))


def by(name: Callable[[Entry], Name], entries: Iterable[Entry]) -> dict[Name, Use]:
    """In the order of the entries."""
    grouped: defaultdict[Name, list[Use]] = defaultdict(list)
    for entry in entries:
        grouped[name(entry)].append(entry.use)
    return {key: total(uses) for key, uses in grouped.items()}


def total(uses: Sequence[Use]) -> Use:
    latencies = Counter[int]()
    for use in uses:
        latencies.update(use.latencies)
    return Use(
        requests=sum(use.requests for use in uses),
        errors=sum(use.errors for use in uses),
        input_tokens=sum(use.input_tokens for use in uses),
        output_tokens=sum(use.output_tokens for use in uses),
        cost=sum((use.cost for use in uses), FREE),
        latencies=latencies,
    )


def requests_counted(entries: Iterable[Entry]) -> dict[Key, int]:
    """As the ledger has them, of all models together."""
    counted = Counter[Key]()
    for entry in entries:
        if entry.source is Source.LEDGER:
            counted[Key(entry.day, entry.team, entry.operation)] += entry.use.requests
    return dict(counted)


def _counted(team: str, row: UsageRow, prices: Prices) -> Entry:
    cost = FREE if row.model is None else prices.cost(row.model, row.input_tokens, row.output_tokens)
    use = Use(row.requests, row.errors, row.input_tokens, row.output_tokens, cost, row.latencies)
    return Entry(row.day, team, row.operation, row.model or "", Source.LEDGER, use)


def _passed_on(key: Key, served: Served) -> Entry:
    use = Use(requests=served.requests, errors=served.errors, latencies=served.latencies)
    return Entry(key.day, key.team, key.operation, "", Source.ACCESS_LOG, use)
