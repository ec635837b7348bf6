"""Items: written under conditions by many at once, and read as they were written."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.dynamodb.tables import Records, new_records
from tests.emulator.functions.archives import zip_of
from tests.emulator.running import ROLE, RunningEmulator, wait_until

_WRITERS = 24
_WRITING = """
import boto3

def handle(event, context):
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["sk"]["S"]
        if not key.startswith("seen-"):
            item = {"pk": {"S": "acme"}, "sk": {"S": "seen-" + key}}
            boto3.client("dynamodb").put_item(TableName="TABLE", Item=item)
"""


@pytest.fixture
def records(emulator: RunningEmulator) -> Iterator[Records]:
    records = new_records(emulator)
    yield records
    records.delete()


def update(records: Records, name: str, expression: str, **values: Any) -> dict[str, Any]:
    answer = records.client.update_item(
        TableName=records.table,
        Key=records.key(name),
        UpdateExpression=expression,
        ExpressionAttributeValues={f":{each}": value for each, value in values.items()},
        ReturnValues="ALL_NEW",
    )
    attributes: dict[str, Any] = answer["Attributes"]
    return attributes


def test_an_update_without_a_change_makes_the_item(records: Records) -> None:
    records.put("there", n=1)

    for name in ("new", "there"):
        records.client.update_item(TableName=records.table, Key=records.key(name))

    assert records.get("new") == records.key("new")
    assert records.get("there")["n"] == {"N": "1"}


def test_one_of_many_makes_an_item(records: Records) -> None:
    def make(number: int) -> bool:
        item = records.item("one", n=number)
        try:
            records.client.put_item(TableName=records.table, Item=item, ConditionExpression="attribute_not_exists(pk)")
        except records.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(_WRITERS) as threads:
        made = list(threads.map(make, range(96)))

    assert made.count(True) == 1
    assert records.get("one")["n"] == {"N": str(made.index(True))}


def test_optimistic_writers_lose_nothing(records: Records) -> None:
    records.put("version", n=0)

    def increase(_: int) -> None:
        while True:
            seen = records.get("version")["n"]
            try:
                records.client.update_item(
                    TableName=records.table,
                    Key=records.key("version"),
                    UpdateExpression="SET n = n + :one",
                    ConditionExpression="n = :seen",
                    ExpressionAttributeValues={":one": {"N": "1"}, ":seen": seen},
                )
            except records.client.exceptions.ConditionalCheckFailedException:
                continue
            return

    with ThreadPoolExecutor(_WRITERS) as threads:
        list(threads.map(increase, range(72)))

    assert records.get("version")["n"] == {"N": "72"}


def test_set_of_numbers_grows_by_what_many_add(records: Records) -> None:
    with ThreadPoolExecutor(_WRITERS) as threads:
        list(threads.map(lambda part: update(records, "run", "ADD done :p", p={"NS": [str(part % 50)]}), range(100)))

    done = records.get("run")["done"]["NS"]
    assert sorted(map(int, done)) == list(range(50))


def test_one_of_many_deletes_an_item(records: Records) -> None:
    records.put("one")

    def delete(_: int) -> bool:
        answer = records.client.delete_item(TableName=records.table, Key=records.key("one"), ReturnValues="ALL_OLD")
        return "Attributes" in answer

    with ThreadPoolExecutor(_WRITERS) as threads:
        assert list(threads.map(delete, range(48))).count(True) == 1


def test_refused_write_shows_the_item_that_is_there(records: Records) -> None:
    records.put("there", text="old")

    with pytest.raises(ClientError) as error:
        records.client.put_item(
            TableName=records.table,
            Item=records.item("there", text="new"),
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    assert error.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert error.value.response["Item"] == records.item("there", text="old")


def test_lists_and_maps_are_changed_in_place(records: Records) -> None:
    update(records, "deep", "SET m = :m, l = :l", m={"M": {"a": {"N": "1"}}}, l={"L": [{"S": "x"}]})

    changed = update(
        records,
        "deep",
        "SET m.b = :b, l = list_append(l, :more) REMOVE m.a",
        b={"BOOL": True},
        more={"L": [{"N": "2"}]},
    )

    assert (changed["m"], changed["l"]) == ({"M": {"b": {"BOOL": True}}}, {"L": [{"S": "x"}, {"N": "2"}]})


def test_every_type_is_read_as_it_was_written(records: Records) -> None:
    values = {
        "s": {"S": 'ü"\\\u2028'},
        "n": {"N": "-12.5"},
        "b": {"B": b"\x00\xff"},
        "bs": {"BS": [b"\x00", b"\x01"]},
        "ss": {"SS": ["a", "b"]},
        "ns": {"NS": ["1", "2"]},
        "l": {"L": [{"B": b"\x02"}, {"M": {"deep": {"NULL": True}}}]},
        "m": {"M": {"b": {"B": b"\x03"}, "empty": {"M": {}}, "none": {"L": []}}},
        "t": {"BOOL": False},
    }
    records.client.put_item(TableName=records.table, Item=records.key("typed") | values)
    key = records.key("typed")

    got = records.get("typed")
    batched = records.client.batch_get_item(
        RequestItems={records.table: {"Keys": [key, records.key("missing")], "ConsistentRead": True}}
    )
    transacted = records.client.transact_get_items(TransactItems=[{"Get": {"TableName": records.table, "Key": key}}])
    replaced = records.client.put_item(TableName=records.table, Item=key, ReturnValues="ALL_OLD")

    assert got == key | values
    assert (batched["Responses"][records.table], batched["UnprocessedKeys"]) == ([key | values], {})
    assert transacted["Responses"] == [{"Item": key | values}]
    assert replaced["Attributes"] == key | values


def test_missing_item_is_none(records: Records) -> None:
    answer = records.client.get_item(TableName=records.table, Key=records.key("missing"), ConsistentRead=True)

    assert "Item" not in answer


def test_function_on_a_stream_may_write_to_its_table(emulator: RunningEmulator) -> None:
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    records = new_records(emulator, StreamSpecification=stream)
    name, client = f"test-{uuid.uuid4().hex[:8]}", emulator.client("lambda")
    code = zip_of({"app.py": _WRITING.replace("TABLE", records.table)})
    client.create_function(
        FunctionName=name, Code={"ZipFile": code}, Runtime="python3.13", Handler="app.handle", Role=ROLE
    )
    described = records.client.describe_table(TableName=records.table)["Table"]
    client.create_event_source_mapping(
        FunctionName=name, EventSourceArn=described["LatestStreamArn"], StartingPosition="LATEST"
    )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: records.put(f"item-{number}"), range(8)))

    expected = sorted(f"{prefix}item-{number}" for prefix in ("", "seen-") for number in range(8))
    wait_until(lambda: records.names() == expected, "the function to have seen every item")
