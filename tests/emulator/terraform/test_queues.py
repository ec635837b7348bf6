"""Terraform itself, with the AWS provider: queues and a policy that it makes by Cloud Control."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.sqs.queues import Queue
from tests.emulator.terraform.stacks import NO_CHANGES, Stack, initialized

pytestmark = pytest.mark.xdist_group("terraform")

_NAME = "terraform-queues"
_FUNCTION = "def handle(event, context): return None\n"


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    return initialized(Path(__file__).parent / "queues.tf", _FUNCTION, tmp_path, emulator)


def attributes(queue: Queue) -> dict[str, Any]:
    told = queue.client.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
    return {
        **told,
        "Policy": json.loads(told["Policy"]),
        "Tags": queue.client.list_queue_tags(QueueUrl=queue.url)["Tags"],
    }


def mapping(queue: Queue) -> str:
    listed = queue.emulator.client("lambda").list_event_source_mappings(EventSourceArn=queue.arn)
    return "".join(each["UUID"] for each in listed["EventSourceMappings"])


def test_queues_are_made_used_changed_in_place_and_destroyed(stack: Stack) -> None:
    queue = Queue(stack.emulator, _NAME, f"{stack.emulator.url}/123456789012/{_NAME}")
    stack.do("apply", "one")
    unchanged, first, mapped = stack.plan("one"), attributes(queue), mapping(queue)
    queue.send("one")
    wait_until(lambda: queue.counts() == (0, 0), "the message to be taken")
    stack.do("apply", "two")
    still_unchanged, second, still_mapped = stack.plan("two"), attributes(queue), mapping(queue)
    stack.do("destroy", "two")

    assert unchanged.returncode == NO_CHANGES, unchanged.stdout
    assert still_unchanged.returncode == NO_CHANGES, still_unchanged.stdout
    assert (first["VisibilityTimeout"], second["VisibilityTimeout"]) == ("60", "90")
    assert [each["Policy"]["Statement"][0]["Sid"] for each in (first, second)] == ["one", "two"]
    assert (first["Tags"], second["Tags"]) == ({"step": "one"}, {"step": "two"})
    assert json.loads(second["RedrivePolicy"])["deadLetterTargetArn"] == f"{queue.arn}-dead-letters"
    assert second["CreatedTimestamp"] == first["CreatedTimestamp"]
    assert mapped == still_mapped != ""
    assert "QueueUrls" not in queue.client.list_queues(QueueNamePrefix=_NAME)
