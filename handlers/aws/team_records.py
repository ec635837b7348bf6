"""Teams and their clients in DynamoDB, where the deployment puts them; kept for a minute by those who read them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from handlers.aws.attributes import AttributeMap, attributes
from handlers.usage.teams import Client, Quota, Team

KEPT_SECONDS = 60.0
# Of those that are not there too: who asks for many, asks DynamoDB, and takes no more memory.
MOST_KEPT = 1_000
_Row = AttributeMap | None


@dataclass(frozen=True, slots=True)
class TeamRecords:
    """`Teams`. `clock` counts seconds."""

    dynamodb: Any  # botocore makes its clients' classes at run time
    table: str
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, tuple[float, _Row]] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def team(self, name: str) -> Team | None:
        row = self._row(f"team#{name}")
        return None if row is None else _team(name, row)

    def client(self, client_id: str) -> Client | None:
        row = self._row(f"client#{client_id}")
        return None if row is None else Client(client_id, row["team"]["S"], row["usage_key"]["S"])

    def _row(self, row_id: str) -> _Row:
        with self._lock:
            until, kept = self._kept.get(row_id, (float("-inf"), None))
        if until > self.clock():
            return kept
        answer = self.dynamodb.get_item(TableName=self.table, Key=attributes({"id": row_id}))
        row: _Row = answer.get("Item")
        with self._lock:
            self._kept[row_id] = (self.clock() + KEPT_SECONDS, row)
            self._kept.move_to_end(row_id)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return row


def _team(name: str, row: AttributeMap) -> Team:
    quota = Quota(int(row["quota_limit"]["N"]), row["quota_period"]["S"]) if "quota_limit" in row else None
    return Team(
        name=name,
        plan=row["plan"]["S"],
        budget=int(row["budget"]["N"]),
        rate=float(row["rate"]["N"]),
        burst=int(row["burst"]["N"]),
        quota=quota,
        usage_plan_id=row["usage_plan_id"]["S"],
        api_key_id=row["api_key_id"]["S"],
    )
