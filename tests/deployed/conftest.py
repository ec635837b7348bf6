"""Teams with tokens of their own for the shared stage, and a stage of which drills may spoil whatever they like."""

from collections.abc import Callable, Iterator

import pytest

from tests.checkout import Checkout, Stage, bring_up
from tests.deployed.drill import Drill, drilled
from tests.deployed.team import Team

# One that may do what the default team may, but call the model server.
ANOTHER_TEAM = "nightly-reports"


@pytest.fixture(scope="session")
def team(stage: Stage) -> Team:
    return Team(stage.url, stage.key)


@pytest.fixture(scope="session")
def another_team(stage: Stage) -> Team:
    return Team(stage.url, stage.token(ANOTHER_TEAM))


@pytest.fixture(scope="session")
def reader(stage: Stage) -> Team:
    """One that may search and watch, but neither run tasks nor change anything."""
    return Team(stage.url, stage.token("search-app"))


@pytest.fixture(scope="session")
def drill(new_checkout: Callable[[], Checkout]) -> Iterator[Drill]:
    with drilled(bring_up(new_checkout())) as spoilt:
        yield spoilt
