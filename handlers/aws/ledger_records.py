"""The ledger in DynamoDB: an item for each team and month, which every call of a model changes once or twice.

Not by transactions: of two on one item at the same moment DynamoDB refuses one, and a team's calls all meet here.
"""

import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws import ledger_changes, marks
from handlers.aws.attributes import AttributeMap
from handlers.aws.changes import Request
from handlers.aws.ledger_changes import BEGIN, RESERVE, SETTLE, SPEND, change
from handlers.aws.ledger_items import Account, account_key, account_of, reservation_entry, seconds
from handlers.aws.months import kept_until
from handlers.aws.updates import Applied, Unapplied, apply
from handlers.usage.budget import BudgetState, Exhausted, LedgerBusyError, Reservation
from handlers.usage.months import end_of, month_of
from handlers.usage.teams import Teams

_log = logging.getLogger(__name__)
# As many as Lambda runs at once in an account, unless AWS is asked for more. They make an item of some 50 KB, of the
# 400 that one may have. Calls that died count until they expire.
MOST_RESERVATIONS = 1_000
# The item may have to be begun, by oneself or by another, and then swept, before a reservation finds its place.
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class LedgerRecords:
    """A `Ledger`. Budgets are read from `teams`; a team that is not there has none."""

    dynamodb: Any  # botocore makes its clients' classes at run time
    table: str
    teams: Teams
    most_reservations: int = MOST_RESERVATIONS
    _writer: marks.Writer = field(default_factory=marks.Writer, init=False, repr=False)

    def reserve(self, team: str, tokens: int, now: datetime) -> Reservation | Exhausted:
        if tokens < 0:
            raise ValueError(f"{tokens} tokens cannot be reserved")
        wanted = Reservation(team, month_of(now), secrets.token_urlsafe(12), tokens)
        key, limit = account_key(team, wanted.month), self._limit(team)
        for _ in range(_ATTEMPTS):
            tried = self._reserve(key, wanted, limit, now)
            account = account_of(tried.item)
            if isinstance(tried, Applied) or wanted.reservation_id in account.reservations:
                self._sweep(key, account, now)
                return wanted
            if account.held + tokens > limit:
                return Exhausted(max(0, limit - account.held), end_of(wanted.month))
            if not tried.item and isinstance(self._begin(key, wanted, now), Applied):
                return wanted
            if tried.item and not self._sweep(key, account, now):
                break  # there are as many as may be, and none has expired
        raise LedgerBusyError(team)

    def settle(self, reservation: Reservation, used: int, now: datetime) -> BudgetState:
        unused = reservation.tokens - used
        if used < 0 or unused < 0:
            raise ValueError(f"{used} of {reservation.tokens} reserved tokens cannot have been used")
        key = account_key(reservation.team, reservation.month)
        values = {"used": used, "unused": unused, "now": seconds(now)}
        tried = self._apply(key, change(SETTLE, values, id=reservation.reservation_id))
        account = account_of(tried.item)
        self._sweep(key, account, now)
        return account.state(self._limit(reservation.team), now)

    def spend(self, team: str, tokens: int, now: datetime) -> BudgetState | Exhausted:
        if tokens < 0:
            raise ValueError(f"{tokens} tokens cannot be spent")
        month, limit = month_of(now), self._limit(team)
        key, writer, mark = account_key(team, month), self._writer.name, marks.new_mark(seconds(now))
        spending = change(SPEND, {"tokens": tokens, "room": limit - tokens, "mark": mark}, writer=writer)
        tried = self._apply(key, spending)
        if not tried.item and tokens <= limit:
            self._apply(key, _beginning(month, 0, {}))
            tried = self._apply(key, spending)
        account = account_of(tried.item)
        if isinstance(tried, Unapplied) and tried.item.get(writer) != {"S": mark}:
            return Exhausted(max(0, limit - account.held), end_of(month))
        self._sweep(key, account, now)
        self._sweep_marks(key, tried.item, now)
        return account.state(limit, now)

    def state(self, team: str, month: str, now: datetime) -> BudgetState:
        answer = self.dynamodb.get_item(TableName=self.table, Key=account_key(team, month), ConsistentRead=True)
        return account_of(answer.get("Item", {})).state(self._limit(team), now)

    def _reserve(self, key: Request, wanted: Reservation, limit: int, now: datetime) -> Applied | Unapplied:
        values = {
            "tokens": wanted.tokens,
            "room": limit - wanted.tokens,
            "most": self.most_reservations,
            "entry": reservation_entry(wanted.tokens, now),
        }
        return self._apply(key, change(RESERVE, values, id=wanted.reservation_id))

    def _begin(self, key: Request, wanted: Reservation, now: datetime) -> Applied | Unapplied:
        """Its answer may be lost too: the reservation is then found to be there."""
        entries = {wanted.reservation_id: reservation_entry(wanted.tokens, now)}
        return self._apply(key, _beginning(wanted.month, wanted.tokens, entries))

    def _sweep(self, key: Request, account: Account, now: datetime) -> bool:
        """False if nothing was to be swept, or could be."""
        expired = account.expired(now)
        return bool(expired) and self._swept(key, ledger_changes.sweep(expired))

    def _sweep_marks(self, key: Request, item: AttributeMap, now: datetime) -> None:
        unneeded = marks.unneeded(item, seconds(now))
        if unneeded:
            self._swept(key, marks.sweep(unneeded))

    def _swept(self, key: Request, request: Request) -> bool:
        """What is done for its own sake fails no call."""
        try:
            return isinstance(self._apply(key, request), Applied)
        except (BotoCoreError, ClientError) as error:
            _log.warning("what the ledger needs no more is not swept: %s", type(error).__name__)
            return False

    def _apply(self, key: Request, request: Request) -> Applied | Unapplied:
        return apply(self.dynamodb, {"TableName": self.table, "Key": key, **request})

    def _limit(self, team: str) -> int:
        found = self.teams.team(team)
        return found.budget if found else 0


def _beginning(month: str, tokens: int, entries: dict[str, Any]) -> Request:
    return change(BEGIN, {"tokens": tokens, "none": 0, "entries": entries, "expires": kept_until(month)})
