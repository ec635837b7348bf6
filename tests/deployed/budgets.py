"""Teams for drills with budgets: what stands in the tables of teams and of the ledger."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.deployed.drill import PREFIX, Drill
from tests.deployed.faults import Call, Reply
from tests.deployed.team import Team

# Whose app client a drill's team calls with. Its usage plan lets many through at once.
LENT_BY = "nightly-reports"
TEAMS = f"{PREFIX}teams"
LEDGER = f"{PREFIX}ledger"


@dataclass(frozen=True)
class BudgetedTeam:
    """A team that nobody has heard of before, so that nobody remembers another budget of it."""

    drill: Drill
    name: str
    team: Team

    def limit(self, tokens: int) -> None:
        """From now on, for functions that have not looked the team up yet."""
        lent = self._row(f"team#{LENT_BY}")
        self._put(lent | {"id": {"S": f"team#{self.name}"}, "budget": {"N": str(tokens)}})

    def take_over_client(self) -> None:
        """Only the authorizer knows clients, for a minute: it has to begin anew."""
        client = self._row(f"team#{LENT_BY}")["client_id"]["S"]
        self._put(self._row(f"client#{client}") | {"team": {"S": self.name}})
        self.drill.begin_anew("authorize")

    @property
    def budget(self) -> dict[str, int]:
        """As GET /usage tells it, which must add up."""
        budget: dict[str, int] = self.team.get("/usage")["budget"]
        assert budget["usedTokens"] + budget["reservedTokens"] + budget["leftTokens"] == budget["limitTokens"], budget
        return budget

    @property
    def account(self) -> dict[str, Any]:
        """The ledger's item of the month."""
        [item] = [item for item in self._ledger if item["sk"]["S"].startswith("BUDGET#")]
        return item

    @property
    def reserved(self) -> list[int]:
        return [int(entry["M"]["tokens"]["N"]) for entry in self.account["reservations"]["M"].values()]

    def counted(self, operation: str) -> int:
        items = self.team.get("/usage")["items"]
        return sum(item["requests"] for item in items if item["operation"] == operation)

    def expire_reservations(self) -> None:
        """A quarter of an hour passes for them."""
        account = self.account
        for entry in account["reservations"]["M"].values():
            entry["M"]["expires"] = {"N": "1"}
        self.drill.dynamodb.put_item(TableName=LEDGER, Item=account)

    @property
    def _ledger(self) -> list[dict[str, Any]]:
        pages = self.drill.dynamodb.get_paginator("scan").paginate(TableName=LEDGER)
        return [item for page in pages for item in page["Items"] if item["pk"]["S"] == self.name]

    def _row(self, row_id: str) -> dict[str, Any]:
        row: dict[str, Any] = self.drill.dynamodb.get_item(TableName=TEAMS, Key={"id": {"S": row_id}})["Item"]
        return row

    def _put(self, row: dict[str, Any]) -> None:
        self.drill.dynamodb.put_item(TableName=TEAMS, Item=row)


def new_team(drill: Drill, token: str, tokens: int) -> BudgetedTeam:
    """With a budget of so many tokens a month, and none of them used."""
    made = BudgetedTeam(drill, f"drill-{uuid.uuid4().hex[:8]}", replace(drill.team, key=token))
    made.limit(tokens)
    made.take_over_client()
    return made


def using(tokens: int) -> Callable[[Call, Callable[[], Reply]], Reply]:
    """A `Spoil`: what Bedrock's embedding model says that a call of it has used."""

    def answer(_call: Call, pass_on: Callable[[], Reply]) -> Reply:
        reply = pass_on()
        return replace(reply, headers={**reply.headers, "x-amzn-bedrock-input-token-count": str(tokens)})

    return answer
