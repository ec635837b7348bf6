"""StopExecution: nothing is started any more, wherever the execution stands."""

import pytest

from tests.emulator.running import RunningEmulator, wait_until
from tests.emulator.step_functions.machines import deploy, new_name, one_task, task

# Each call leaves an item; whoever is asked to wait does so until an item `go` is there.
_NOTING = """
import boto3, time

dynamodb = boto3.client("dynamodb")

def handle(event, context):
    dynamodb.put_item(TableName=event["table"], Item={"id": {"S": f"called {context.aws_request_id}"}})
    while event.get("waits") and "Item" not in dynamodb.get_item(TableName=event["table"], Key={"id": {"S": "go"}}):
        time.sleep(0.02)
    if event.get("fails"):
        raise KeyError("always")
    return event
"""


@pytest.fixture(scope="module")
def noting(emulator: RunningEmulator) -> str:
    return emulator.create_function(new_name(), _NOTING)


class Notes:
    def __init__(self, emulator: RunningEmulator) -> None:
        self.table = new_name()
        self._client = emulator.client("dynamodb")
        self._client.create_table(
            TableName=self.table,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def go(self) -> None:
        self._client.put_item(TableName=self.table, Item={"id": {"S": "go"}})

    def calls(self) -> int:
        items = self._client.scan(TableName=self.table, ConsistentRead=True)["Items"]
        return sum(item["id"]["S"].startswith("called") for item in items)


@pytest.fixture
def notes(emulator: RunningEmulator) -> Notes:
    return Notes(emulator)


def test_stopped_execution_is_aborted_at_once_and_starts_no_other_task(
    emulator: RunningEmulator, noting: str, notes: Notes
) -> None:
    definition = {"StartAt": "One", "States": {"One": task(noting, Next="Two"), "Two": task(noting)}}
    machine = deploy(emulator, definition)
    arn = machine.start({"table": notes.table, "waits": True})
    wait_until(lambda: notes.calls() == 1, "the first task")

    machine.stop(arn, error="Cancelled", cause="by the client")
    stopped = machine.describe(arn)
    notes.go()
    wait_until(lambda: machine.event_types(arn)[-1] == "ExecutionAborted", "the program to notice")

    assert (stopped["status"], stopped["error"], stopped["cause"]) == ("ABORTED", "Cancelled", "by the client")
    assert stopped["stopDate"] >= stopped["startDate"]
    assert machine.describe(arn) | {"ResponseMetadata": None} == stopped | {"ResponseMetadata": None}
    assert notes.calls() == 1


def test_stopped_execution_starts_no_other_iteration(emulator: RunningEmulator, noting: str, notes: Notes) -> None:
    each = {"StartAt": "One", "States": {"One": task(noting, Next="Two"), "Two": task(noting)}}
    mapped = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "MaxConcurrency": 2,
        "ItemSelector": {"table.$": "$.table", "waits": True},
        "ItemProcessor": each,
        "End": True,
    }
    machine = deploy(emulator, {"StartAt": "Map", "States": {"Map": mapped}})
    arn = machine.start({"table": notes.table, "items": [1, 2, 3, 4]})
    wait_until(lambda: notes.calls() == 2, "two iterations")

    machine.stop(arn)
    notes.go()
    wait_until(lambda: machine.event_types(arn)[-1] == "ExecutionAborted", "the program to notice")

    assert (machine.describe(arn)["status"], notes.calls()) == ("ABORTED", 2)


def test_stopped_execution_does_not_retry(emulator: RunningEmulator, noting: str, notes: Notes) -> None:
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1000, "MaxAttempts": 5}]
    machine = deploy(emulator, one_task(noting, Retry=retry))
    arn = machine.start({"table": notes.table, "fails": True})
    wait_until(lambda: "TaskFailed" in machine.event_types(arn), "the first attempt to fail")

    machine.stop(arn)
    wait_until(lambda: machine.event_types(arn)[-1] == "ExecutionAborted", "the program to notice")

    assert (machine.describe(arn)["status"], notes.calls()) == ("ABORTED", 1)
