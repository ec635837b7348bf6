import json
from typing import Any

import pytest

from infrastructure.settings import STEPS
from tests.infrastructure.project import Project

STAGES = ("local", "dev", "prod")
DAY = 24 * 3600
DEAD_LETTERS_ARN = (
    "arn:aws:sqs:us-east-1:${data.aws_caller_identity.account.account_id}:"
    "${basename(aws_cloudcontrolapi_resource.purge_dead_letters.id)}"
)


def queue(project: Project, stage: str, name: str) -> dict[str, Any]:
    resource = project.resource(stage, "aws_cloudcontrolapi_resource", name)
    assert resource["type_name"] == "AWS::SQS::Queue"
    desired: dict[str, Any] = json.loads(resource["desired_state"])
    return desired


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", ["purge", "purge_dead_letters"])
def test_queues_are_encrypted(project: Project, stage: str, name: str) -> None:
    assert queue(project, stage, name)["SqsManagedSseEnabled"] is True


def test_a_message_is_hidden_for_six_times_as_long_as_its_function_may_take(project: Project) -> None:
    purge = queue(project, "prod", "purge")
    function = project.resource("prod", "aws_lambda_function", "purge_index")

    assert purge["VisibilityTimeout"] >= 6 * function["timeout"]
    assert function["timeout"] == STEPS["purge_index"].timeout_seconds


def test_a_message_that_fails_five_times_is_kept_apart_for_as_long_as_sqs_can(project: Project) -> None:
    redrive = queue(project, "prod", "purge")["RedrivePolicy"]

    assert redrive == {"deadLetterTargetArn": DEAD_LETTERS_ARN, "maxReceiveCount": 5}
    assert queue(project, "prod", "purge_dead_letters")["MessageRetentionPeriod"] == 14 * DAY


def test_dead_letters_are_of_the_one_queue_alone(project: Project) -> None:
    name = queue(project, "prod", "purge")["QueueName"]

    allowed = queue(project, "prod", "purge_dead_letters")["RedriveAllowPolicy"]

    account = "${data.aws_caller_identity.account.account_id}"
    assert allowed == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [f"arn:aws:sqs:us-east-1:{account}:{name}"],
    }


def test_what_the_function_reports_as_failed_comes_again_alone(project: Project) -> None:
    mapping = project.resource("prod", "aws_lambda_event_source_mapping", "purge")

    assert mapping["event_source_arn"] == DEAD_LETTERS_ARN.replace("purge_dead_letters", "purge")
    assert mapping["function_name"] == "${aws_lambda_function.purge_index.arn}"
    assert mapping["function_response_types"] == ["ReportBatchItemFailures"]
    assert mapping["batch_size"] == 10
    assert mapping["scaling_config"] == {"maximum_concurrency": 5}


@pytest.mark.parametrize("stage", STAGES)
def test_functions_are_told_where_the_queue_will_be(project: Project, stage: str) -> None:
    told = project.resource(stage, "aws_lambda_function", "delete_document")["environment"]["variables"]
    region = project.stack(stage)["provider"]["aws"][0]["region"]
    name = queue(project, stage, "purge")["QueueName"]

    assert told["PURGE_QUEUE_URL"] == (
        f"https://sqs.{region}.amazonaws.com/${{data.aws_caller_identity.account.account_id}}/{name}"
    )


@pytest.mark.parametrize("stage", STAGES)
def test_an_operator_is_told_of_every_dead_letter_queue(project: Project, stage: str) -> None:
    told = project.stack(stage)["output"]["dead_letter_queues"]["value"]
    region = project.stack(stage)["provider"]["aws"][0]["region"]

    assert told == {"purge": DEAD_LETTERS_ARN.replace("us-east-1", region)}


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_else_is_invoked_without_being_waited_for(project: Project, stage: str) -> None:
    """No rule, subscription or function invokes one: there is no other failure to keep."""
    resources = project.stack(stage)["resource"]
    invoking = {
        name for name, policy in resources["aws_iam_role_policy"].items() if "lambda:InvokeFunction" in policy["policy"]
    }

    assert invoking == set(resources["aws_sfn_state_machine"])
    assert {each["principal"] for each in resources["aws_lambda_permission"].values()} == {"apigateway.amazonaws.com"}
    assert resources["aws_lambda_event_source_mapping"].keys() == {"purge"}
