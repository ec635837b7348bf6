"""Teams on the deployed stage: their tokens, their scopes, and what they may use."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.checkout import Stage
from tests.deployed.team import LIMIT_SECONDS, Team

pytestmark = pytest.mark.xdist_group("stage")

EMBED = {"task": "embed", "texts": ["a"]}
TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+\n")
# On the plan `trial`, of which nothing else here is.
NEWCOMER = "newcomer"
BURST = 10


@pytest.fixture(scope="session")
def newcomer(stage: Stage) -> Team:
    return Team(stage.url, stage.token(NEWCOMER))


def test_a_key_and_a_token_are_printed_and_nothing_else(stage: Stage) -> None:
    for arguments in (("key",), ("token", f"TEAM={NEWCOMER}")):
        shown = stage.checkout.make(*arguments)

        assert TOKEN.fullmatch(shown.stdout), shown.stdout
        assert shown.stderr == ""


def test_a_team_that_is_none_is_named_with_those_that_are(stage: Stage) -> None:
    shown = stage.checkout.make("token", "TEAM=nobody")

    assert shown.returncode != 0
    assert "make token TEAM=default" in shown.stderr
    assert NEWCOMER in shown.stderr


def test_the_teams_are_listed_with_their_plans_and_scopes(stage: Stage) -> None:
    lines = stage.checkout.make("teams").stdout.splitlines()

    assert lines[0].split()[:2] == ["TEAM", "PLAN"]
    assert [line.split()[:2] for line in lines[1:]] == [
        ["default", "local"],
        [NEWCOMER, "trial"],
        ["nightly-reports", "batch"],
        ["search-app", "standard"],
    ]


def test_programs_that_know_keys_alone_may_send_the_token_as_one(stage: Stage) -> None:
    answer = requests.post(
        f"{stage.url}/ai-service", json=EMBED, headers={"x-api-key": stage.key}, timeout=LIMIT_SECONDS
    )

    assert answer.status_code == 200, answer.text


def test_a_token_without_the_scope_is_403_and_opens_what_it_has_the_scope_for(reader: Team) -> None:
    refused = reader.call("POST", "/ai-service", EMBED)
    allowed = reader.call("GET", "/documents")

    assert (refused.status_code, kind_of(refused)) == (403, "access-denied")
    assert "insufficient_scope" in refused.headers["www-authenticate"]
    assert allowed.status_code == 200, allowed.text


def test_no_token_is_401_with_a_challenge(stage: Stage) -> None:
    refused = requests.get(f"{stage.url}/usage", timeout=LIMIT_SECONDS)

    assert (refused.status_code, kind_of(refused)) == (401, "unauthorized")
    assert refused.headers["www-authenticate"] == "Bearer"


def test_a_team_at_its_rate_waits_while_others_are_served(newcomer: Team, team: Team) -> None:
    with ThreadPoolExecutor(8) as threads:
        hasty = [threads.submit(newcomer.call, "GET", "/runs") for _ in range(6 * BURST)]
        others = [threads.submit(team.call, "GET", "/runs") for _ in range(6 * BURST)]

    refused = [call.result() for call in hasty if call.result().status_code == 429]
    assert {call.result().status_code for call in hasty} == {200, 429}
    assert {kind_of(answer) for answer in refused} == {"throttled"}
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert {call.result().status_code for call in others} == {200}


def test_an_operation_may_have_a_rate_of_its_own(newcomer: Team) -> None:
    wait_until_served(newcomer)

    asked = [newcomer.call("POST", "/answers", {"question": "Who?"}) for _ in range(6)]

    assert 429 in {answer.status_code for answer in asked}
    assert wait_until_served(newcomer)


def test_a_quota_that_is_used_up_is_told_apart_from_a_rate(stage: Stage, newcomer: Team, team: Team) -> None:
    wait_until_served(newcomer)
    gateway = stage.aws("apigateway")
    key = next(each["id"] for each in gateway.get_api_keys()["items"] if each["name"].endswith(NEWCOMER))
    plan = next(each["id"] for each in gateway.get_usage_plans()["items"] if each["name"].endswith("trial"))
    left = newcomer.get("/usage")["quota"]["left"]

    set_remaining(gateway, plan, key, 0)
    refused = newcomer.call("GET", "/usage")
    served = team.call("GET", "/usage")
    set_remaining(gateway, plan, key, left)

    assert (refused.status_code, kind_of(refused)) == (429, "quota-exceeded")
    assert int(refused.headers["retry-after"]) > 0
    assert served.status_code == 200
    assert wait_until_served(newcomer)


def test_a_budget_that_is_used_up_says_when_there_is_more(newcomer: Team) -> None:
    """A text of more tokens than the team has in a month; what it may still use is not lost by asking."""
    wait_until_served(newcomer)
    budget = newcomer.get("/usage")["budget"]

    refused = newcomer.call("POST", "/ai-service", {"task": "embed", "texts": ["a b c d e f g h " * 500] * 60})

    assert (refused.status_code, kind_of(refused)) == (429, "budget-exhausted"), refused.text
    assert refused.json()["resetsAt"] == budget["resetsAt"]
    assert int(refused.headers["retry-after"]) > 1
    wait_until_served(newcomer)
    assert newcomer.get("/usage")["budget"] == budget


def kind_of(answer: requests.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["type"]).rpartition(":")[2]


def wait_until_served(team: Team) -> bool:
    """Until the team's rate has room for some calls again."""
    deadline = time.monotonic() + LIMIT_SECONDS
    served = 0
    while served < 2:
        served = served + 1 if team.call("GET", "/runs").status_code == 200 else 0
        assert time.monotonic() < deadline
        time.sleep(0.5)
    return True


def set_remaining(gateway: Any, plan: str, key: str, requests_left: int) -> None:
    change = {"op": "replace", "path": "/remaining", "value": str(requests_left)}
    gateway.update_usage(usagePlanId=plan, keyId=key, patchOperations=[change])
