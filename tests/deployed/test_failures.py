"""What is done to a run from outside: its workers are killed, its services throttle, fail and hang up.

It succeeds or fails with a reason, is never stuck, and nothing is half there.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.deployed.drill import Drill
from tests.deployed.faults import Spoil, cut, refused
from tests.deployed.team import LIMIT_SECONDS

pytestmark = pytest.mark.xdist_group("failures")

ORDER = {"source": "text", "text": "Parcels arrive at nine. The porter signs for them in the hall."}
QUERY = "When do parcels arrive?"
THROTTLED = refused(429, "ThrottlingException")
SLOW_DOWN = refused(503, "SlowDown")
FAILED = refused(500, "InternalError")
OVER_CAPACITY = refused(400, "ProvisionedThroughputExceededException")
# In so many calls one function gives up three times: its SDK's attempts, repeated by a state machine's first tries.
MANY = 11

# Where a worker is killed when it has made a call, before it hears of what came of it.
KILLED_AT: dict[str, dict[str, Any]] = {
    "split, its passages stored": {"function": "split_document", "operation": "PUT", "skip": 2},
    "split, the run started": {"function": "split_document", "operation": "UpdateItem"},
    "embed, at the model": {"function": "embed_passages", "service": "bedrock"},
    "embed, the part recorded": {"function": "embed_passages", "operation": "UpdateItem"},
    "index, the change written down": {"function": "index_document", "operation": "PutItem"},
    "index, the version published": {"function": "index_document", "operation": "TransactWriteItems"},
    "index, the document ready": {"function": "index_document", "operation": "TransactWriteItems", "skip": 1},
}
PASSING: dict[str, tuple[Spoil, dict[str, Any]]] = {
    "S3 hangs up": (cut, {"function": "split_document", "service": "s3", "times": MANY}),
    "S3 fails": (FAILED, {"function": "embed_passages", "operation": "PUT", "times": MANY}),
    "S3 is slow": (SLOW_DOWN, {"function": "index_document", "operation": "GET", "times": 4}),
    "DynamoDB throttles": (OVER_CAPACITY, {"function": "index_document", "service": "dynamodb", "times": MANY}),
    "Bedrock throttles": (THROTTLED, {"service": "bedrock", "times": 5}),
}
LASTING: dict[str, tuple[Spoil, dict[str, Any]]] = {
    "S3 is slow": (SLOW_DOWN, {"function": "index_document", "operation": "PUT"}),
    "Bedrock throttles": (THROTTLED, {"service": "bedrock"}),
}


@pytest.mark.parametrize("which", KILLED_AT.values(), ids=KILLED_AT)
def test_a_killed_step_is_repeated_and_every_passage_is_there_once(drill: Drill, which: dict[str, Any]) -> None:
    with drill.services.with_fault(drill.killed_after, **which, times=1) as fault:
        run = drill.team.start("/documents", ORDER)
        ended = drill.team.end_of(run["runId"])
        drill.end_of_execution(run)

    assert fault.met > 0
    assert ended["status"] == "succeeded", ended
    assert_whole(drill, run)


@pytest.mark.parametrize("function", ["run_batch_part", "collect_batch"])
def test_a_killed_step_of_a_batch_is_repeated_and_every_task_is_answered_once(drill: Drill, function: str) -> None:
    tasks = [{"task": "embed", "texts": [f"Parcel {number}"]} for number in range(12)]

    with drill.services.with_fault(drill.killed_after, function=function, operation="PUT", times=1) as fault:
        run = drill.team.start("/batches", {"tasks": tasks})
        ended = drill.team.end_of(run["runId"])
    assert ended["status"] == "succeeded", ended
    lines = requests.get(ended["output"]["results"]["url"], timeout=LIMIT_SECONDS).text.splitlines()

    assert fault.met > 0
    assert ended["output"]["succeeded"] == ended["progress"]["done"] == len(tasks)
    assert [json.loads(line)["index"] for line in lines] == list(range(len(tasks)))


@pytest.mark.parametrize(("spoil", "which"), PASSING.values(), ids=PASSING)
def test_trouble_that_passes_is_waited_for(drill: Drill, spoil: Spoil, which: dict[str, Any]) -> None:
    with drill.services.with_fault(spoil, **which) as fault:
        run = drill.team.start("/documents", ORDER)
        ended = drill.team.end_of(run["runId"])
        drill.end_of_execution(run)

    assert fault.met > which["times"]
    assert ended["status"] == "succeeded", ended
    assert_whole(drill, run)


@pytest.mark.parametrize(("spoil", "which"), LASTING.values(), ids=LASTING)
def test_trouble_that_lasts_fails_the_run_with_a_reason_and_spoils_nothing_else(
    drill: Drill, impatient: None, spoil: Spoil, which: dict[str, Any]
) -> None:
    before = drill.team.take_in(ORDER["text"])

    with drill.services.with_fault(spoil, **which):
        run = drill.team.start("/documents", ORDER)
        ended = drill.team.end_of(run["runId"])
        drill.end_of_execution(run)
    document = drill.team.get(f"/documents/{run['documentId']}")
    after = drill.team.take_in(ORDER["text"])
    found = drill.team.search(QUERY, limit=50)

    assert ended["status"] == document["status"] == "failed"
    assert ended["problem"] == document["problem"]
    assert ended["problem"]["type"] == "urn:ai-facade:problem:service-busy"
    assert {before, after} <= {hit["documentId"] for hit in found}
    assert run["documentId"] not in {hit["documentId"] for hit in found} | set(drill.indexed())
    assert drill.strays(run) == []


def test_a_question_to_a_model_that_throttles_is_503_and_says_when_to_ask_again(drill: Drill) -> None:
    with drill.services.with_fault(THROTTLED, service="bedrock"):
        answers = [
            drill.team.call("POST", "/search", {"query": QUERY}),
            drill.team.call("POST", "/answers", {"question": QUERY}),
        ]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)


@pytest.fixture
def impatient(drill: Drill) -> Iterator[None]:
    """An ingest that waits for what is busy some seconds instead of some minutes."""

    def hurry(state: dict[str, Any]) -> None:
        for retrier in state.get("Retry", ()):
            if retrier["ErrorEquals"] == ["Busy"]:
                retrier |= {"MaxAttempts": 2, "MaxDelaySeconds": 2}
        inner = [state, state.get("ItemProcessor", {})]
        for each in (each for machine in inner for each in machine.get("States", {}).values()):
            hurry(each)

    with drill.defined("ingest", hurry):
        yield


def assert_whole(drill: Drill, run: dict[str, Any]) -> None:
    """The document is ready, the index has each of its passages once, and nothing else is left of its run."""
    document = drill.team.get(f"/documents/{run['documentId']}")
    assert document["status"] == "ready"
    indexed = drill.indexed()[run["documentId"]]
    assert (indexed.total(), set(indexed.values())) == (document["passages"], {1})
    assert drill.strays(run) == []
