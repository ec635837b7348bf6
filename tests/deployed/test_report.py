"""`make report` and `make redrive` on the deployed stage: what was called is told, what was lost is named."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.checkout import Stage
from tests.deployed.team import Team
from tests.emulator.running import wait_until

pytestmark = pytest.mark.xdist_group("stage")

CALLS = 12
EMBED = {"task": "embed", "texts": ["a"]}
REQUESTS, ERRORS = "requests", "errors"


def test_what_was_called_is_in_the_report_and_in_both_books(stage: Stage, team: Team) -> None:
    report(stage)
    before = rows_of(stage)

    for _ in range(CALLS):
        assert team.call("POST", "/ai-service", EMBED).status_code == 200
        assert team.call("GET", "/documents?cursor=none").status_code == 422
    told = report(stage)
    after = rows_of(stage)

    assert "the ledger has every request that the access log has, and no other" in told
    assert counts(after, REQUESTS) - counts(before, REQUESTS) == {"runTask": CALLS, "listDocuments": CALLS}
    assert counts(after, ERRORS) - counts(before, ERRORS) == {"listDocuments": CALLS}
    assert "<script" not in folder_file(stage, "html").lower()


def test_a_count_that_was_lost_is_named_and_is_a_failure(stage: Stage, team: Team) -> None:
    """Of requests that have just been answered, either may be right: the report does not judge them yet."""
    for _ in range(CALLS):
        team.call("GET", "/runs")

    with one_request_less(stage, "default", "listRuns"):
        wait_until(lambda: stage.checkout.make("report").returncode != 0, "the report to judge the calls")
        made = stage.checkout.make("report")
    report(stage)

    assert made.returncode != 0
    assert "team default, listRuns:" in made.stdout
    assert made.stdout.count(" in the ledger, ") == 1
    assert "The ledger and the access log differ" in made.stderr
    assert "Traceback" not in made.stderr


def test_a_month_that_is_none_is_one_sentence(stage: Stage) -> None:
    made = stage.checkout.make("report", "MONTH=soon")

    assert made.returncode != 0
    assert "MONTH=2026-11" in made.stderr
    assert "Traceback" not in made.stderr


def test_a_dead_letter_comes_back_and_is_tried_again(stage: Stage) -> None:
    """SQS knows where a message is to go back to if it has moved it itself: one of which no purge can be made."""
    sqs, arn = stage.aws("sqs"), outputs(stage)["dead_letter_queues"]["purge"]
    dead_letters = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    queue = sqs.get_queue_url(QueueName=arn.rpartition(":")[2].removesuffix("-dead-letters"))["QueueUrl"]

    with soon_visible(sqs, queue):
        sqs.send_message(QueueUrl=queue, MessageBody="no purge")
        wait_until(lambda: waiting(sqs, dead_letters) == 1, "the function to give the message up")
        moved = stage.checkout.make("redrive", "QUEUE=purge")
        wait_until(lambda: waiting(sqs, dead_letters) == 1, "it to be tried, and given up again")
    sqs.purge_queue(QueueUrl=dead_letters)
    empty = stage.checkout.make("redrive")

    assert (moved.returncode, moved.stderr) == (0, "")
    assert moved.stdout.splitlines()[-1] == "purge: 1 moved back to their queue."
    assert (empty.returncode, empty.stderr) == (0, "")
    assert empty.stdout == "purge: 0 moved; nothing lies in its dead-letter queue.\n"


def test_a_queue_that_is_none_is_named_with_those_that_are(stage: Stage) -> None:
    made = stage.checkout.make("redrive", "QUEUE=other")

    assert made.returncode != 0
    assert "make redrive QUEUE=purge" in made.stderr


def report(stage: Stage) -> str:
    made = stage.checkout.make("report")
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


def folder_file(stage: Stage, ending: str) -> str:
    file = stage.checkout.folder / "dist" / "report" / f"local-{datetime.now(UTC):%Y-%m}.{ending}"
    return file.read_text(encoding="utf-8")


def rows_of(stage: Stage) -> list[dict[str, str]]:
    return list(csv.DictReader(folder_file(stage, "csv").splitlines()))


def counts(rows: list[dict[str, str]], column: str) -> Counter[str]:
    """Of the default team, by operation."""
    counted = Counter[str]()
    for row in rows:
        if row["team"] == "default":
            counted[row["operation"]] += int(row[column])
    return counted


@contextmanager
def one_request_less(stage: Stage, team: str, operation: str) -> Iterator[None]:
    dynamodb, day = stage.aws("dynamodb"), datetime.now(UTC).date().isoformat()

    def add(number: int) -> None:
        dynamodb.update_item(
            TableName=outputs(stage)["ledger_table"],
            Key={"pk": {"S": team}, "sk": {"S": f"USAGE#{day}#{operation}#"}},
            UpdateExpression="ADD requests :number",
            ExpressionAttributeValues={":number": {"N": str(number)}},
        )

    add(-1)
    try:
        yield
    finally:
        add(1)


@contextmanager
def soon_visible(sqs: Any, queue: str) -> Iterator[None]:
    """What a function has failed at is tried again at once."""
    name = "VisibilityTimeout"
    before = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"][name]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: "1"})
    yield
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: before})


def waiting(sqs: Any, url: str) -> int:
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(asked["Attributes"]["ApproximateNumberOfMessages"])


def outputs(stage: Stage) -> Mapping[str, Any]:
    file = stage.checkout.folder / "build" / "stages" / "local" / "outputs.json"
    found: Mapping[str, Any] = json.loads(file.read_text())["local"]
    return found
