"""Reads a stage's ledger: what its functions have counted, and what is left of the budgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands.stage_outputs import Team
from handlers.aws.ledger_items import account_key, account_of
from handlers.aws.usage_records import UsageRecords
from handlers.usage.budget import BudgetState
from reports.month_report import TeamLedger


@dataclass(frozen=True, slots=True)
class StageLedger:
    dynamodb: Any  # botocore makes its clients' classes at run time
    table: str
    teams: Mapping[str, Team]

    def read(self, name: str, month: str, now: datetime) -> TeamLedger:
        """A team that the stage no longer has, has no budget."""
        team = self.teams.get(name)
        rows = UsageRecords(self.dynamodb, self.table).rows(name, month)
        return TeamLedger(team.plan if team else "", self._budget(name, month, now), rows)

    def _budget(self, name: str, month: str, now: datetime) -> BudgetState:
        answer = self.dynamodb.get_item(TableName=self.table, Key=account_key(name, month), ConsistentRead=True)
        limit = self.teams[name].monthly_tokens if name in self.teams else 0
        return account_of(answer.get("Item", {})).state(limit, now)
