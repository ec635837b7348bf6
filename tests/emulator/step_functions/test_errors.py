"""What a state's error is called, who retries it, and who catches it."""

import json
from typing import Any

import pytest

from tests.emulator.running import RunningEmulator
from tests.emulator.step_functions.machines import deploy, new_name, one_task, task

_MOODY = """
import os, time

class Busy(Exception):
    pass

def handle(event, context):
    mood = event["mood"]
    if mood == "busy":
        raise Busy("come back later")
    if mood == "killed":
        os.kill(os.getpid(), 9)
    if mood == "slow":
        time.sleep(5)
    return {"mood": mood}
"""
_COUNTING = """
import boto3, os

class Busy(Exception):
    pass

class Worse(Exception):
    pass

def handle(event, context):
    answer = boto3.client("dynamodb").update_item(
        TableName=event["table"],
        Key={"id": {"S": "calls"}},
        UpdateExpression="ADD calls :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    calls = int(answer["Attributes"]["calls"]["N"])
    if calls <= event["busy"]:
        raise Busy()
    if calls <= event["busy"] + event["worse"]:
        raise Worse()
    return {"calls": calls}
"""
_CATCH_ALL = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Caught"}]


@pytest.fixture(scope="module")
def moody(emulator: RunningEmulator) -> str:
    return emulator.create_function(new_name(), _MOODY, Timeout=1)


@pytest.fixture(scope="module")
def counting(emulator: RunningEmulator) -> str:
    return emulator.create_function(new_name(), _COUNTING)


@pytest.fixture
def table(emulator: RunningEmulator) -> str:
    name = new_name()
    emulator.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def catching(state: dict[str, Any]) -> dict[str, Any]:
    states = {"Only": {**state, "Catch": _CATCH_ALL}, "Caught": {"Type": "Pass", "End": True}}
    return {"StartAt": "Only", "States": states}


def test_exception_of_a_handler_is_caught_with_its_cause(emulator: RunningEmulator, moody: str) -> None:
    output = deploy(emulator, catching(task(moody))).output({"mood": "busy", "kept": 1})

    cause = json.loads(output["error"]["Cause"])
    assert (output["mood"], output["kept"], output["error"]["Error"]) == ("busy", 1, "Busy")
    assert (cause["errorType"], cause["errorMessage"]) == ("Busy", "come back later")
    assert isinstance(cause["stackTrace"], list)


@pytest.mark.parametrize(
    ("mood", "error"), [("killed", "Runtime.ExitError"), ("slow", "Sandbox.Timedout"), ("busy", "Busy")]
)
def test_every_failure_of_a_function_has_a_name_and_is_a_failed_task(
    emulator: RunningEmulator, moody: str, mood: str, error: str
) -> None:
    catch = [{"ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.error", "Next": "Caught"}]
    definition = catching(task(moody))
    definition["States"]["Only"]["Catch"] = catch

    output = deploy(emulator, definition).output({"mood": mood})

    assert output["error"]["Error"] == error
    assert json.loads(output["error"]["Cause"])["errorType"] == error


def test_uncaught_error_fails_the_execution(emulator: RunningEmulator, moody: str) -> None:
    ended = deploy(emulator, one_task(moody)).run({"mood": "busy"})

    assert (ended["status"], ended["error"]) == ("FAILED", "Busy")
    assert json.loads(ended["cause"])["errorMessage"] == "come back later"
    assert ended["stopDate"] >= ended["startDate"]


def test_function_that_there_is_not_is_a_lambda_error(emulator: RunningEmulator) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:nowhere"

    output = deploy(emulator, catching(task(arn))).output({})

    assert output["error"]["Error"] == "Lambda.ResourceNotFoundException"


def test_retriers_each_count_their_own_attempts(emulator: RunningEmulator, counting: str, table: str) -> None:
    backoff = {"IntervalSeconds": 1, "BackoffRate": 2, "MaxDelaySeconds": 1, "JitterStrategy": "FULL"}
    retry = [
        {"ErrorEquals": ["Busy", "Lambda.TooManyRequestsException"], "MaxAttempts": 2, **backoff},
        {"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 1, **backoff},
    ]
    machine = deploy(emulator, one_task(counting, Retry=retry))

    output = machine.output({"table": table, "busy": 2, "worse": 1})

    assert output == {"calls": 4}


def test_attempts_are_bounded(emulator: RunningEmulator, counting: str, table: str) -> None:
    retry = [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 1, "JitterStrategy": "FULL"}]
    machine = deploy(emulator, one_task(counting, Retry=retry))

    ended = machine.run({"table": table, "busy": 9, "worse": 0})

    calls = emulator.client("dynamodb").get_item(TableName=table, Key={"id": {"S": "calls"}})["Item"]["calls"]
    assert (ended["status"], ended["error"], calls) == ("FAILED", "Busy", {"N": "2"})


def test_task_that_takes_too_long_is_a_timeout(emulator: RunningEmulator) -> None:
    slow = emulator.create_function(new_name(), "import time\ndef handle(event, context):\n    time.sleep(5)\n")
    catch = [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.error", "Next": "Caught"}]
    definition = catching(task(slow, TimeoutSeconds=1))
    definition["States"]["Only"]["Catch"] = catch

    output = deploy(emulator, definition).output({})

    assert output["error"]["Error"] == "States.Timeout"


def test_runtime_error_is_caught_by_no_wildcard(emulator: RunningEmulator, moody: str) -> None:
    state = task(moody)
    state["Parameters"] = {"FunctionName": moody, "Payload": {"mood.$": "$.missing"}}

    ended = deploy(emulator, catching(state)).run({})

    assert (ended["status"], ended["error"]) == ("FAILED", "States.Runtime")


def test_fail_state_says_what_its_definition_says(emulator: RunningEmulator) -> None:
    fail = {"Type": "Fail", "Error": "Unusable", "Cause": "no passages"}

    ended = deploy(emulator, {"StartAt": "Fail", "States": {"Fail": fail}}).run()

    assert (ended["status"], ended["error"], ended["cause"]) == ("FAILED", "Unusable", "no passages")
