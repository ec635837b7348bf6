"""What executions leave in CloudWatch Logs."""

import json
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator
from tests.emulator.step_functions.machines import ROLE, Machine, new_name

_DEFINITION = {
    "StartAt": "Pass",
    "States": {"Pass": {"Type": "Pass", "Next": "Fail"}, "Fail": {"Type": "Fail", "Error": "Unusable"}},
}


def logged(emulator: RunningEmulator, level: str, **configuration: Any) -> list[dict[str, Any]]:
    """Of one execution, in order."""
    group, name = f"/aws/vendedlogs/states/{new_name()}", new_name()
    logs = emulator.client("logs")
    logs.create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{group}:*"
    machine = emulator.client("stepfunctions").create_state_machine(
        name=name,
        definition=json.dumps(_DEFINITION),
        roleArn=ROLE,
        loggingConfiguration={
            "level": level,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}],
            **configuration,
        },
    )
    Machine(emulator, machine["stateMachineArn"]).run({"secret": "words"})
    return [json.loads(event["message"]) for event in logs.filter_log_events(logGroupName=group)["events"]]


def test_all_events_are_logged_without_data(emulator: RunningEmulator) -> None:
    events = logged(emulator, "ALL", includeExecutionData=False)

    types = [event["type"] for event in events]
    assert types == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"]
    assert [event["id"] for event in events] == ["1", "2", "3", "4", "5"]
    assert events[1]["details"]["name"] == "Pass"
    assert "words" not in json.dumps(events)


def test_data_is_logged_where_it_is_asked_for(emulator: RunningEmulator) -> None:
    events = logged(emulator, "ALL", includeExecutionData=True)

    assert json.loads(events[0]["details"]["input"]) == {"secret": "words"}


@pytest.mark.parametrize(
    ("level", "types"),
    [("ERROR", ["FailStateEntered", "ExecutionFailed"]), ("FATAL", ["ExecutionFailed"]), ("OFF", [])],
)
def test_level_decides_what_is_logged(emulator: RunningEmulator, level: str, types: list[str]) -> None:
    assert [event["type"] for event in logged(emulator, level)] == types
