"""A team's budget of a month as an item of the ledger's table, and back.

`held` counts what was settled, what is reserved, and what was reserved and has expired; `reservations` are those that
were neither settled nor swept. `settled` is for whoever looks at the table: what of `held` calls themselves have told,
before or after. Marks (`marks.py`) are those of who spent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.aws.attributes import AttributeMap, attributes, values_of
from handlers.usage.budget import BudgetState

# No function can still be at a call then: Lambda ends each after 15 minutes at most.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
RESERVATION_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Account:
    """`reservations` by id: their tokens, and when they expire, in seconds since 1970."""

    held: int
    reservations: Mapping[str, tuple[int, int]]

    def expired(self, now: datetime) -> Sequence[str]:
        return [name for name, (_, expires) in self.reservations.items() if expires <= seconds(now)]

    def state(self, limit: int, now: datetime) -> BudgetState:
        reserved = sum(tokens for tokens, expires in self.reservations.values() if expires > seconds(now))
        return BudgetState(limit, self.held - reserved, reserved)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def account_key(team: str, month: str) -> dict[str, Any]:
    return attributes({"pk": team, "sk": f"BUDGET#{month}"})


def account_of(item: AttributeMap) -> Account:
    """Of no attributes at all, for a month in which nothing was reserved, too."""
    values = values_of(item)
    reservations: Mapping[str, Mapping[str, int]] = values.get("reservations", {})
    entries = {name: (entry["tokens"], entry["expires"]) for name, entry in reservations.items()}
    return Account(values.get("held", 0), entries)


def reservation_entry(tokens: int, now: datetime) -> dict[str, int]:
    return {"tokens": tokens, "expires": seconds(now) + RESERVATION_SECONDS}
