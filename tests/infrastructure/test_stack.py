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


@pytest.mark.parametrize("stage", STAGES)
def test_the_provider_is_given_a_region_and_tags_alone(project: Project, stage: str) -> None:
    (provider,) = project.stack(stage)["provider"]["aws"]

    assert provider.keys() == {"region", "default_tags"}
    assert provider["default_tags"] == [{"tags": {"project": "ai-facade", "stage": stage}}]


def test_stages_differ_in_settings_alone(project: Project) -> None:
    local, prod = (project.stack(stage)["resource"] for stage in ("local", "prod"))

    assert {kind: sorted(named) for kind, named in local.items()} == {
        kind: sorted(named) for kind, named in prod.items()
    }


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

    assert outputs.keys() == {"stage_url", "api_key_id", "region"}
    assert outputs["api_key_id"] == {"value": "${aws_api_gateway_api_key.default.id}"}
    assert "aws_api_gateway_api_key.default.value" not in project.stack_text(stage)


@pytest.mark.parametrize("kind", ["aws_api_gateway_rest_api", "aws_api_gateway_api_key", "aws_dynamodb_table"])
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
