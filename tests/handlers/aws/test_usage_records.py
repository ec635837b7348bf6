"""What teams used, on DynamoDB: exact, whoever counts at once and whatever is sent twice."""

import random
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.aws import clients
from handlers.aws.adapters import usage_log
from handlers.aws.marks import MOST_MARKS, NEEDED_SECONDS
from handlers.aws.usage_items import usage_key
from handlers.aws.usage_records import UsageRecords
from handlers.usage.counting import Answered, ModelCall, UsageRow, Worked
from handlers.usage.latency import bucket_of
from tests.handlers.usage.faults import LosesAnswers

pytestmark = pytest.mark.usefixtures("workflow")
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MONTH, DAY = "2026-11", "2026-11-23"
EMBED, CHAT = "embedded", "arn:aws:bedrock:eu-west-1:1:inference-profile/a#b%2F-ä"
THREADS, REQUESTS = 16, 25


@pytest.fixture
def answered() -> Answered:
    """A request of a team of its own: tests share a table."""
    return Answered(uuid.uuid4().hex, "runTask", AT, 200, 12.5)


def records(dynamodb: Any = None, seconds: float = 0.0) -> UsageRecords:
    return UsageRecords(dynamodb or clients.dynamodb(), usage_log().table, lambda: seconds)


def rows(counted: Answered | Worked) -> Sequence[UsageRow]:
    return usage_log().rows(counted.team, MONTH)


def item_of(counted: Answered) -> dict[str, Any]:
    key = usage_key(counted, None)
    item: dict[str, Any] = clients.dynamodb().get_item(TableName=usage_log().table, Key=key, ConsistentRead=True)[
        "Item"
    ]
    return item


def test_a_request_without_a_model_counts_in_the_row_of_none(answered: Answered) -> None:
    usage_log().count(answered)

    assert rows(answered) == [UsageRow(DAY, "runTask", None, 1, 0, 0, 0, {bucket_of(12.5): 1})]


def test_a_request_counts_with_its_first_model_and_the_tokens_with_each_models_own(answered: Answered) -> None:
    calls = (ModelCall(EMBED, 5, 0), ModelCall(CHAT, 100, 20), ModelCall(CHAT, 50, 1))

    usage_log().count(replace(answered, calls=calls))

    chat, embed = rows(answered)
    assert embed == UsageRow(DAY, "runTask", EMBED, 1, 0, 5, 0, {bucket_of(12.5): 1})
    assert chat == UsageRow(DAY, "runTask", CHAT, 0, 0, 150, 21, {})


def test_statuses_from_400_are_errors(answered: Answered) -> None:
    for status in (200, 202, 304, 399, 400, 404, 429, 503):
        usage_log().count(replace(answered, status=status))

    [row] = rows(answered)
    assert (row.requests, row.errors) == (8, 4)


def test_latencies_are_counted_by_bucket(answered: Answered) -> None:
    for milliseconds in (0.01, 12.5, 12.5, 1e9):
        usage_log().count(replace(answered, milliseconds=milliseconds))

    [row] = rows(answered)
    assert row.latencies == {0: 1, bucket_of(12.5): 2, bucket_of(1e9): 1}


def test_what_a_step_used_is_no_request(answered: Answered) -> None:
    worked = Worked(answered.team, "createDocument", AT, (ModelCall(EMBED, 7, 0), ModelCall(EMBED, 3, 0)))

    usage_log().count(worked)
    usage_log().count(replace(worked, calls=()))

    assert rows(worked) == [UsageRow(DAY, "createDocument", EMBED, 0, 0, 10, 0, {})]


def test_rows_are_those_of_the_team_and_the_month_by_day_operation_and_model(answered: Answered) -> None:
    for days in (-30, 7, 8, 0, -1):
        at = AT + timedelta(days=days)
        for operation in ("searchPassages", "runTask", "run"):
            usage_log().count(replace(answered, at=at, operation=operation, calls=(ModelCall(CHAT, 1, 1),)))
            usage_log().count(replace(answered, at=at, operation=operation))
    usage_log().count(replace(answered, team="another"))

    found = [(row.day[-2:], row.operation, row.model) for row in rows(answered)]

    operations = ("run", "runTask", "searchPassages")
    assert found == [(day, name, model) for day in ("22", "23", "30") for name in operations for model in (None, CHAT)]


def test_a_day_is_one_of_utc(answered: Answered) -> None:
    late = datetime.fromisoformat("2026-11-24T01:00:00+02:00")

    usage_log().count(replace(answered, at=late))

    assert [row.day for row in rows(answered)] == [DAY]


@dataclass(frozen=True, slots=True)
class SmallPages:
    """DynamoDB that returns two items at a time."""

    dynamodb: Any

    def get_paginator(self, operation: str) -> Any:
        paginate = self.dynamodb.get_paginator(operation).paginate

        class Paginator:
            def paginate(self, **request: Any) -> Any:
                return paginate(**request, PaginationConfig={"PageSize": 2})

        return Paginator()


def test_all_pages_are_read(answered: Answered) -> None:
    for number in range(7):
        usage_log().count(replace(answered, operation=f"operation{number}"))

    assert len(records(SmallPages(clients.dynamodb())).rows(answered.team, MONTH)) == 7


@pytest.mark.parametrize("lost", [0.0, 0.3])
def test_counts_are_exact_whoever_counts_at_once_and_whichever_answers_are_lost(
    answered: Answered, lost: float
) -> None:
    own = records(LosesAnswers(clients.dynamodb(), lost, chosen=random.Random(3)))

    def count(thread: int) -> None:
        for number in range(REQUESTS):
            call = ModelCall(EMBED, thread, number)
            own.count(replace(answered, status=500 if number % 5 == 0 else 200, milliseconds=number, calls=(call,)))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count, range(THREADS)))

    [row] = rows(answered)
    total = THREADS * REQUESTS
    assert (row.requests, row.errors, sum(row.latencies.values())) == (total, total // 5, total)
    assert row.input_tokens == REQUESTS * sum(range(THREADS))
    assert row.output_tokens == THREADS * sum(range(REQUESTS))


def test_an_item_keeps_few_marks_of_those_that_write_no_more(answered: Answered) -> None:
    for _ in range(MOST_MARKS + 30):
        records(seconds=0.0).count(answered)
    marks_in_use = sum(name.startswith("w") for name in item_of(answered))
    later = NEEDED_SECONDS + 1.0
    for _ in range(3):
        records(seconds=later).count(answered)

    item = item_of(answered)
    marks = [held["S"] for name, held in item.items() if name.startswith("w")]
    assert marks_in_use == MOST_MARKS + 30
    assert len(marks) <= MOST_MARKS
    assert sum(mark.startswith(f"{int(later)}.") for mark in marks) == 3
    assert item["requests"] == {"N": str(MOST_MARKS + 33)}


@dataclass(frozen=True, slots=True)
class NeverSweeps:
    dynamodb: Any

    def update_item(self, **request: Any) -> Any:
        if request["UpdateExpression"].startswith("REMOVE"):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")
        return self.dynamodb.update_item(**request)


def test_what_was_counted_does_not_fail_for_the_marks_of_others(answered: Answered) -> None:
    for _ in range(MOST_MARKS + 1):
        records().count(answered)

    records(NeverSweeps(clients.dynamodb()), seconds=NEEDED_SECONDS + 1.0).count(answered)

    assert item_of(answered)["requests"] == {"N": str(MOST_MARKS + 2)}


def test_a_row_is_kept_for_thirteen_months_after_its_own(answered: Answered) -> None:
    usage_log().count(answered)

    assert item_of(answered)["expires"] == {"N": str(int(datetime(2028, 1, 1, tzinfo=UTC).timestamp()))}
