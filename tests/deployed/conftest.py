"""Teams with keys of their own to the shared stage, and a stage of which drills may spoil whatever they like."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import boto3
import pytest

from tests.checkout import Checkout, Stage, bring_up
from tests.deployed.drill import Drill, drilled
from tests.deployed.team import Team


@pytest.fixture(scope="session")
def team(stage: Stage) -> Team:
    return Team(stage.url, stage.key)


@pytest.fixture(scope="session")
def another_team(stage: Stage) -> Team:
    """With a second key of the same usage plan."""
    gateway = boto3.client(
        "apigateway",
        region_name="us-east-1",
        endpoint_url=endpoint(stage),
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    (plan,) = gateway.get_usage_plans()["items"]
    key = gateway.create_api_key(name="another team", enabled=True)
    gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
    return Team(stage.url, key["value"])


@pytest.fixture(scope="session")
def drill(new_checkout: Callable[[], Checkout]) -> Iterator[Drill]:
    with drilled(bring_up(new_checkout())) as spoilt:
        yield spoilt


def endpoint(stage: Stage) -> str:
    address = urlsplit(stage.url)
    return f"{address.scheme}://{address.netloc}"
