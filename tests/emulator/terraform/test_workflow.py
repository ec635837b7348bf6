"""Terraform itself, with the AWS provider: a state machine, its table, its bucket and its log group."""

from pathlib import Path

import pytest

from tests.emulator.running import RunningEmulator
from tests.emulator.step_functions.machines import Machine
from tests.emulator.terraform.stacks import NO_CHANGES, Stack, initialized

pytestmark = pytest.mark.xdist_group("terraform")

_NAME = "terraform-workflow"
_FUNCTION = """
import boto3, os

def handle(event, context):
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="results/1", Body=b"done")
    item = {"pk": {"S": "acme"}, "sk": {"S": "RUN#1"}, "step": {"S": event["step"]}}
    boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item=item)
    return event
"""


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    return initialized(Path(__file__).parent / "workflow.tf", _FUNCTION, tmp_path, emulator)


def test_workflow_is_made_run_changed_and_destroyed(stack: Stack) -> None:
    stack.do("apply", "one")
    unchanged = stack.plan("one")
    machine = Machine(stack.emulator, stack.outputs()["machine"])
    first = machine.output({"n": 1})
    stack.do("apply", "two")
    still_unchanged = stack.plan("two")
    second = machine.output({"n": 2})
    stack.do("destroy", "two")

    assert unchanged.returncode == NO_CHANGES, unchanged.stdout
    assert still_unchanged.returncode == NO_CHANGES, still_unchanged.stdout
    assert first == {"done": {"step": "one", "input": {"n": 1}}}
    assert second == {"done": {"step": "two", "input": {"n": 2}}}
    assert _NAME not in stack.emulator.client("dynamodb").list_tables()["TableNames"]
    assert _NAME not in [bucket["Name"] for bucket in stack.emulator.client("s3").list_buckets()["Buckets"]]
