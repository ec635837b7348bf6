"""Client teams, as the deployment declares them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` requests a `period`: DAY, WEEK or MONTH."""

    limit: int
    period: str


@dataclass(frozen=True, slots=True)
class Team:
    """`budget` is in model tokens a month; `rate` in requests a second. `usage_plan_id` and `api_key_id` are API
    Gateway's names for the plan and for the key by which it counts the team's requests.
    """

    name: str
    plan: str
    budget: int
    rate: float
    burst: int
    quota: Quota | None
    usage_plan_id: str
    api_key_id: str


@dataclass(frozen=True, slots=True)
class Client:
    """An app client of the user pool. `usage_key` is the API key, which opens nothing: usage plans count by it."""

    client_id: str
    team: str
    usage_key: str


class Teams(Protocol):
    def team(self, name: str) -> Team | None: ...

    def client(self, client_id: str) -> Client | None: ...
