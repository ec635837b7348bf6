"""A stack of two such queues, as Terraform is told of it."""

import json
from typing import Any

import pytest

from tests.infrastructure.project import Project, copy_project

PROGRAM = """
from infrastructure.bindings import App, AwsProvider, TerraformOutput, TerraformStack
from infrastructure.cloud_control_queue import Queue

app = App()
stack = TerraformStack(app, "queues")
AwsProvider(stack, "aws", region="us-east-1")
place = "arn:aws:sqs:us-east-1:123456789012"
tags = {"project": "facade", "stage": "local"}
dead = Queue(stack, "dead", arn=f"{place}:the-dead", properties={"MessageRetentionPeriod": 60}, tags=tags)
redrive = {"RedrivePolicy": {"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}}
queue = Queue(stack, "live", arn=f"{place}:the-live", properties=redrive, tags=tags)
TerraformOutput(stack, "arn", value=queue.arn)
TerraformOutput(stack, "url", value=queue.url)
app.synth()
"""
KIND = "aws_cloudcontrolapi_resource"
PLACE = "arn:aws:sqs:us-east-1:123456789012"


@pytest.fixture(scope="module")
def queues(tmp_path_factory: pytest.TempPathFactory) -> Project:
    copied = copy_project(tmp_path_factory.mktemp("queues"))
    (copied.folder / "queues.py").write_text(PROGRAM, encoding="utf-8")
    synth = copied.synth("queues.py")
    assert synth.returncode == 0, synth.stderr
    return copied


def desired(queues: Project, name: str) -> Any:
    return json.loads(queues.resource("queues", KIND, name)["desired_state"])


def test_a_queue_is_encrypted_and_tagged(queues: Project) -> None:
    tags = [{"Key": "project", "Value": "facade"}, {"Key": "stage", "Value": "local"}]

    assert queues.resource("queues", KIND, "dead")["type_name"] == "AWS::SQS::Queue"
    assert desired(queues, "dead") == {
        "QueueName": "the-dead",
        "SqsManagedSseEnabled": True,
        "MessageRetentionPeriod": 60,
        "Tags": tags,
    }


def test_a_queue_refuses_whoever_comes_without_tls(queues: Project) -> None:
    policy = desired(queues, "live_policy")

    [statement] = policy["PolicyDocument"]["Statement"]
    assert queues.resource("queues", KIND, "live_policy")["type_name"] == "AWS::SQS::QueueInlinePolicy"
    assert policy["Queue"] == f"${{{KIND}.live.id}}"
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Resource"] == [f"{PLACE}:the-live"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_an_arn_is_known_as_long_as_the_queue_is_the_same(queues: Project) -> None:
    outputs = queues.stack("queues")["output"]

    assert outputs["arn"]["value"] == f"{PLACE}:${{basename({KIND}.live.id)}}"
    assert outputs["url"]["value"] == f"${{{KIND}.live.id}}"
    assert desired(queues, "live")["RedrivePolicy"] == {
        "deadLetterTargetArn": f"{PLACE}:${{basename({KIND}.dead.id)}}",
        "maxReceiveCount": 5,
    }
