import json
from typing import Any

import pytest

from tests.infrastructure.project import Project

CALLED = {
    "ingest": ["split_document", "embed_passages", "index_document", "fail_run"],
    "batch": ["run_batch_part", "collect_batch", "fail_run"],
}
# What AWS has no resources for.
WITHOUT_RESOURCES = ("logs:", "xray:")


@pytest.mark.parametrize("name", CALLED)
def test_a_state_machine_may_call_the_functions_that_its_states_call_and_no_other(project: Project, name: str) -> None:
    allowed, *_ = statements(project, "dev", name)
    definition = project.resource("dev", "aws_sfn_state_machine", name)["definition"]

    arns = [f"${{aws_lambda_function.{function}.arn}}" for function in CALLED[name]]
    assert allowed["Action"] == ["lambda:InvokeFunction"]
    assert allowed["Resource"] == arns
    assert functions_in(json.loads(definition)) == set(arns)


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
@pytest.mark.parametrize("name", CALLED)
def test_a_role_names_its_actions_and_where_aws_has_them_its_resources(project: Project, name: str, stage: str) -> None:
    for statement in statements(project, stage, name):
        assert not any("*" in action for action in statement["Action"])
        if "*" in statement["Resource"]:
            assert all(action.startswith(WITHOUT_RESOURCES) for action in statement["Action"])


@pytest.mark.parametrize("name", CALLED)
def test_executions_are_logged_and_traced_as_the_settings_say_and_never_with_what_they_work_on(
    project: Project, name: str
) -> None:
    machines = {stage: project.resource(stage, "aws_sfn_state_machine", name) for stage in ("local", "dev", "prod")}

    logged = {stage: machine["logging_configuration"] for stage, machine in machines.items()}
    assert {stage: each["level"] for stage, each in logged.items()} == {"local": "ALL", "dev": "ALL", "prod": "ERROR"}
    assert not any(each["include_execution_data"] for each in logged.values())
    assert logged["prod"]["log_destination"] == f"${{aws_cloudwatch_log_group.{name}.arn}}:*"
    assert [machine["tracing_configuration"]["enabled"] for machine in machines.values()] == [False, True, True]


@pytest.mark.parametrize("name", CALLED)
def test_a_log_group_has_the_name_by_which_aws_delivers_to_it(project: Project, name: str) -> None:
    group = project.resource("prod", "aws_cloudwatch_log_group", name)

    assert group["name"] == f"/aws/vendedlogs/states/ai-facade-prod-{name}"
    assert group["retention_in_days"] == 90


def test_a_run_may_be_watched_and_stopped_so_its_machine_is_a_standard_one(project: Project) -> None:
    machines = project.stack("prod")["resource"]["aws_sfn_state_machine"]

    assert {name: machine["type"] for name, machine in machines.items()} == dict.fromkeys(CALLED, "STANDARD")


@pytest.mark.parametrize("name", CALLED)
def test_an_execution_has_time_for_every_try_of_its_slowest_task(project: Project, name: str) -> None:
    machine = json.loads(project.resource("prod", "aws_sfn_state_machine", name)["definition"])
    durations = {
        task["TimeoutSeconds"] * (1 + retrier["MaxAttempts"])
        for task in tasks_in(machine)
        for retrier in task["Retry"]
        if retrier["ErrorEquals"] == ["States.ALL"]
    }

    assert 0 < max(durations) < machine["TimeoutSeconds"]


@pytest.mark.parametrize("name", CALLED)
def test_functions_are_told_the_name_that_a_state_machine_has(project: Project, name: str) -> None:
    told = project.resource("prod", "aws_lambda_function", "list_runs")["environment"]["variables"]

    machine = project.resource("prod", "aws_sfn_state_machine", name)
    assert told[f"{name.upper()}_STATE_MACHINE_ARN"] == (
        "arn:aws:states:us-east-1:${data.aws_caller_identity.account.account_id}:stateMachine:" + machine["name"]
    )


def functions_in(machine: Any) -> set[str]:
    return {task["Parameters"]["FunctionName"] for task in tasks_in(machine)}


def tasks_in(state: Any) -> list[dict[str, Any]]:
    """Those of a state machine or a state, and of what its Maps run."""
    match state:
        case {"Type": "Task"}:
            return [state]
        case dict():
            return [task for value in state.values() for task in tasks_in(value)]
    return []


def statements(project: Project, stage: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(project.resource(stage, "aws_iam_role_policy", name)["policy"])[
        "Statement"
    ]
    return found
