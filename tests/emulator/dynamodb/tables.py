"""A table of one partition key and one sort key, for the tests."""

import uuid
from dataclasses import dataclass
from typing import Any

from tests.emulator.running import RunningEmulator

TENANT = {"S": "acme"}


@dataclass(frozen=True, slots=True)
class Records:
    """`client` is safe for threads; items are named by their sort keys."""

    client: Any
    table: str

    def key(self, name: str) -> dict[str, Any]:
        return {"pk": TENANT, "sk": {"S": name}}

    def item(self, name: str, *, text: str = "", n: int = 0) -> dict[str, Any]:
        return {**self.key(name), "text": {"S": text}, "n": {"N": str(n)}}

    def put(self, *names: str, text: str = "", n: int = 0) -> None:
        for name in names:
            self.client.put_item(TableName=self.table, Item=self.item(name, text=text, n=n))

    def get(self, name: str) -> dict[str, Any]:
        answer = self.client.get_item(TableName=self.table, Key=self.key(name), ConsistentRead=True)
        item: dict[str, Any] = answer["Item"]
        return item

    def names(self) -> list[str]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": TENANT},
            ConsistentRead=True,
        )
        return [item["sk"]["S"] for page in pages for item in page["Items"]]

    def delete(self) -> None:
        self.client.delete_table(TableName=self.table)


def new_records(emulator: RunningEmulator, sort_key_type: str = "S", **options: Any) -> Records:
    client, name = emulator.client("dynamodb"), f"test-{uuid.uuid4().hex[:8]}"
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": sort_key_type},
        ],
        BillingMode="PAY_PER_REQUEST",
        **options,
    )
    return Records(client, name)
