import json
import re
from typing import Any

import pytest

from infrastructure.settings import AUTHORIZERS, FUNCTIONS, STEPS
from tests.infrastructure.project import Project

STAGES = ("local", "dev", "prod")
ALL = (*FUNCTIONS, *AUTHORIZERS, *STEPS)
ROUTES = {
    "run_task": "POST/ai-service",
    "get_document": "GET/documents/*",
    "cancel_run": "POST/runs/*/cancel",
    "get_contract": "GET/openapi.json",
    "get_docs": "GET/docs",
}
CREATES = {"create_document", "create_upload", "create_batch"}
READS_RUNS = {"get_document", "list_runs", "get_run"}
STOPS_RUNS = {"delete_document", "cancel_run"}
CHANGES_INDEX = {"index_document", "fail_run", "purge_index"}
SEARCHES = {"search_passages", "answer_question"}
CHOOSES_MODEL = re.compile(r"BEDROCK_|MODEL_(?!PRICES)")
# Who may do what cannot be undone, costs money, or sets something going; what is not here reads or writes a record.
MAY = {
    "bedrock:InvokeModel": {"run_task", "embed_passages", "run_batch_part"} | SEARCHES,
    "dynamodb:DeleteItem": {"delete_document"} | CREATES | CHANGES_INDEX,
    "s3:DeleteObject": CHANGES_INDEX | {"split_document", "embed_passages"},
    "sqs:SendMessage": STOPS_RUNS | {"get_document", "get_run", "list_runs"},
    "states:DescribeExecution": READS_RUNS,
    "states:StartExecution": {"create_document", "create_batch"},
    "states:StopExecution": STOPS_RUNS,
}


def test_each_operation_authorizer_and_step_with_a_function_has_one_of_its_name(project: Project) -> None:
    functions = project.stack("prod")["resource"]["aws_lambda_function"]

    assert {name: function["handler"] for name, function in functions.items()} == {
        **{name: f"handlers.{name}.handle" for name in FUNCTIONS},
        **{name: f"handlers.authorizers.{name}.handle" for name in AUTHORIZERS},
        **{name: f"handlers.steps.{name}.handle" for name in STEPS},
    }


@pytest.mark.parametrize("name", ALL)
def test_a_function_has_a_role_and_a_log_group_of_its_own(project: Project, name: str) -> None:
    function = project.resource("prod", "aws_lambda_function", name)
    group = project.resource("prod", "aws_cloudwatch_log_group", name)

    assert function["role"] == f"${{aws_iam_role.{name}.arn}}"
    assert f"aws_cloudwatch_log_group.{name}" in function["depends_on"]
    assert group["name"] == f"/aws/lambda/{function['function_name']}"
    assert group["retention_in_days"] == 90


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("stage", STAGES)
def test_a_policy_names_its_actions_and_but_for_xray_its_resources(project: Project, stage: str, name: str) -> None:
    for statement in statements(project, stage, name):
        assert not any("*" in action for action in statement["Action"])
        assert "*" not in statement["Resource"] or all(action.startswith("xray:") for action in statement["Action"])


@pytest.mark.parametrize("name", ALL)
def test_a_function_may_do_to_objects_what_it_does_below_named_prefixes_alone(project: Project, name: str) -> None:
    bucket = "${aws_s3_bucket.data.arn}"
    for statement in statements(project, "prod", name):
        if any(action.startswith("s3:") for action in statement["Action"]):
            listing = statement["Action"] == ["s3:ListBucket"]
            assert listing == (statement["Resource"] == [bucket])
            assert listing or all(each.startswith(f"{bucket}/") and each[-2:] == "/*" for each in statement["Resource"])
            assert f"{bucket}/*" not in statement["Resource"]


def test_a_function_writes_to_its_own_log_group_alone(project: Project) -> None:
    logs = statements(project, "local", "run_task")[0]

    assert logs["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert logs["Resource"] == ["${aws_cloudwatch_log_group.run_task.arn}:*"]


@pytest.mark.parametrize(("action", "functions"), MAY.items())
def test_only_those_may_who_must(project: Project, action: str, functions: set[str]) -> None:
    allowed = {name for name in ALL if any(action in each["Action"] for each in statements(project, "prod", name))}

    assert allowed == functions


def test_only_who_answers_in_words_may_invoke_a_chat_model(project: Project) -> None:
    chats = [
        "arn:aws:bedrock:us-east-1:*:inference-profile/us.amazon.nova-pro-v1:0",
        "arn:aws:bedrock:us-*::foundation-model/amazon.nova-pro-v1:0",
        "arn:aws:bedrock:us-east-1:*:inference-profile/us.amazon.nova-lite-v1:0",
        "arn:aws:bedrock:us-*::foundation-model/amazon.nova-lite-v1:0",
    ]
    embeds = ["arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"]

    invoked = {name: models(project, name) for name in MAY["bedrock:InvokeModel"]}

    assert invoked == {
        "run_task": [embeds, chats],
        "answer_question": [embeds, chats],
        "run_batch_part": [embeds, chats],
        "search_passages": [embeds],
        "embed_passages": [embeds],
    }


def test_an_upload_is_written_by_its_address_alone_and_read_by_who_takes_it_in(project: Project) -> None:
    uploads = "${aws_s3_bucket.data.arn}/uploads/*"

    touching = {
        (name, action)
        for name in ALL
        for statement in statements(project, "prod", name)
        if uploads in statement["Resource"]
        for action in statement["Action"]
    }

    assert touching == {("create_upload", "s3:PutObject"), ("create_document", "s3:GetObject")}


def test_executions_are_watched_and_stopped_by_the_state_machine_that_they_belong_to(project: Project) -> None:
    account = "${data.aws_caller_identity.account.account_id}"

    watched = [each["Resource"] for each in statements(project, "prod", "get_run") if "states" in str(each["Action"])]

    assert watched == [
        [f"arn:aws:states:us-east-1:{account}:execution:ai-facade-prod-ingest:*"],
        [f"arn:aws:states:us-east-1:{account}:execution:ai-facade-prod-batch:*"],
    ]


@pytest.mark.parametrize("operation", ROUTES)
def test_the_gateway_may_call_a_function_for_its_own_method_and_path_alone(project: Project, operation: str) -> None:
    permission = project.resource("dev", "aws_lambda_permission", operation)

    assert permission["principal"] == "apigateway.amazonaws.com"
    assert permission["function_name"] == f"${{aws_lambda_function.{operation}.function_name}}"
    assert permission["source_arn"] == (
        "${aws_api_gateway_rest_api.facade.execution_arn}/${aws_api_gateway_stage.facade.stage_name}/"
        + ROUTES[operation]
    )


def test_the_gateway_may_call_no_step(project: Project) -> None:
    assert project.stack("prod")["resource"]["aws_lambda_permission"].keys() == {*FUNCTIONS, *AUTHORIZERS}


def test_functions_are_traced_where_the_settings_say_so(project: Project) -> None:
    modes = {
        stage: project.resource(stage, "aws_lambda_function", "run_task")["tracing_config"]["mode"]
        for stage in ("local", "prod")
    }

    assert modes == {"local": "PassThrough", "prod": "Active"}


def test_the_model_is_a_setting_of_the_stage(project: Project) -> None:
    local, prod = (
        {name: value for name, value in variables(project, stage, "run_task").items() if CHOOSES_MODEL.match(name)}
        for stage in ("local", "prod")
    )

    assert local == {"MODEL_PROVIDER": "embedded"}
    assert prod == {
        "MODEL_PROVIDER": "bedrock",
        "BEDROCK_CHAT_MODEL_ID": "us.amazon.nova-pro-v1:0",
        "BEDROCK_FALLBACK_CHAT_MODEL_ID": "us.amazon.nova-lite-v1:0",
        "BEDROCK_EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
        "MODEL_TIMEOUT_SECONDS": "24",
        "MODEL_ATTEMPTS": "2",
    }


def test_a_function_is_told_of_what_it_works_on_and_of_nothing_else(project: Project) -> None:
    told = {
        name: variables(project, "local", name).keys() - {*variables(project, "local", "get_contract")} for name in ALL
    }

    assert told["list_documents"] == {"RECORDS_TABLE", "LEDGER_TABLE"}
    assert told["create_upload"] == {"DATA_BUCKET", "IDEMPOTENCY_TABLE", "LEDGER_TABLE"}
    assert told["create_document"] == {
        "RECORDS_TABLE",
        "DATA_BUCKET",
        "IDEMPOTENCY_TABLE",
        "INGEST_STATE_MACHINE_ARN",
        "RUN_RETENTION_DAYS",
        "LEDGER_TABLE",
    }
    assert told["split_document"] == {"RECORDS_TABLE", "DATA_BUCKET", "LANGUAGES"}
    assert told["purge_index"] == {"RECORDS_TABLE", "DATA_BUCKET", "MODEL_PROVIDER"}
    assert told["authorize"] == {"TOKEN_ISSUER", "TEAMS_TABLE"}


def test_a_function_behind_the_gateway_waits_longer_than_its_model_and_shorter_than_the_gateway(
    project: Project,
) -> None:
    for name in FUNCTIONS:
        function = project.resource("prod", "aws_lambda_function", name)
        model = int(variables(project, "prod", name).get("MODEL_TIMEOUT_SECONDS", "0"))

        assert model < function["timeout"] < 29


def test_functions_find_their_dependencies_in_the_layer(project: Project) -> None:
    function = project.resource("prod", "aws_lambda_function", "run_task")
    layer = project.resource("prod", "aws_lambda_layer_version", "dependencies")

    assert function["layers"] == ["${aws_lambda_layer_version.dependencies.arn}"]
    assert layer["compatible_runtimes"] == [function["runtime"]] == ["python3.13"]
    assert layer["compatible_architectures"] == function["architectures"] == ["x86_64"]


def models(project: Project, name: str) -> list[list[str]]:
    return [each["Resource"] for each in statements(project, "prod", name) if "bedrock" in str(each["Action"])]


def variables(project: Project, stage: str, name: str) -> dict[str, str]:
    told: dict[str, str] = project.resource(stage, "aws_lambda_function", name)["environment"]["variables"]
    return told


def statements(project: Project, stage: str, name: str) -> list[dict[str, Any]]:
    policy = project.resource(stage, "aws_iam_role_policy", name)
    assert policy["role"] == f"${{aws_iam_role.{name}.name}}"
    found: list[dict[str, Any]] = json.loads(policy["policy"])["Statement"]
    return found
