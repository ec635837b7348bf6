"""StopExecution: nothing is started any more, wherever the execution stands."""

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.step_functions.gates import GATE, Gate
from tests.emulator.step_functions.machines import deploy, new_name, one_task, task

_GUARDED = f"""{GATE}
def handle(event, context):
    enter(event)
    if event.get("waits"):
        wait(event)
    if event.get("fails"):
        raise KeyError("always")
    return event
"""


@pytest.fixture(scope="module")
def guarded(emulator: RunningEmulator) -> str:
    return emulator.create_function(new_name(), _GUARDED)


@pytest.fixture
def gate(emulator: RunningEmulator) -> Gate:
    return Gate(emulator)


def test_stopped_execution_is_aborted_at_once_and_starts_no_other_task(
    emulator: RunningEmulator, guarded: str, gate: Gate
) -> None:
    definition = {"StartAt": "One", "States": {"One": task(guarded, Next="Two"), "Two": task(guarded)}}
    machine = deploy(emulator, definition)
    arn = machine.start({"table": gate.table, "waits": True})
    wait_until(lambda: gate.entered() == 1, "the first task")

    machine.stop(arn, error="Cancelled", cause="by the client")
    stopped = machine.describe(arn)
    gate.open()
    wait_until(lambda: machine.event_types(arn)[-1] == "ExecutionAborted", "the program to notice")

    assert (stopped["status"], stopped["error"], stopped["cause"]) == ("ABORTED", "Cancelled", "by the client")
    assert stopped["stopDate"] >= stopped["startDate"]
    assert machine.describe(arn) | {"ResponseMetadata": None} == stopped | {"ResponseMetadata": None}
    assert gate.entered() == 1


def test_stopped_execution_starts_no_other_iteration(emulator: RunningEmulator, guarded: str, gate: Gate) -> None:
    each = {"StartAt": "One", "States": {"One": task(guarded, Next="Two"), "Two": task(guarded)}}
    mapped = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "MaxConcurrency": 2,
        "ItemSelector": {"table.$": "$.table", "waits": True},
        "ItemProcessor": each,
        "End": True,
    }
    machine = deploy(emulator, {"StartAt": "Map", "States": {"Map": mapped}})
    arn = machine.start({"table": gate.table, "items": [1, 2, 3, 4]})
    wait_until(lambda: gate.entered() == 2, "two iterations")

    machine.stop(arn)
    gate.open()
    wait_until(lambda: machine.event_types(arn)[-1] == "ExecutionAborted", "the program to notice")

    assert (machine.describe(arn)["status"], gate.entered()) == ("ABORTED", 2)


def test_stopped_execution_does_not_retry(emulator: RunningEmulator, guarded: str, gate: Gate) -> None:
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1000, "MaxAttempts": 5}]
    machine = deploy(emulator, one_task(guarded, Retry=retry))
    arn = machine.start({"table": gate.table, "fails": True})
    wait_until(lambda: "TaskFailed" in machine.event_types(arn), "the first attempt to fail")

    machine.stop(arn)
    wait_until(lambda: machine.event_types(arn)[-1] == "ExecutionAborted", "the program to notice")

    assert (machine.describe(arn)["status"], gate.entered()) == ("ABORTED", 1)
