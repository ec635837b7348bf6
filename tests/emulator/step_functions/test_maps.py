"""Inline Maps: what each iteration is given, how many run at once, and what ends them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.step_functions.gates import GATE, Gate
from tests.emulator.step_functions.machines import deploy, new_name, task

_ECHO = "def handle(event, context):\n    return event\n"
_INSIDE = f"""{GATE}
def handle(event, context):
    enter(event)
    if event["index"] == event.get("fails"):
        raise ValueError("this one")
    wait(event)
    return event["index"]
"""


@pytest.fixture(scope="module")
def inside(emulator: RunningEmulator) -> str:
    return emulator.create_function(new_name(), _INSIDE)


@pytest.fixture
def gate(emulator: RunningEmulator) -> Gate:
    return Gate(emulator)


def mapping(each: dict[str, Any], **fields: Any) -> dict[str, Any]:
    state = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "Each", "States": {"Each": each}},
        "End": True,
    }
    return {"StartAt": "Map", "States": {"Map": state | fields}}


def through(inside: str, **fields: Any) -> dict[str, Any]:
    selector = {"index.$": "$$.Map.Item.Index", "table.$": "$.table", "fails.$": "$.fails"}
    return mapping(task(inside), ItemSelector=selector, **fields)


def test_each_iteration_has_its_item_and_its_place(emulator: RunningEmulator) -> None:
    echo = emulator.create_function(new_name(), _ECHO)
    selector = {"part.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index", "tenant.$": "$.tenant"}
    machine = deploy(emulator, mapping(task(echo), ItemSelector=selector, MaxConcurrency=3))

    output = machine.output({"tenant": "acme", "items": ["a", "b", "c", "d", "e"]})

    assert output == [{"part": part, "index": at, "tenant": "acme"} for at, part in enumerate("abcde")]


def test_iterations_run_at_once_and_no_more_than_allowed(emulator: RunningEmulator, inside: str, gate: Gate) -> None:
    machine = deploy(emulator, through(inside, MaxConcurrency=3))
    arn = machine.start({"table": gate.table, "fails": None, "items": list(range(7))})
    wait_until(lambda: gate.entered() == 3, "three iterations at once")
    types = machine.event_types(arn)

    gate.open()
    ended = machine.end_of(arn)

    assert types.count("MapIterationStarted") == 3
    assert (ended["output"], gate.entered()) == ("[0, 1, 2, 3, 4, 5, 6]", 7)


def test_map_ends_with_its_first_failure(emulator: RunningEmulator, inside: str, gate: Gate) -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Caught"}]
    definition = through(inside, MaxConcurrency=2, Catch=catch)
    definition["States"]["Caught"] = {"Type": "Pass", "OutputPath": "$.error.Error", "End": True}
    machine = deploy(emulator, definition)

    output = machine.output({"table": gate.table, "fails": 1, "items": list(range(6))})
    gate.open()

    assert (output, gate.entered()) == ("ValueError", 2)


def test_map_of_nothing_ends(emulator: RunningEmulator) -> None:
    machine = deploy(emulator, mapping({"Type": "Pass", "End": True}, MaxConcurrency=8))

    assert machine.output({"items": []}) == []


def test_map_may_have_many_iterations_one_after_the_other(emulator: RunningEmulator) -> None:
    machine = deploy(emulator, mapping({"Type": "Pass", "End": True}, MaxConcurrency=1))

    assert machine.output({"items": list(range(1200))}) == list(range(1200))


def test_maps_of_several_executions_do_not_disturb_each_other(emulator: RunningEmulator) -> None:
    nested = mapping({"Type": "Pass", "End": True}, MaxConcurrency=2)["States"]["Map"]
    machine = deploy(emulator, mapping(nested, MaxConcurrency=4))

    with ThreadPoolExecutor(8) as threads:
        given = [[{"items": [n, n + 1]}, {"items": [-n]}] for n in range(8)]
        outputs = list(threads.map(lambda items: machine.output({"items": items}), given))

    assert outputs == [[[n, n + 1], [-n]] for n in range(8)]
