"""Mappings of queues as Lambda tells of them, and which ones it refuses."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.running import RunningEmulator
from tests.emulator.sqs.queues import SUCCEEDS, Function, Queue, create_function, create_queue, map_queue


def refusal(queue: Queue, function: Function, **settings: Any) -> dict[str, str]:
    with pytest.raises(ClientError) as refused:
        map_queue(queue, function, **settings)
    error: dict[str, str] = refused.value.response["Error"]
    return error


def test_mapping_is_told_with_its_settings_and_the_defaults(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    settings = {"ScalingConfig": {"MaximumConcurrency": 2}, "FunctionResponseTypes": ["ReportBatchItemFailures"]}

    made = map_queue(queue, function, **settings)

    told = emulator.client("lambda").get_event_source_mapping(UUID=made["UUID"])
    assert (told["State"], told["StateTransitionReason"]) == ("Enabled", "USER_INITIATED")
    assert (told["BatchSize"], told["MaximumBatchingWindowInSeconds"]) == (10, 0)
    assert {name: told[name] for name in settings} == settings


def test_second_mapping_of_a_queue_to_the_same_function_is_a_conflict(
    emulator: RunningEmulator, tmp_path: Path
) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    first = map_queue(queue, function)

    error = refusal(queue, function)

    listed = emulator.client("lambda").list_event_source_mappings(EventSourceArn=queue.arn)["EventSourceMappings"]
    assert error["Code"] == "ResourceConflictException"
    assert first["UUID"] in error["Message"]
    assert [mapping["UUID"] for mapping in listed] == [first["UUID"]]


def test_function_must_not_run_longer_than_messages_are_invisible(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue = create_queue(emulator, VisibilityTimeout="5")
    function = create_function(emulator, SUCCEEDS, tmp_path, timeout=6)

    error = refusal(queue, function)

    assert error["Code"] == "InvalidParameterValueException"
    assert error["Message"] == "Queue visibility timeout: 5 seconds is less than Function timeout: 6 seconds"


@pytest.mark.parametrize(
    "settings",
    [
        {"BatchSize": 11},
        {"BatchSize": 10_001, "MaximumBatchingWindowInSeconds": 1},
        {"MaximumBatchingWindowInSeconds": 301},
        {"ScalingConfig": {"MaximumConcurrency": 1001}},
        {"FilterCriteria": {"Filters": [{"Pattern": "{}"}]}},
    ],
)
def test_settings_out_of_bounds_are_refused(
    emulator: RunningEmulator, tmp_path: Path, settings: dict[str, Any]
) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)

    error = refusal(queue, function, **settings)

    client = emulator.client("lambda")
    assert error["Code"] == "InvalidParameterValueException"
    assert client.list_event_source_mappings(EventSourceArn=queue.arn)["EventSourceMappings"] == []


def test_update_is_checked_with_what_it_leaves(emulator: RunningEmulator, tmp_path: Path) -> None:
    queue, function = create_queue(emulator), create_function(emulator, SUCCEEDS, tmp_path)
    made = map_queue(queue, function, BatchSize=100, MaximumBatchingWindowInSeconds=1)
    client = emulator.client("lambda")

    with pytest.raises(ClientError, match="Maximum batch window"):
        client.update_event_source_mapping(UUID=made["UUID"], MaximumBatchingWindowInSeconds=0)

    assert client.get_event_source_mapping(UUID=made["UUID"])["MaximumBatchingWindowInSeconds"] == 1


def test_queue_that_is_not_there_is_refused(emulator: RunningEmulator, tmp_path: Path) -> None:
    function = create_function(emulator, SUCCEEDS, tmp_path)

    error = refusal(Queue(emulator, "missing", ""), function)

    assert error["Code"] == "InvalidParameterValueException"
    assert "NonExistentQueue" in error["Message"]
