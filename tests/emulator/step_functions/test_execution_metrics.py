"""What CloudWatch tells of executions."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.step_functions.machines import Machine, deploy

SUCCEEDS = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
FAILS = {"StartAt": "End", "States": {"End": {"Type": "Fail", "Error": "Lost", "Cause": "no such pet"}}}
WAITS = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}


def told(machine: Machine, metric: str) -> tuple[float, float]:
    """The sum, and of how many."""
    now = datetime.now(UTC)
    data = machine.emulator.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/States",
        MetricName=metric,
        Dimensions=[{"Name": "StateMachineArn", "Value": machine.arn}],
        StartTime=now - timedelta(minutes=2),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum", "SampleCount"],
    )["Datapoints"]
    return sum(datum["Sum"] for datum in data), sum(datum["SampleCount"] for datum in data)


@pytest.mark.parametrize(
    ("definition", "metric"),
    [
        (SUCCEEDS, "ExecutionsSucceeded"),
        (FAILS, "ExecutionsFailed"),
        (WAITS | {"TimeoutSeconds": 1}, "ExecutionsTimedOut"),
    ],
)
def test_execution_counts_as_it_ended(emulator: RunningEmulator, definition: dict[str, object], metric: str) -> None:
    machine = deploy(emulator, definition)

    machine.run()

    wait_until(lambda: told(machine, metric) == (1, 1), "the end to be counted")
    assert told(machine, "ExecutionsStarted") == (1, 1)
    assert told(machine, "ExecutionTime")[1] == 1


def test_stopped_execution_counts_as_aborted_once(emulator: RunningEmulator) -> None:
    machine = deploy(emulator, WAITS)
    execution = machine.start()

    machine.stop(execution)
    machine.stop(execution)

    assert told(machine, "ExecutionsAborted") == (1, 1)
    assert told(machine, "ExecutionTime")[1] == 1
