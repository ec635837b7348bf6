import json
import re

import pytest

from tests.infrastructure.project import Project

STAGES = ("local", "dev", "prod")


def test_each_stage_is_a_stack(project: Project) -> None:
    assert {folder.name for folder in project.stack_folder("local").parent.iterdir()} == set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stack_has_no_trace_of_an_emulator_or_of_this_machine(project: Project, stage: str) -> None:
    text = project.stack_text(stage)

    assert re.findall(r"localhost|127\.0\.0\.1|4566|emulator|endpoints", text, re.IGNORECASE) == []
    assert str(project.folder) not in text


def declared(project: Project, stage: str) -> set[str]:
    return {f"{kind}.{name}" for kind, named in project.stack(stage)["resource"].items() for name in named}


@pytest.mark.parametrize("stage", STAGES)
def test_the_provider_is_given_a_region_and_tags_alone(project: Project, stage: str) -> None:
    (provider,) = project.stack(stage)["provider"]["aws"]

    assert provider.keys() == {"region", "default_tags"}
    assert provider["default_tags"] == [{"tags": {"project": "ai-facade", "stage": stage}}]


def test_stages_differ_in_settings_alone(project: Project) -> None:
    """A firewall and the plans of its teams are what a stage may have and another not."""
    local, dev, prod = (declared(project, stage) for stage in STAGES)

    assert {name for name in prod ^ dev if "waf" not in name} == {"aws_cloudwatch_log_group.firewall"}
    assert local ^ dev == {"aws_api_gateway_usage_plan.local"}


def test_the_local_state_is_a_file_in_the_project(project: Project) -> None:
    backend = project.stack("local")["terraform"]["backend"]

    assert backend == {"local": {"path": "../../../terraform.local.tfstate"}}


def test_other_states_are_in_a_bucket_that_the_deployer_names(project: Project) -> None:
    backend = project.stack("prod")["terraform"]["backend"]["s3"]

    assert backend["bucket"] == ""
    assert backend["key"] == "ai-facade/prod.tfstate"
    assert backend["encrypt"] is True
    assert backend["use_lockfile"] is True


def test_a_state_with_a_lock_in_s3_needs_the_terraform_that_can_lock_there(project: Project) -> None:
    needed = {stage: project.stack(stage)["terraform"].get("required_version") for stage in STAGES}

    assert needed == {"local": None, "dev": ">= 1.10", "prod": ">= 1.10"}


@pytest.mark.parametrize("stage", STAGES)
def test_outputs_tell_how_to_reach_a_stage_and_hold_no_secret(project: Project, stage: str) -> None:
    outputs = project.stack(stage)["output"]

    assert {"stage_url", "region", "token_endpoint", "user_pool_id", "default_team", "teams"} <= outputs.keys()
    assert not re.search(r"secret|\.value\b|password", json.dumps(outputs))


@pytest.mark.parametrize("kind", ["aws_api_gateway_rest_api", "aws_cognito_user_pool", "aws_dynamodb_table"])
def test_only_prod_keeps_what_clients_hold_on_to(project: Project, kind: str) -> None:
    kept = {
        stage: next(iter(project.stack(stage)["resource"][kind].values()))["lifecycle"]["prevent_destroy"]
        for stage in STAGES
    }

    assert kept == {"local": False, "dev": False, "prod": True}


@pytest.mark.parametrize("stage", STAGES)
def test_archives_are_found_from_where_terraform_runs_and_named_after_their_content(
    project: Project, stage: str
) -> None:
    for archive in project.stack(stage)["resource"]["aws_s3_object"].values():
        assert re.fullmatch(r"\.\./\.\./\.\./build/(code|layer-[\w-]+)-[0-9a-f]{16}\.zip", archive["source"])
        assert archive["source"].endswith(f"/{archive['key']}")
