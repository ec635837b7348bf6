"""Teams and plans as rows: what is declared for each, and which rows are refused."""

import json
from dataclasses import replace

import pytest

from contract import load
from infrastructure.stages import STAGES
from infrastructure.teams import (
    DEFAULT_TEAM,
    EDITOR,
    EVERYTHING,
    PLANS,
    TEAMS,
    Team,
    budget_of,
    faults_of_teams,
    teams_of,
)
from tests.infrastructure.project import ROOT, Project, copy_project

NAMES = tuple(stage.name for stage in STAGES)
PROD = next(stage for stage in STAGES if stage.name == "prod")
ROW = Team("research", "standard", EDITOR)


def item(project: Project, stage: str, name: str) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(project.resource(stage, "aws_dynamodb_table_item", name)["item"])
    return read


@pytest.mark.parametrize("stage", NAMES)
def test_each_team_has_an_app_client_with_its_scopes_a_key_and_its_place_in_a_plan(
    project: Project, stage: str
) -> None:
    for team in TEAMS:
        client = project.resource(stage, "aws_cognito_user_pool_client", team.name)
        key = project.resource(stage, "aws_api_gateway_api_key", team.name)
        membership = project.resource(stage, "aws_api_gateway_usage_plan_key", team.name)

        assert client["allowed_oauth_scopes"] == list(team.scopes)
        assert client["allowed_oauth_flows"] == ["client_credentials"]
        assert client["generate_secret"] is True
        assert len(key["value"]) >= 20
        assert membership["key_id"] == f"${{aws_api_gateway_api_key.{team.name}.id}}"
        assert membership["usage_plan_id"] == f"${{aws_api_gateway_usage_plan.{team.plan}.id}}"


def test_functions_find_a_team_by_its_name_and_by_its_client(project: Project) -> None:
    about, who = item(project, "prod", "team_newcomer"), item(project, "prod", "client_newcomer")

    assert about["id"] == {"S": "team#newcomer"}
    assert about["budget"] == {"N": str(PLANS["trial"].monthly_tokens)}
    assert (about["quota_limit"], about["quota_period"]) == ({"N": "1000"}, {"S": "DAY"})
    assert who["id"] == {"S": "client#${aws_cognito_user_pool_client.newcomer.id}"}
    assert (who["team"], who["usage_key"]) == ({"S": "newcomer"}, {"S": "ai-facade-prod-newcomer-usage"})


def test_a_plan_is_a_usage_plan_with_its_rate_its_quota_and_the_rates_of_single_operations(project: Project) -> None:
    plan = project.resource("prod", "aws_api_gateway_usage_plan", "trial")

    assert plan["throttle_settings"] == {"rate_limit": 5, "burst_limit": 10}
    assert plan["quota_settings"] == {"limit": 1_000, "period": "DAY"}
    assert plan["api_stages"] == [
        {
            "api_id": "${aws_api_gateway_rest_api.facade.id}",
            "stage": "${aws_api_gateway_stage.facade.stage_name}",
            "throttle": [{"path": "/answers/POST", "rate_limit": 1, "burst_limit": 2}],
        }
    ]


def test_a_plan_without_teams_is_not_declared(project: Project) -> None:
    plans = project.stack("prod")["resource"]["aws_api_gateway_usage_plan"]

    assert plans.keys() == {team.plan for team in teams_of(PROD)}


def test_a_team_may_have_a_budget_of_its_own() -> None:
    assert budget_of(ROW) == PLANS["standard"].monthly_tokens
    assert budget_of(replace(ROW, monthly_tokens=7)) == 7


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (replace(ROW, name=DEFAULT_TEAM), "Two teams are called default"),
        (replace(ROW, name="a#b"), "'a#b' has a name that records cannot hold"),
        (replace(ROW, name="x" * 41), "at most 40"),
        (replace(ROW, plan="golden"), "has the plan golden, which is none; the plans are trial"),
        (replace(ROW, scopes=("ai-facade/task",)), "has the scope ai-facade/task, which is none"),
    ],
)
def test_a_row_that_cannot_be_deployed_is_refused_in_words(row: Team, said: str) -> None:
    (fault,) = faults_of_teams(load(ROOT / "openapi.yaml"), ["standard"], (row,))

    assert said in fault


def test_a_stage_whose_default_team_has_no_plan_is_refused_in_words() -> None:
    (fault,) = faults_of_teams(load(ROOT / "openapi.yaml"), ["golden"], ())

    assert "The team default has the plan golden" in fault


def test_the_rows_as_they_stand_are_in_order() -> None:
    assert faults_of_teams(load(ROOT / "openapi.yaml"), [stage.default_plan for stage in STAGES]) == []
    assert set(EVERYTHING) >= {scope for team in TEAMS for scope in team.scopes}


def test_a_synth_refuses_a_team_with_an_unknown_scope(tmp_path_factory: pytest.TempPathFactory) -> None:
    broken = copy_project(tmp_path_factory.mktemp("broken"))
    rows = broken.folder / "infrastructure" / "teams.py"
    rows.write_text(rows.read_text().replace('SEARCHES = "ai-facade/search"', 'SEARCHES = "ai-facade/find"'))

    synth = broken.synth()

    assert synth.returncode != 0
    assert "has the scope ai-facade/find, which is none" in synth.stderr
    assert "Traceback" not in synth.stderr
