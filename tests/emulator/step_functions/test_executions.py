"""Executions: named, described, timed, and forgotten."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator
from tests.emulator.step_functions.machines import deploy, new_name, task

_ECHO = "def handle(event, context):\n    return event\n"
_NEVER = {"Type": "Wait", "Seconds": 1000, "End": True}


@pytest.fixture(scope="module")
def echo(emulator: RunningEmulator) -> str:
    return emulator.create_function(new_name(), _ECHO)


def waiting() -> dict[str, Any]:
    return {"StartAt": "Wait", "States": {"Wait": _NEVER}}


def test_result_is_selected_and_placed(emulator: RunningEmulator, echo: str) -> None:
    state = task(echo, ResultSelector={"told.$": "$.Payload.n"}, ResultPath="$.result", OutputPath="$")

    output = deploy(emulator, {"StartAt": "Only", "States": {"Only": state}}).output({"n": 5})

    assert output == {"n": 5, "result": {"told": 5}}


def test_context_and_intrinsic_functions_are_at_hand(emulator: RunningEmulator) -> None:
    parameters = {
        "name.$": "$$.Execution.Name",
        "parts.$": "States.ArrayRange(0, States.MathAdd($.last, 0), 1)",
        "text.$": "States.Format('{}/{}', $.tenant, $$.State.Name)",
    }
    machine = deploy(
        emulator, {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "Parameters": parameters, "End": True}}}
    )
    name = new_name()

    ended = machine.end_of(machine.start({"last": 2, "tenant": "acme"}, name=name))

    assert json.loads(ended["output"]) == {"name": name, "parts": [0, 1, 2], "text": "acme/Pass"}


def test_text_as_output_has_its_quotes(emulator: RunningEmulator) -> None:
    passing = {"Type": "Pass", "Result": "done", "End": True}

    ended = deploy(emulator, {"StartAt": "Pass", "States": {"Pass": passing}}).run()

    assert ended["output"] == '"done"'


def test_changed_definition_takes_effect_at_the_next_start(emulator: RunningEmulator) -> None:
    def saying(word: str) -> dict[str, Any]:
        return {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "Result": {"said": word}, "End": True}}}

    machine = deploy(emulator, saying("one"))
    first = machine.output()

    machine.update(saying("two"))

    assert (first, machine.output()) == ({"said": "one"}, {"said": "two"})


def test_unknown_execution_does_not_exist(emulator: RunningEmulator) -> None:
    machine = deploy(emulator, waiting())
    arn = f"{machine.arn.replace('stateMachine', 'execution')}:{uuid.uuid4()}"
    states = emulator.client("stepfunctions")

    with pytest.raises(states.exceptions.ExecutionDoesNotExist):
        states.describe_execution(executionArn=arn)
    with pytest.raises(states.exceptions.ExecutionDoesNotExist):
        states.stop_execution(executionArn=arn)


def test_name_stands_for_one_execution(emulator: RunningEmulator) -> None:
    machine, name = deploy(emulator, waiting()), new_name()
    states = emulator.client("stepfunctions")

    with ThreadPoolExecutor(16) as threads:
        arns = set(threads.map(lambda _: machine.start({"a": 1}, name=name), range(32)))
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        machine.start({"a": 2}, name=name)
    machine.stop(next(iter(arns)))

    assert len(arns) == 1
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        machine.start({"a": 1}, name=name)
    listed = states.list_executions(stateMachineArn=machine.arn)["executions"]
    assert [(each["name"], each["status"]) for each in listed] == [(name, "ABORTED")]


def test_machine_that_takes_too_long_is_timed_out(emulator: RunningEmulator) -> None:
    ended = deploy(emulator, waiting() | {"TimeoutSeconds": 1}).run()

    assert ended["status"] == "TIMED_OUT"
    assert ended["stopDate"] >= ended["startDate"]


def test_execution_that_has_ended_cannot_be_stopped(emulator: RunningEmulator) -> None:
    machine = deploy(emulator, {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}})
    arn = machine.start()
    machine.end_of(arn)

    machine.stop(arn, error="late")

    assert (machine.describe(arn)["status"], "error" in machine.describe(arn)) == ("SUCCEEDED", False)


def test_a_hundred_executions_at_once_all_end(emulator: RunningEmulator, echo: str) -> None:
    mapped = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemProcessor": {"StartAt": "Each", "States": {"Each": task(echo)}},
        "ResultPath": "$.items",
        "Next": "Three",
    }
    states = {
        "One": task(echo, Next="Two"),
        "Two": task(echo, Next="Map"),
        "Map": mapped,
        "Three": task(echo, Next="Four"),
        "Four": task(echo),
    }
    machine = deploy(emulator, {"StartAt": "One", "States": states, "TimeoutSeconds": 60})

    with ThreadPoolExecutor(20) as threads:
        ends = list(threads.map(lambda n: machine.output({"n": n, "items": [{"i": 1}, {"i": 2}]}), range(100)))

    assert ends == [{"n": n, "items": [{"i": 1}, {"i": 2}]} for n in range(100)]


def test_only_the_newest_executions_are_kept(emulator: RunningEmulator) -> None:
    machine = deploy(emulator, {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}})
    first = machine.start()
    machine.end_of(first)
    running = deploy(emulator, waiting())
    waits = running.start()
    states = emulator.client("stepfunctions")

    for _ in range(1001):
        states.start_execution(stateMachineArn=machine.arn)
    last = machine.start()

    listed = states.get_paginator("list_executions").paginate(stateMachineArn=machine.arn)
    names = [execution["name"] for page in listed for execution in page["executions"]]
    assert 1000 <= len(names) <= 1002
    assert machine.end_of(last)["status"] == "SUCCEEDED"
    assert machine.event_types(last)[-1] == "ExecutionSucceeded"
    assert machine.event_types(f"{first.rpartition(':')[0]}:{names[-1]}") == []
    assert running.describe(waits)["status"] == "RUNNING"
    with pytest.raises(states.exceptions.ExecutionDoesNotExist):
        machine.describe(first)
    running.stop(waits)
