"""Query: what of a partition it finds, in which order, and where it goes on."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.dynamodb.tables import TENANT, Records, new_records
from tests.emulator.running import RunningEmulator

_NAMES = ["DOCUMENT#1", "DOCUMENT#2", "DOCUMENT#3", "DOCUMENT#é", "INDEX#a", "RUN#1", "RUN#2"]


@pytest.fixture(scope="module")
def records(emulator: RunningEmulator) -> Iterator[Records]:
    records = new_records(emulator)
    records.put(*reversed(_NAMES))
    records.client.put_item(TableName=records.table, Item=records.item("RUN#1") | {"pk": {"S": "other"}})
    yield records
    records.delete()


@pytest.fixture
def numbers(emulator: RunningEmulator) -> Iterator[Records]:
    records = new_records(emulator, "N")
    for number in ("10", "9", "-1", "1.5", "100"):
        item = {"pk": TENANT, "sk": {"N": number}}
        records.client.put_item(TableName=records.table, Item=item)
    yield records
    records.delete()


def query(records: Records, condition: str = "", **options: Any) -> dict[str, Any]:
    """`condition` is of the sort key; its values are :a and :b."""
    values = {":pk": TENANT} | options.pop("values", {})
    answer: dict[str, Any] = records.client.query(
        TableName=records.table,
        KeyConditionExpression="pk = :pk" + (f" AND {condition}" if condition else ""),
        ExpressionAttributeValues=values,
        ConsistentRead=True,
        **options,
    )
    return answer


def names(answer: dict[str, Any]) -> list[str]:
    return [item["sk"]["S"] for item in answer["Items"]]


@pytest.mark.parametrize(
    ("condition", "values", "found"),
    [
        ("", (), _NAMES),
        ("sk = :a", ("RUN#1",), ["RUN#1"]),
        ("sk = :a", ("RUN#",), []),
        ("sk < :a", ("DOCUMENT#2",), ["DOCUMENT#1"]),
        ("sk <= :a", ("DOCUMENT#2",), ["DOCUMENT#1", "DOCUMENT#2"]),
        ("sk > :a", ("RUN#1",), ["RUN#2"]),
        ("sk >= :a", ("RUN#1",), ["RUN#1", "RUN#2"]),
        ("sk BETWEEN :a AND :b", ("DOCUMENT#3", "INDEX#a"), ["DOCUMENT#3", "DOCUMENT#é", "INDEX#a"]),
        ("begins_with(sk, :a)", ("DOCUMENT#",), _NAMES[:4]),
        ("begins_with(sk, :a)", ("NOTHING#",), []),
    ],
)
def test_query_finds_what_its_condition_of_the_sort_key_names(
    records: Records, condition: str, values: tuple[str, ...], found: list[str]
) -> None:
    given = {f":{name}": {"S": value} for name, value in zip("ab", values, strict=False)}

    forward = query(records, condition, values=given)
    backward = query(records, condition, values=given, ScanIndexForward=False)

    assert (names(forward), forward["Count"]) == (found, len(found))
    assert names(backward) == found[::-1]


def test_numbers_are_ordered_as_numbers(numbers: Records) -> None:
    found = query(numbers, "sk > :a", values={":a": {"N": "1.50"}})

    assert [item["sk"]["N"] for item in found["Items"]] == ["9", "10", "100"]


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_together_are_the_whole(records: Records, limit: int, forward: bool) -> None:
    options: dict[str, Any] = {"Limit": limit, "ScanIndexForward": forward, "values": {":a": {"S": "DOCUMENT#"}}}
    pages: list[list[str]] = []
    start: dict[str, Any] = {}
    while True:
        page = query(records, "begins_with(sk, :a)", **options, **start)
        pages.append(names(page))
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    found = [name for page in pages for name in page]
    assert found == (_NAMES[:4] if forward else _NAMES[3::-1])
    assert all(len(page) == limit for page in pages[:-1])
    assert len(pages[-1]) < limit


def test_page_may_start_where_no_item_is_any_more(records: Records) -> None:
    page = query(records, ExclusiveStartKey=records.key("DOCUMENT#25"), Limit=2)

    assert names(page) == ["DOCUMENT#3", "DOCUMENT#é"]


def test_filter_comes_after_the_limit(records: Records) -> None:
    page = query(records, Limit=3, FilterExpression="sk <> pk AND contains(sk, :a)", values={":a": {"S": "1"}})

    assert (names(page), page["ScannedCount"]) == (["DOCUMENT#1"], 3)
    assert page["LastEvaluatedKey"] == records.key("DOCUMENT#3")


def test_query_answers_with_the_attributes_or_the_count_that_is_asked_for(records: Records) -> None:
    projected = query(records, Limit=1, ProjectionExpression="n")
    counted = query(records, Select="COUNT")

    assert projected["Items"] == [{"n": {"N": "0"}}]
    assert (counted["Count"], "Items" in counted) == (len(_NAMES), False)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"ExclusiveStartKey": {"pk": TENANT}}, id="half a key"),
        pytest.param({"ExclusiveStartKey": {"pk": {"S": "other"}, "sk": {"S": "RUN#1"}}}, id="another partition's key"),
        pytest.param({"condition": "sk = :a", "values": {":a": {"N": "1"}}}, id="another type"),
    ],
)
def test_what_cannot_be_asked_is_refused(records: Records, options: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as error:
        query(records, **options)

    assert error.value.response["Error"]["Code"] == "ValidationException"


def test_deleted_item_is_not_found(records: Records) -> None:
    records.put("ZZZ")
    records.client.delete_item(TableName=records.table, Key=records.key("ZZZ"))
    records.client.delete_item(TableName=records.table, Key=records.key("ZZZ"))

    assert records.names() == _NAMES
