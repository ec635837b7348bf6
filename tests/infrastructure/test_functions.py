import json
from typing import Any

import pytest

from tests.infrastructure.project import Project

OPERATIONS = ("run_task", "get_contract")
ROUTES = {"run_task": "POST/ai-service", "get_contract": "GET/openapi.json"}


def test_each_operation_with_a_function_has_one_of_its_name(project: Project) -> None:
    functions = project.stack("prod")["resource"]["aws_lambda_function"]

    assert {name: function["handler"] for name, function in functions.items()} == {
        "run_task": "handlers.run_task.handle",
        "get_contract": "handlers.get_contract.handle",
    }


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_function_has_a_role_and_a_log_group_of_its_own(project: Project, operation: str) -> None:
    function = project.resource("prod", "aws_lambda_function", operation)
    group = project.resource("prod", "aws_cloudwatch_log_group", operation)

    assert function["role"] == f"${{aws_iam_role.{operation}.arn}}"
    assert f"aws_cloudwatch_log_group.{operation}" in function["depends_on"]
    assert group["name"] == f"/aws/lambda/{function['function_name']}"
    assert group["retention_in_days"] == 90


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_a_policy_names_its_actions_and_but_for_xray_its_resources(
    project: Project, stage: str, operation: str
) -> None:
    for statement in statements(project, stage, operation):
        assert not any("*" in action for action in statement["Action"])
        assert "*" not in statement["Resource"] or all(action.startswith("xray:") for action in statement["Action"])


def test_a_function_writes_to_its_own_log_group_alone(project: Project) -> None:
    (logs,) = statements(project, "local", "run_task")

    assert logs["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert logs["Resource"] == ["${aws_cloudwatch_log_group.run_task.arn}:*"]


def test_only_the_function_that_needs_models_may_invoke_them(project: Project) -> None:
    allowed = {
        operation: [each["Resource"] for each in statements(project, "prod", operation) if "bedrock" in str(each)]
        for operation in OPERATIONS
    }

    assert allowed == {
        "run_task": [
            [
                "arn:aws:bedrock:us-east-1:*:inference-profile/us.amazon.nova-pro-v1:0",
                "arn:aws:bedrock:us-*::foundation-model/amazon.nova-pro-v1:0",
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
            ]
        ],
        "get_contract": [],
    }


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_gateway_may_call_a_function_for_its_own_method_and_path_alone(project: Project, operation: str) -> None:
    permission = project.resource("dev", "aws_lambda_permission", operation)

    assert permission["principal"] == "apigateway.amazonaws.com"
    assert permission["function_name"] == f"${{aws_lambda_function.{operation}.function_name}}"
    assert permission["source_arn"] == (
        "${aws_api_gateway_rest_api.facade.execution_arn}/${aws_api_gateway_stage.facade.stage_name}/"
        + ROUTES[operation]
    )


def test_functions_are_traced_where_the_settings_say_so(project: Project) -> None:
    modes = {
        stage: project.resource(stage, "aws_lambda_function", "run_task")["tracing_config"]["mode"]
        for stage in ("local", "prod")
    }

    assert modes == {"local": "PassThrough", "prod": "Active"}


def test_the_model_is_a_setting_of_the_stage(project: Project) -> None:
    local, prod = (
        project.resource(stage, "aws_lambda_function", "run_task")["environment"]["variables"]
        for stage in ("local", "prod")
    )

    assert local == {
        "MODEL_PROVIDER": "embedded",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_SERVICE_NAME": "ai-facade",
    }
    assert prod == {
        "MODEL_PROVIDER": "bedrock",
        "BEDROCK_CHAT_MODEL_ID": "us.amazon.nova-pro-v1:0",
        "BEDROCK_EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
        "MODEL_TIMEOUT_SECONDS": "24",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_SERVICE_NAME": "ai-facade",
    }


def test_a_function_waits_longer_than_its_model_and_shorter_than_the_gateway(project: Project) -> None:
    function = project.resource("prod", "aws_lambda_function", "run_task")

    assert int(function["environment"]["variables"]["MODEL_TIMEOUT_SECONDS"]) < function["timeout"] < 29


def test_functions_find_their_dependencies_in_the_layer(project: Project) -> None:
    function = project.resource("prod", "aws_lambda_function", "run_task")
    layer = project.resource("prod", "aws_lambda_layer_version", "dependencies")

    assert function["layers"] == ["${aws_lambda_layer_version.dependencies.arn}"]
    assert layer["compatible_runtimes"] == [function["runtime"]] == ["python3.13"]
    assert layer["compatible_architectures"] == function["architectures"] == ["x86_64"]


def statements(project: Project, stage: str, operation: str) -> list[dict[str, Any]]:
    policy = project.resource(stage, "aws_iam_role_policy", operation)
    assert policy["role"] == f"${{aws_iam_role.{operation}.name}}"
    found: list[dict[str, Any]] = json.loads(policy["policy"])["Statement"]
    return found
