"""Teams and clients as the deployment's table has them, and how long they are kept."""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from handlers.aws import clients
from handlers.aws.adapters import teams
from handlers.aws.team_records import KEPT_SECONDS, MOST_KEPT, TeamRecords
from handlers.usage.teams import Client, Quota, Team

GOLD = Team("", "gold", 5_000_000, 0.5, 20, Quota(10_000, "MONTH"), "plan1", "key1")


@dataclass(slots=True)
class Asked:
    """DynamoDB with these rows; it counts what it is asked."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    times: int = 0

    def get_item(self, **request: Any) -> dict[str, Any]:
        self.times += 1
        row = self.rows.get(request["Key"]["id"]["S"])
        return {} if row is None else {"Item": row}


@dataclass(slots=True)
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def team_row(team: Team) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": {"S": f"team#{team.name}"},
        "plan": {"S": team.plan},
        "budget": {"N": str(team.budget)},
        "rate": {"N": str(team.rate)},
        "burst": {"N": str(team.burst)},
        "usage_plan_id": {"S": team.usage_plan_id},
        "api_key_id": {"S": team.api_key_id},
        "client_id": {"S": "client1"},
    }
    if team.quota:
        row |= {"quota_limit": {"N": str(team.quota.limit)}, "quota_period": {"S": team.quota.period}}
    return row


def client_row(client: Client) -> dict[str, Any]:
    return {
        "id": {"S": f"client#{client.client_id}"},
        "team": {"S": client.team},
        "usage_key": {"S": client.usage_key},
    }


@pytest.mark.usefixtures("workflow")
@pytest.mark.parametrize("quota", [GOLD.quota, None])
def test_a_team_is_read_as_it_was_deployed(quota: Quota | None) -> None:
    team = replace(GOLD, name=uuid.uuid4().hex, quota=quota)
    clients.dynamodb().put_item(TableName=teams().table, Item=team_row(team))

    assert teams().team(team.name) == team


@pytest.mark.usefixtures("workflow")
def test_a_client_is_read_as_it_was_deployed_and_is_no_team() -> None:
    client = Client(uuid.uuid4().hex, "search", "usage-key")
    clients.dynamodb().put_item(TableName=teams().table, Item=client_row(client))

    assert teams().client(client.client_id) == client
    assert teams().team(client.client_id) is None


def test_who_is_there_and_who_is_not_is_asked_for_once_a_minute() -> None:
    asked, clock = Asked({"team#a": team_row(replace(GOLD, name="a"))}), Clock()
    own = TeamRecords(asked, "teams", clock)

    for _ in range(3):
        assert own.team("a") is not None
        assert own.client("b") is None
    first_minute = asked.times
    clock.seconds = KEPT_SECONDS
    asked.rows = {"client#b": client_row(Client("b", "a", "usage-key"))}

    assert first_minute == 2
    assert own.team("a") is None
    assert own.client("b") == Client("b", "a", "usage-key")


def test_a_flood_of_unknown_clients_takes_no_more_memory_than_is_allowed() -> None:
    own = TeamRecords(Asked(), "teams", Clock())

    for number in range(3 * MOST_KEPT):
        own.client(f"unknown{number}")

    assert len(own._kept) == MOST_KEPT
