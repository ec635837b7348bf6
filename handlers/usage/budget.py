"""A team's budget of model tokens for a month: reserved before a model is called, settled after.

What is reserved counts as used until its call says how much it was. So the sum of what all calls used is never more
than the budget, whatever runs at once, is tried again, or dies in between: a call that never settles has used all that
it reserved, for nobody can tell that the model did not. So a call of which it is known beforehand what it will use has
nothing to settle: it spends that, at once and for good.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reservation:
    """`tokens` are the most that the call can use. `month` is as `2026-11`, in UTC: what a call uses counts for the
    month in which it was reserved.
    """

    team: str
    month: str
    reservation_id: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Exhausted:
    """The budget has no room for a call. At `resets_at`, the first moment of the next month, it is whole again."""

    left: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class BudgetState:
    """`used` holds what calls have settled or spent, and reservations that have expired; `reserved` those of calls on
    their way. `used + reserved` is never more than the budget was at the time.
    """

    limit: int
    used: int
    reserved: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used - self.reserved)


class LedgerBusyError(Exception):
    """More calls of the team are on their way than the ledger keeps apart. Nothing was reserved."""


class Ledger(Protocol):
    def reserve(self, team: str, tokens: int, now: datetime) -> Reservation | Exhausted:
        """Raises LedgerBusyError."""

    def settle(self, reservation: Reservation, used: int, now: datetime) -> BudgetState:
        """`used` is at most what was reserved: more is a bug, raised as ValueError. The second of two settlements of
        one reservation changes nothing; so does one of a reservation that has expired: it counts whole already.
        """

    def spend(self, team: str, tokens: int, now: datetime) -> BudgetState | Exhausted:
        """Before a call that uses so many, no more and no less."""

    def state(self, team: str, month: str, now: datetime) -> BudgetState: ...
