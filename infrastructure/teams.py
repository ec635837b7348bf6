"""The client teams and their plans, a row each. To add a team is to add a row to TEAMS."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from contract import Document, scopes
from infrastructure.stage_settings import Quota, StageSettings, Throttle

# The contract's scopes; a synth refuses one that it does not know.
TASKS = "ai-facade/tasks"
READS_DOCUMENTS = "ai-facade/documents.read"
WRITES_DOCUMENTS = "ai-facade/documents.write"
SEARCHES = "ai-facade/search"
WATCHES_RUNS = "ai-facade/runs.read"
CANCELS_RUNS = "ai-facade/runs.write"
CALLS_MODELS = "ai-facade/models"
SEES_USAGE = "ai-facade/usage.read"

READER = (READS_DOCUMENTS, SEARCHES, WATCHES_RUNS, SEES_USAGE)
EDITOR = (*READER, TASKS, WRITES_DOCUMENTS, CANCELS_RUNS)
# With the model server, where tokens are not counted.
EVERYTHING = (*EDITOR, CALLS_MODELS)

DEFAULT_TEAM = "default"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What each team of the plan may use: `throttle` for all its requests together, `methods` for single operations, by
    operationId; `quota` of requests, if any; `monthly_tokens` of models, input and output together.
    """

    throttle: Throttle
    quota: Quota | None
    monthly_tokens: int
    methods: Mapping[str, Throttle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Team:
    """`name` is the team's in every record, log and metric: to change it is to make another team.

    `monthly_tokens` where they are not those of the plan.
    """

    name: str
    plan: str
    scopes: tuple[str, ...]
    monthly_tokens: int | None = None


PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        "trial": Plan(
            Throttle(rate=5, burst=10),
            Quota(1_000, "DAY"),
            monthly_tokens=200_000,
            methods={"answerQuestion": Throttle(rate=1, burst=2)},
        ),
        "standard": Plan(
            Throttle(rate=50, burst=100),
            Quota(1_000_000, "MONTH"),
            monthly_tokens=20_000_000,
            methods={"createBatch": Throttle(rate=2, burst=5)},
        ),
        "batch": Plan(Throttle(rate=20, burst=200), None, monthly_tokens=500_000_000),
        # As fast as a laptop goes, for whatever drives the stage there.
        "local": Plan(Throttle(rate=5_000, burst=2_500), None, monthly_tokens=10_000_000_000),
    }
)

TEAMS = (
    Team("search-app", "standard", READER),
    Team("nightly-reports", "batch", EDITOR, monthly_tokens=100_000_000),
    Team("newcomer", "trial", EDITOR),
)


def teams_of(stage: StageSettings) -> tuple[Team, ...]:
    """With the default team, whose token `make key` prints."""
    return (Team(DEFAULT_TEAM, stage.default_plan, EVERYTHING), *TEAMS)


def budget_of(team: Team) -> int:
    """Model tokens a month."""
    return PLANS[team.plan].monthly_tokens if team.monthly_tokens is None else team.monthly_tokens


def faults_of_teams(contract: Document, default_plans: Iterable[str], teams: Sequence[Team] = TEAMS) -> list[str]:
    """What is wrong with the rows, a sentence each; `default_plans` are those of the stages' default teams."""
    known = scopes(contract)
    # API Gateway throttles a method by its name; "any" is none.
    operations = {each.operation_id for each in contract.operations() if not each.method.startswith("x-")}
    default_teams = [Team(DEFAULT_TEAM, plan, EVERYTHING) for plan in dict.fromkeys(default_plans)]
    times = Counter([DEFAULT_TEAM, *(team.name for team in teams)])
    return [
        *(f"Two teams are called {name}; give each a name of its own." for name, count in times.items() if count > 1),
        *(
            f"The team {team.name!r} has a name that records cannot hold; use a to z, 0 to 9 and -, at most 40 of them."
            for team in teams
            if not NAME.fullmatch(team.name)
        ),
        *(
            f"The team {team.name} has the plan {team.plan}, which is none; the plans are {', '.join(PLANS)}."
            for team in (*default_teams, *teams)
            if team.plan not in PLANS
        ),
        *(
            f"The team {team.name} has the scope {scope}, which is none; the contract knows {', '.join(known)}."
            for team in (*default_teams[:1], *teams)
            for scope in team.scopes
            if scope not in known
        ),
        *(
            f"The plan {name} throttles {operation}, which is no operation of the contract with one method."
            for name, plan in PLANS.items()
            for operation in plan.methods
            if operation not in operations
        ),
    ]
