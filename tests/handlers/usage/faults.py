"""What stands between a function and DynamoDB, and what a test says in place of the teams' table."""

import random
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ConnectionClosedError

from handlers.usage.teams import Client, Team


@dataclass(frozen=True, slots=True)
class EachHas:
    """`Teams` of which each that is asked for is there, with the same budget."""

    budget: int

    def team(self, name: str) -> Team:
        return Team(name, "bronze", self.budget, 2.5, 10, None, "plan", "key")

    def client(self, client_id: str) -> Client | None:
        return None


@dataclass(slots=True)
class LosesAnswers:
    """DynamoDB over a bad line: of its updates, some are applied and their answers lost.

    What botocore does then is done here: it sends the same again. `last_chance` is that of its giving up instead.
    """

    dynamodb: Any
    chance: float
    last_chance: float = 0.0
    chosen: random.Random = field(default_factory=lambda: random.Random(0))

    def update_item(self, **request: Any) -> Any:
        drawn = self.chosen.random()
        if drawn < self.chance + self.last_chance:
            self.dynamodb.update_item(**request)
        if drawn < self.last_chance:
            raise ConnectionClosedError(request, endpoint_url="dynamodb")
        return self.dynamodb.update_item(**request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.dynamodb, name)
