"""The ledger, the log of usage, teams and quotas in memory, behind their ports."""

import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.tasks.ports import Embedder, EmbeddingModel, Reader, ReadingModel
from handlers.usage.budget import BudgetState, Exhausted, Reservation
from handlers.usage.counting import Answered, UsageRow, Worked
from handlers.usage.months import end_of, month_of
from handlers.usage.quotas import QuotaUse
from handlers.usage.teams import Client, Quota, Team

PLENTY = 1_000_000_000


@dataclass(slots=True)
class MemoryLedger:
    """A `Ledger` with one budget for all teams; `settled` is what calls have settled or spent, in their order."""

    budget: int = PLENTY
    held: dict[str, Reservation] = field(default_factory=dict)
    settled: list[tuple[Reservation, int]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ids: "itertools.count[int]" = field(default_factory=itertools.count)

    def reserve(self, team: str, tokens: int, now: datetime) -> Reservation | Exhausted:
        with self._lock:
            made = self._fitting(team, tokens, now)
            if isinstance(made, Reservation):
                self.held[made.reservation_id] = made
            return made

    def spend(self, team: str, tokens: int, now: datetime) -> BudgetState | Exhausted:
        with self._lock:
            made = self._fitting(team, tokens, now)
            if isinstance(made, Exhausted):
                return made
            self.settled.append((made, tokens))
            return self._state(team, made.month)

    def settle(self, reservation: Reservation, used: int, now: datetime) -> BudgetState:
        if used > reservation.tokens:
            raise ValueError("more was used than reserved")
        with self._lock:
            if self.held.pop(reservation.reservation_id, None):
                self.settled.append((reservation, used))
            return self._state(reservation.team, reservation.month)

    def state(self, team: str, month: str, now: datetime) -> BudgetState:
        with self._lock:
            return self._state(team, month)

    def _fitting(self, team: str, tokens: int, now: datetime) -> Reservation | Exhausted:
        month = month_of(now)
        state = self._state(team, month)
        if tokens > state.left:
            return Exhausted(state.left, end_of(month))
        return Reservation(team, month, str(next(self._ids)), tokens)

    def _state(self, team: str, month: str) -> BudgetState:
        used = sum(used for made, used in self.settled if (made.team, made.month) == (team, month))
        held = sum(made.tokens for made in self.held.values() if (made.team, made.month) == (team, month))
        return BudgetState(self.budget, used, held)


@dataclass(slots=True)
class MemoryUsage:
    """A `UsageLog` that keeps what it counts, and reports the rows that a test has put there."""

    counted: list[Answered | Worked] = field(default_factory=list)
    reported: list[UsageRow] = field(default_factory=list)

    def count(self, counted: Answered | Worked) -> None:
        self.counted.append(counted)

    def rows(self, team: str, month: str) -> Sequence[UsageRow]:
        return [row for row in self.reported if row.day.startswith(month)]

    def of(self, team: str) -> list[Answered | Worked]:
        return [counted for counted in self.counted if counted.team == team]


class BrokenUsage(MemoryUsage):
    def count(self, counted: Answered | Worked) -> None:
        raise TimeoutError("DynamoDB is away")


@dataclass(frozen=True, slots=True)
class MemoryTeams:
    """`Teams` that are all alike."""

    quota: Quota | None = None

    def team(self, name: str) -> Team | None:
        return Team(name, "standard", PLENTY, 50.0, 100, self.quota, "plan-id", "key-id")

    def client(self, client_id: str) -> Client | None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class MemoryQuotas:
    """`Quotas` of which some is used."""

    used: int = 0

    def use(self, team: Team, now: datetime) -> QuotaUse | None:
        if team.quota is None:
            return None
        return QuotaUse(team.quota.limit, team.quota.period, self.used, team.quota.limit - self.used)


class Unmetered:
    """A `Metering` that lets everything pass."""

    def embedder(self, model: EmbeddingModel) -> Embedder:
        return model

    def reader(self, model: ReadingModel) -> Reader:
        return model
