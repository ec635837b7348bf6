"""Who may do what: each role its own actions on its own resources, and nobody else's role."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure.settings import AUTHORIZERS, FUNCTIONS, STEPS
from infrastructure.workflows import WORKFLOWS
from tests.infrastructure.project import Project

STAGES = ("local", "dev", "prod")
FUNCTION_NAMES = (*FUNCTIONS, *AUTHORIZERS, *STEPS)
# Besides logs and traces, which are everybody's: what the code of a function calls.
STORES = {"dynamodb", "s3"}
USES: dict[str, set[str]] = {
    "run_task": {"bedrock", "dynamodb"},
    "create_document": {*STORES, "states"},
    "list_documents": {"dynamodb"},
    "get_document": {*STORES, "states", "sqs"},
    "delete_document": {"dynamodb", "states", "sqs"},
    "create_upload": STORES,
    "search_passages": {*STORES, "bedrock"},
    "answer_question": {*STORES, "bedrock"},
    "create_batch": {*STORES, "states"},
    "list_runs": {"dynamodb", "states", "sqs"},
    "get_run": {*STORES, "states", "sqs"},
    "cancel_run": {"dynamodb", "states", "sqs"},
    "get_usage": {"dynamodb", "apigateway"},
    "get_contract": set(),
    "get_docs": set(),
    "authorize": {"dynamodb"},
    "split_document": STORES,
    "embed_passages": {*STORES, "bedrock"},
    "index_document": STORES,
    "run_batch_part": {*STORES, "bedrock"},
    "collect_batch": STORES,
    "fail_run": STORES,
    "purge_index": {*STORES, "sqs"},
}
# The actions that AWS gives on no single resource, by whose documentation says so.
ON_EVERYTHING = {
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html": {
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
    },
    "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html": {
        "logs:CreateLogDelivery",
        "logs:CreateLogStream",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutLogEvents",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
    },
}
TRUSTED = {"gateway": "apigateway.amazonaws.com", **dict.fromkeys(WORKFLOWS, "states.amazonaws.com")}
# AWS's own policy for the role with which API Gateway writes logs; it refuses a role that has less.
MANAGED = {"gateway": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}
# Anybody.
PUBLIC = ("*", {"AWS": "*"})


@pytest.mark.parametrize("stage", STAGES)
def test_every_function_and_every_state_machine_has_a_role_and_no_other_role_is_there(
    project: Project, stage: str
) -> None:
    resources = project.stack(stage)["resource"]

    assert USES.keys() == set(FUNCTION_NAMES)
    assert resources["aws_iam_role"].keys() == {*FUNCTION_NAMES, *TRUSTED}
    assert resources["aws_iam_role_policy"].keys() == {*FUNCTION_NAMES, *WORKFLOWS}
    attached = resources["aws_iam_role_policy_attachment"]
    assert {name: attachment["policy_arn"] for name, attachment in attached.items()} == MANAGED


@pytest.mark.parametrize("role", [*FUNCTION_NAMES, *TRUSTED])
@pytest.mark.parametrize("stage", STAGES)
def test_a_role_is_taken_on_by_the_service_that_it_is_for_alone(project: Project, stage: str, role: str) -> None:
    declared = project.resource(stage, "aws_iam_role", role)

    (statement,) = json.loads(declared["assume_role_policy"])["Statement"]

    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": TRUSTED.get(role, "lambda.amazonaws.com")},
        "Action": "sts:AssumeRole",
    }


@pytest.mark.parametrize("role", [*FUNCTION_NAMES, *WORKFLOWS])
@pytest.mark.parametrize("stage", STAGES)
def test_a_policy_names_each_action_and_each_resource(project: Project, stage: str, role: str) -> None:
    for statement in statements(project, stage, role):
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action]
        assert "NotAction" not in statement
        assert "NotResource" not in statement
        if "*" in statement["Resource"]:
            assert set(statement["Action"]) in [
                actions & set(statement["Action"]) for actions in ON_EVERYTHING.values()
            ]
        else:
            assert all(len(arn.split(":")) > 2 or arn.startswith("${") for arn in statement["Resource"])


@pytest.mark.parametrize("name", FUNCTION_NAMES)
@pytest.mark.parametrize("stage", STAGES)
def test_a_function_may_call_the_services_that_it_uses_alone(project: Project, stage: str, name: str) -> None:
    services = {
        action.partition(":")[0] for statement in statements(project, stage, name) for action in statement["Action"]
    }

    absent = {"bedrock", "xray"} if stage == "local" else set()
    assert services == (USES[name] | {"logs", "xray"}) - absent


@pytest.mark.parametrize("name", FUNCTION_NAMES)
def test_a_function_writes_to_its_own_log_alone(project: Project, name: str) -> None:
    logs = [each for each in statements(project, "prod", name) if "logs:PutLogEvents" in each["Action"]]

    assert [each["Resource"] for each in logs] == [[f"${{aws_cloudwatch_log_group.{name}.arn}}:*"]]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_state_machine_may_invoke_its_own_steps_alone(project: Project, name: str) -> None:
    invoked = [each for each in statements(project, "prod", name) if "lambda:InvokeFunction" in each["Action"]]

    assert [each["Action"] for each in invoked] == [["lambda:InvokeFunction"]]
    assert set(invoked[0]["Resource"]) == {f"${{aws_lambda_function.{step}.arn}}" for step in WORKFLOWS[name].steps}


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_everybodys_in_a_policy_of_a_resource_is_a_refusal(project: Project, stage: str) -> None:
    for name, document in resource_policies(project, stage):
        for statement in document["Statement"]:
            assert statement["Effect"] == "Deny" or statement["Principal"] not in PUBLIC, name


@pytest.mark.parametrize("stage", STAGES)
def test_every_bucket_queue_and_topic_refuses_whoever_comes_without_tls(project: Project, stage: str) -> None:
    resources = project.stack(stage)["resource"]
    refusing = {
        name
        for name, document in resource_policies(project, stage)
        for statement in document["Statement"]
        if statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }

    wanted = {f"aws_s3_bucket_policy.{name}" for name in resources["aws_s3_bucket"]}
    queues = resources["aws_cloudcontrolapi_resource"].items()
    wanted |= {f"{name}_policy" for name, made in queues if made["type_name"] == "AWS::SQS::Queue"}
    wanted |= {f"aws_sns_topic_policy.{name}" for name in resources.get("aws_sns_topic", ())}
    assert refusing == wanted


def resource_policies(project: Project, stage: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, declared in project.stack(stage)["resource"].items():
        for name, resource in declared.items():
            if kind in ("aws_s3_bucket_policy", "aws_sns_topic_policy"):
                yield f"{kind}.{name}", json.loads(resource["policy"])
            elif resource.get("type_name") == "AWS::SQS::QueueInlinePolicy":
                yield name, json.loads(resource["desired_state"])["PolicyDocument"]


def statements(project: Project, stage: str, role: str) -> list[dict[str, Any]]:
    policy = project.resource(stage, "aws_iam_role_policy", role)
    assert policy["role"] == f"${{aws_iam_role.{role}.name}}"
    found: list[dict[str, Any]] = json.loads(policy["policy"])["Statement"]
    return found
