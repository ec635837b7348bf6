"""TransactWriteItems: all of it or nothing, whoever else writes meanwhile."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.dynamodb.tables import Records, new_records
from tests.emulator.running import RunningEmulator

_WRITERS = 24


@pytest.fixture
def records(emulator: RunningEmulator) -> Iterator[Records]:
    records = new_records(emulator)
    yield records
    records.delete()


def putting(records: Records, name: str, **options: Any) -> dict[str, Any]:
    return {"Put": {"TableName": records.table, "Item": records.item(name, text="new"), **options}}


def counting(records: Records, name: str, by: int = 1, **options: Any) -> dict[str, Any]:
    update = {"UpdateExpression": "ADD n :by", "ExpressionAttributeValues": {":by": {"N": str(by)}}}
    return {"Update": {"TableName": records.table, "Key": records.key(name), **update, **options}}


def refused(records: Records, *operations: Mapping[str, Any]) -> list[dict[str, Any]]:
    with pytest.raises(ClientError) as error:
        records.client.transact_write_items(TransactItems=list(operations))
    assert error.value.response["Error"]["Code"] == "TransactionCanceledException"
    reasons: list[dict[str, Any]] = error.value.response["CancellationReasons"]
    return reasons


def test_every_kind_of_write_is_done(records: Records) -> None:
    records.put("gone", "there")

    records.client.transact_write_items(
        TransactItems=[
            putting(records, "made", ConditionExpression="attribute_not_exists(pk)"),
            counting(records, "counted", 5),
            {"Delete": {"TableName": records.table, "Key": records.key("gone")}},
            {
                "ConditionCheck": {
                    "TableName": records.table,
                    "Key": records.key("there"),
                    "ConditionExpression": "attribute_exists(pk)",
                }
            },
        ]
    )

    assert records.names() == ["counted", "made", "there"]
    assert records.get("counted")["n"] == {"N": "5"}


def test_refused_transaction_tells_which_condition_failed(records: Records) -> None:
    records.put("there", text="old")

    reasons = refused(
        records,
        putting(records, "other"),
        putting(
            records,
            "there",
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
        counting(records, "missing", ConditionExpression="attribute_exists(pk)"),
    )

    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    assert reasons == [{"Code": "None"}, failed | {"Item": records.item("there", text="old")}, failed]
    assert (records.names(), records.get("there")["text"]) == (["there"], {"S": "old"})


def test_transaction_that_stumbles_while_it_writes_changes_nothing(records: Records) -> None:
    records.put("text", text="old")
    records.put("counted", n=1)
    on_text: dict[str, Any] = {"UpdateExpression": "ADD #t :by", "ExpressionAttributeNames": {"#t": "text"}}

    with pytest.raises(ClientError):
        records.client.transact_write_items(
            TransactItems=[
                putting(records, "made"),
                counting(records, "counted"),
                counting(records, "text", **on_text),
            ]
        )

    assert records.names() == ["counted", "text"]
    assert (records.get("counted")["n"], records.get("text")["text"]) == ({"N": "1"}, {"S": "old"})


def test_one_item_is_written_once_in_a_transaction(records: Records) -> None:
    with pytest.raises(ClientError) as error:
        records.client.transact_write_items(TransactItems=[putting(records, "a"), counting(records, "a")])

    assert error.value.response["Error"]["Code"] == "ValidationException"
    assert records.names() == []


def test_hundred_items_may_be_read_at_once(records: Records) -> None:
    records.put(*map(str, range(60)))
    gets = [{"Get": {"TableName": records.table, "Key": records.key(str(n))}} for n in range(100)]

    answers = records.client.transact_get_items(TransactItems=gets)["Responses"]

    assert [bool(answer) for answer in answers] == [True] * 60 + [False] * 40


def test_refused_transactions_leave_what_others_write(records: Records) -> None:
    records.put("taken")

    def fail(_: int) -> None:
        refused(records, putting(records, "taken", ConditionExpression="attribute_not_exists(pk)"))

    def write(number: int) -> None:
        records.put(f"mine-{number:03}")

    with ThreadPoolExecutor(_WRITERS) as threads:
        jobs = [threads.submit(job, number) for number in range(150) for job in (fail, write)]
        for job in jobs:
            job.result()

    assert records.names() == [*(f"mine-{number:03}" for number in range(150)), "taken"]


def test_transfers_at_once_neither_lose_nor_make_anything(records: Records) -> None:
    accounts = [f"account-{number}" for number in range(4)]
    for account in accounts:
        records.put(account, n=10)

    def transfer(number: int) -> bool:
        source, target = accounts[number % 4], accounts[(number * 3 + 1) % 4]
        if source == target:
            return False
        enough = {"ConditionExpression": "n >= :least"}
        taking = counting(records, source, -3, **enough)
        taking["Update"]["ExpressionAttributeValues"][":least"] = {"N": "3"}
        try:
            records.client.transact_write_items(TransactItems=[taking, counting(records, target, 3)])
        except records.client.exceptions.TransactionCanceledException:
            return False
        return True

    with ThreadPoolExecutor(_WRITERS) as threads:
        done = list(threads.map(transfer, range(200)))

    balances = [int(records.get(account)["n"]["N"]) for account in accounts]
    assert (sum(balances), min(balances) >= 0) == (40, True)
    assert any(done)
