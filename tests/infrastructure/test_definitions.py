"""What holds of every state of every state machine, whoever adds one. Executions are in tests/deployed."""

from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure.definitions import Step, batch_definition, ingest_definition
from infrastructure.settings import STEPS

CALLED = {name: Step(f"arn:{name}", row.timeout_seconds) for name, row in STEPS.items()}
MACHINES = {"ingest": ingest_definition(CALLED, 4, 1_800), "batch": batch_definition(CALLED, 4, 7_200)}
ENDS = {"Succeed", "Fail"}

each_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())


@each_machine
def test_every_state_leads_to_one_that_is_there_or_ends(machine: dict[str, Any]) -> None:
    for level in levels(machine):
        assert level["StartAt"] in level["States"]
        for name, state in level["States"].items():
            following = [state["Next"]] if "Next" in state else []
            caught = [catcher["Next"] for catcher in state.get("Catch", [])]
            assert {*following, *caught} <= level["States"].keys(), name
            assert bool(following) != (state.get("End") is True or state["Type"] in ENDS), name


@each_machine
def test_every_state_is_reached(machine: dict[str, Any]) -> None:
    for level in levels(machine):
        reached = {level["StartAt"]}
        for _ in level["States"]:
            reached |= {name for state in reached for name in successors(level["States"][state])}

        assert reached == level["States"].keys()


@each_machine
def test_every_task_is_limited_in_time_by_more_than_its_function(machine: dict[str, Any]) -> None:
    limits = {step.arn: step.timeout_seconds for step in CALLED.values()}
    for state in tasks(machine):
        function = state["Parameters"]["FunctionName"]

        assert limits[function] < state["TimeoutSeconds"] < machine["TimeoutSeconds"]


@each_machine
def test_every_task_is_retried_with_backoff_and_jitter_but_never_when_it_refused(machine: dict[str, Any]) -> None:
    for state in tasks(machine):
        refused, busy, transient, others = state["Retry"]

        assert refused == {"ErrorEquals": ["Refused"], "MaxAttempts": 0}
        assert others["ErrorEquals"] == ["States.ALL"]
        assert busy["ErrorEquals"] == ["Busy"]
        assert "Lambda.TooManyRequestsException" in transient["ErrorEquals"]
        assert busy["MaxAttempts"] > transient["MaxAttempts"] > others["MaxAttempts"] > 0
        for retrier in (busy, transient, others):
            assert retrier["BackoffRate"] == 2
            assert retrier["JitterStrategy"] == "FULL"
            assert retrier["IntervalSeconds"] < retrier["MaxDelaySeconds"]


@each_machine
def test_every_failure_is_written_on_the_run_before_the_execution_fails(machine: dict[str, Any]) -> None:
    states = machine["States"]
    for name, state in states.items():
        if state["Type"] in {"Task", "Map"} and name != "FailRun":
            assert state["Catch"] == [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "FailRun"}]

    assert states["FailRun"]["Parameters"]["FunctionName"] == "arn:fail_run"
    assert states["FailRun"]["Parameters"]["Payload"] == {
        "tenant.$": "$.tenant",
        "runId.$": "$.runId",
        "error.$": "$.failure.Error",
        "cause.$": "$.failure.Cause",
    }
    assert successors(states["FailRun"]) == {"Failed"}
    assert states["Failed"]["Type"] == "Fail"


@each_machine
def test_parts_run_side_by_side_as_far_as_the_settings_let_them(machine: dict[str, Any]) -> None:
    maps = [state for state in machine["States"].values() if state["Type"] == "Map"]

    assert [state["MaxConcurrency"] for state in maps] == [4]
    assert maps[0]["ItemSelector"]["part.$"] == "$$.Map.Item.Value"


def test_a_part_of_a_batch_knows_whether_it_will_be_tried_again() -> None:
    run_part = MACHINES["batch"]["States"]["RunParts"]["ItemProcessor"]["States"]["RunPart"]

    payload = run_part["Parameters"]["Payload"]

    assert payload["retries.$"] == "$$.State.RetryCount"
    assert payload["maxRetries"] == run_part["Retry"][1]["MaxAttempts"]


def levels(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The machine, and what its Map states run."""
    yield machine
    for state in machine["States"].values():
        if "ItemProcessor" in state:
            yield from levels(state["ItemProcessor"])


def tasks(machine: dict[str, Any]) -> list[dict[str, Any]]:
    found = [state for level in levels(machine) for state in level["States"].values() if state["Type"] == "Task"]
    assert found
    return found


def successors(state: dict[str, Any]) -> set[str]:
    named = [state.get("Next"), *(catcher["Next"] for catcher in state.get("Catch", []))]
    return {name for name in named if name is not None}
