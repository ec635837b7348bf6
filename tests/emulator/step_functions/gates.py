"""A gate in a table: how many calls of a function came to it, and whether those that wait there may go on."""

from tests.emulator.running import RunningEmulator
from tests.emulator.step_functions.machines import new_name

# What the code of a function begins with that calls `enter` and `wait` with an event that names the table.
GATE = """
import boto3, time

dynamodb = boto3.client("dynamodb")

def enter(event):
    dynamodb.update_item(
        TableName=event["table"],
        Key={"id": {"S": "entered"}},
        UpdateExpression="ADD n :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )

def wait(event):
    while "Item" not in dynamodb.get_item(TableName=event["table"], Key={"id": {"S": "open"}}):
        time.sleep(0.02)
"""


class Gate:
    def __init__(self, emulator: RunningEmulator) -> None:
        self.table = new_name()
        self._client = emulator.client("dynamodb")
        self._client.create_table(
            TableName=self.table,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def open(self) -> None:
        self._client.put_item(TableName=self.table, Item={"id": {"S": "open"}})

    def entered(self) -> int:
        item = self._client.get_item(TableName=self.table, Key={"id": {"S": "entered"}}).get("Item")
        return int(item["n"]["N"]) if item else 0
