"""Terraform itself, with the AWS provider: a mapping of a queue to a function."""

from pathlib import Path

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.sqs.queues import create_queue
from tests.emulator.terraform.stacks import NO_CHANGES, Stack, initialized

pytestmark = pytest.mark.xdist_group("terraform")

_FUNCTION = "def handle(event, context): return {'batchItemFailures': []}"


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    return initialized(Path(__file__).parent / "event_source.tf", _FUNCTION, tmp_path, emulator)


def test_mapping_is_made_used_and_destroyed(stack: Stack) -> None:
    queue = create_queue(stack.emulator, "terraform-event-source")
    stack.do("apply", "one")
    unchanged = stack.plan("one")
    queue.send("one")
    wait_until(lambda: queue.counts() == (0, 0), "the message to be taken")
    stack.do("destroy", "one")

    mappings = stack.emulator.client("lambda").list_event_source_mappings(EventSourceArn=queue.arn)
    assert unchanged.returncode == NO_CHANGES, unchanged.stdout
    assert mappings["EventSourceMappings"] == []
