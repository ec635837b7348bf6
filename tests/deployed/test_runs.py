"""Runs of real state machines: how they end, whatever is done to them on the way."""

import json
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.checkout import ROOT, Stage
from tests.deployed.team import ENDED, LIMIT_SECONDS, POLL_SECONDS, RUN_LIMIT_SECONDS, Team

pytestmark = pytest.mark.xdist_group("stage")

LARGE = (ROOT / "examples" / "constitution.md").read_text() * 4
EMBED = {"task": "embed", "texts": ["The parcel arrived broken."]}
RANK = {"task": "rank", "query": "a broken parcel", "documents": ["Lunch is at noon.", "It arrived damaged."]}


def test_a_batch_answers_every_task_in_its_place(team: Team) -> None:
    tasks = [EMBED, {"task": "translate"}, RANK, *[EMBED] * 30]

    run = team.start("/batches", {"tasks": tasks})
    ended = team.end_of(run["runId"])
    assert ended["status"] == "succeeded", ended
    lines = requests.get(ended["output"]["results"]["url"], timeout=LIMIT_SECONDS).text.splitlines()
    items = [json.loads(line) for line in lines]

    assert ended["progress"] == {"done": len(tasks), "total": len(tasks)}
    assert (ended["output"]["succeeded"], ended["output"]["failed"]) == (len(tasks) - 1, 1)
    assert [item["index"] for item in items] == list(range(len(tasks)))
    assert items[1]["problem"]["status"] == 400
    assert items[2]["result"]["results"][0]["index"] == 1
    assert len(items[3]["result"]["embeddings"]) == 1


def test_a_cancelled_batch_stays_cancelled_and_its_execution_comes_to_an_end(stage: Stage, team: Team) -> None:
    run = team.start("/batches", {"tasks": [RANK] * 1000})

    cancelled = team.call("POST", f"/runs/{run['runId']}/cancel")
    again = team.call("POST", f"/runs/{run['runId']}/cancel")
    status_of_execution(stage, "batch", run["runId"])

    assert (cancelled.status_code, again.status_code) == (200, 200)
    assert cancelled.json()["status"] == "cancelled"
    assert team.get(f"/runs/{run['runId']}")["status"] == "cancelled"


def test_a_document_whose_run_is_cancelled_is_never_found_and_its_execution_is_stopped(
    stage: Stage, team: Team
) -> None:
    """Of a document that takes some seconds to split: the execution is not through before the stop arrives."""
    run = team.start("/documents", {"source": "text", "text": LARGE * 10})

    cancelled = team.call("POST", f"/runs/{run['runId']}/cancel")
    document = team.get(f"/documents/{run['documentId']}")
    found = team.search("Who may declare war?", filter={"documentIds": [run["documentId"]]})

    assert status_of_execution(stage, "ingest", run["runId"]) == "ABORTED"
    assert cancelled.json()["status"] == document["status"] == "cancelled"
    assert found == []


def test_a_run_that_has_ended_cannot_be_cancelled(team: Team) -> None:
    run = team.start("/batches", {"tasks": [EMBED]})
    team.end_of(run["runId"])

    refused = team.call("POST", f"/runs/{run['runId']}/cancel")

    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:ai-facade:problem:run-has-ended"


def test_progress_is_seen_on_the_way(team: Team) -> None:
    run = team.start("/batches", {"tasks": [RANK] * 200})

    on_the_way = team.watch(run["runId"], lambda seen: seen["status"] in ENDED or seen["progress"]["done"] > 0)
    ended = team.end_of(run["runId"])

    assert on_the_way["progress"]["done"] < ended["progress"]["done"] == ended["progress"]["total"] == 200


@pytest.mark.parametrize("step", ["split_document", "embed_passages", "index_document"])
def test_an_ingest_survives_a_worker_that_is_killed(stage: Stage, team: Team, step: str) -> None:
    kill_workers(stage, step)  # those that wait for work: whoever is seen next works for this run
    run = team.start("/documents", {"source": "text", "text": LARGE, "mediaType": "text/markdown"})

    killed = kill_when_seen(stage, team, step, run["runId"])
    ended = team.end_of(run["runId"])
    document = team.get(f"/documents/{run['documentId']}")
    found = team.search("Who may declare war?", filter={"documentIds": [run["documentId"]]})

    assert killed > 0
    assert ended["status"] == "succeeded", ended
    assert document["status"] == "ready"
    assert document["passages"] == ended["progress"]["total"]
    assert found


def test_an_ingest_whose_workers_are_killed_again_and_again_fails_with_a_reason_and_is_nowhere_half(
    stage: Stage, team: Team
) -> None:
    run = team.start("/documents", {"source": "text", "text": LARGE})

    while (ended := team.get(f"/runs/{run['runId']}"))["status"] not in ENDED:
        kill_workers(stage, "embed_passages")
    document = team.get(f"/documents/{run['documentId']}")
    found = team.search("Who may declare war?", filter={"documentIds": [run["documentId"]]})

    assert ended["status"] == document["status"] == "failed"
    assert ended["problem"]["detail"]
    assert found == []


def test_many_documents_at_once_are_all_taken_in(team: Team) -> None:
    texts = [f"Parcel number {number} arrived broken. " * 50 for number in range(20)]

    documents = team.at_once(len(texts), lambda number: team.take_in(texts[number], labels=["deployed-many"]))
    found = team.search("a broken parcel", filter={"labels": ["deployed-many"]}, limit=50)

    assert len(set(documents)) == len(texts)
    assert {hit["documentId"] for hit in found} <= set(documents)
    assert found


def kill_when_seen(stage: Stage, team: Team, step: str, run_id: str) -> int:
    """Kills the step's worker as soon as there is one; how many that were."""
    deadline = time.monotonic() + RUN_LIMIT_SECONDS
    while time.monotonic() < deadline:
        if killed := kill_workers(stage, step):
            return killed
        assert team.get(f"/runs/{run_id}")["status"] not in ENDED, f"no worker of {step} was seen"
    return 0


def kill_workers(stage: Stage, step: str) -> int:
    killed = 0
    for pid in workers(stage, f"handlers.steps.{step}.handle"):
        try:
            os.kill(pid, signal.SIGKILL)
            killed += 1
        except ProcessLookupError:
            continue  # it ended by itself
    return killed


def workers(stage: Stage, mark: str) -> Iterator[int]:
    """The processes of the stage's emulator whose command line holds `mark`."""
    record = stage.checkout.folder / "build" / "stages" / "local" / "emulator.json"
    emulator = json.loads(record.read_text())["pid"]
    listed = stage.checkout.run("ps", "-ww", "-e", "-o", "pid=,ppid=,args=").stdout
    for line in listed.splitlines():
        pid, parent, arguments = line.split(maxsplit=2)
        if int(parent) == emulator and mark in arguments:
            yield int(pid)


def status_of_execution(stage: Stage, machine: str, run_id: str) -> Any:
    """Of a run's execution, which bears the run's id, once it has ended."""
    client = stage.aws("stepfunctions")
    machines = {each["name"]: each["stateMachineArn"] for each in client.list_state_machines()["stateMachines"]}
    name = f"ai-facade-local-{machine}"
    arn = f"{machines[name].replace(':stateMachine:', ':execution:')}:{run_id}"
    deadline = time.monotonic() + LIMIT_SECONDS
    while (status := client.describe_execution(executionArn=arn)["status"]) == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
    return status
