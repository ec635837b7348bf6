"""Runs that are taken back on the way, and runs that nobody ends any more: they end, in words, and leave nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.deployed.drill import Drill, wait_for
from tests.deployed.faults import Call, Held, Reply, cut_after, refused
from tests.deployed.team import LIMIT_SECONDS

pytestmark = pytest.mark.xdist_group("failures")

ORDER = {"source": "text", "text": "Parcels arrive at nine. The porter signs for them in the hall."}
FORBIDDEN = refused(400, "AccessDeniedException")
# Calls of which a worker waits for the answer while its document is taken back.
ON_THE_WAY: dict[str, dict[str, Any]] = {
    "split, storing": {"function": "split_document", "operation": "PUT"},
    "embed, storing": {"function": "embed_passages", "operation": "PUT"},
    "index, storing its segment": {"function": "index_document", "operation": "PUT"},
    "index, publishing": {"function": "index_document", "operation": "TransactWriteItems"},
    "index, making the document ready": {
        "function": "index_document",
        "operation": "TransactWriteItems",
        "about": ("ingesting",),
    },
}


@pytest.mark.parametrize("which", ON_THE_WAY.values(), ids=ON_THE_WAY)
def test_of_a_document_that_two_delete_while_it_is_taken_in_nothing_stays(drill: Drill, which: dict[str, Any]) -> None:
    """The worker goes on when all has been removed, and has to take back what it does."""
    held = Held()
    with drill.services.with_fault(held, **which, times=1):
        run = drill.team.start("/documents", ORDER)
        assert held.reached.wait(LIMIT_SECONDS)
        answers = drill.team.at_once(2, lambda _: drill.team.call("DELETE", f"/documents/{run['documentId']}"))
        wait_for(lambda: not drill.keys(f"documents/{tenant_of(drill, run)}/{run['documentId']}"))
        held.released.set()

    assert sorted(answer.status_code for answer in answers) == [204, 404]
    wait_for(lambda: not drill.left_of(run))
    assert drill.end_of_execution(run) == "ABORTED"
    assert drill.team.get(f"/runs/{run['runId']}")["status"] == "cancelled"
    assert drill.team.search("parcels", filter={"documentIds": [run["documentId"]]}) == []


def test_what_a_worker_that_was_killed_has_left_goes_with_the_document(drill: Drill) -> None:
    """A segment that no change names yet."""
    with drill.services.with_fault(drill.killed_after, function="index_document", operation="PUT", times=1):
        run = drill.team.start("/documents", ORDER)
        ended = drill.team.end_of(run["runId"])
    segments = [key for key in drill.keys("work/") if f"/{run['documentId']}/" in key]
    deleted = drill.team.call("DELETE", f"/documents/{run['documentId']}")

    assert ended["status"] == "succeeded"
    assert len(segments) == 1
    assert deleted.status_code == 204
    wait_for(lambda: not drill.left_of(run))


def test_of_a_run_that_two_cancel_while_it_is_indexed_nothing_is_indexed(drill: Drill) -> None:
    held = Held()
    with drill.services.with_fault(held, **ON_THE_WAY["index, making the document ready"], times=1):
        run = drill.team.start("/documents", ORDER)
        assert held.reached.wait(LIMIT_SECONDS)
        answers = drill.team.at_once(2, lambda _: drill.team.call("POST", f"/runs/{run['runId']}/cancel"))
        held.released.set()

    assert [answer.json()["status"] for answer in answers] == ["cancelled", "cancelled"]
    wait_for(lambda: drill.left_of(run) == [f"DOCUMENT#{run['documentId']}"])
    assert drill.team.get(f"/documents/{run['documentId']}")["status"] == "cancelled"


def test_a_run_whose_execution_was_never_started_has_failed_once_somebody_looks(drill: Drill) -> None:
    key = {"Idempotency_Key": "drill-never-started"}

    with drill.services.with_fault(drill.killed_before, function="create_document", service="states"):
        died = drill.team.call("POST", "/documents", ORDER, **key)
    again = drill.team.call("POST", "/documents", ORDER, **key)
    run = drill.team.get("/runs?limit=1")["items"][0]
    ended, document = settled(drill, run)

    assert died.status_code >= 500
    assert (again.status_code, again.headers["retry-after"]) == (409, "1")
    assert run["status"] == "queued"
    assert ended["problem"] == document["problem"]
    assert ended["problem"]["type"] == "urn:ai-facade:problem:not-started"


def test_a_run_that_was_started_unheard_has_failed_and_its_document_is_not_taken_in(drill: Drill) -> None:
    """Its execution is at work when its caller is told so, and does not get to the end."""
    held = Held()
    with (
        drill.services.with_fault(held, function="split_document", times=1),
        drill.services.with_fault(cut_after, function="create_document", service="states") as fault,
    ):
        refusal = drill.team.call("POST", "/documents", ORDER)
        run = drill.team.get("/runs?limit=1")["items"][0]
        held.released.set()
        drill.end_of_execution(run)

    assert fault.met > 1
    assert (refusal.status_code, refusal.headers["retry-after"]) == (503, "1")
    assert (run["status"], run["problem"]["type"]) == ("failed", "urn:ai-facade:problem:not-started")
    assert run["documentId"] not in drill.indexed()


def test_a_run_that_was_started_unheard_and_has_ended_meanwhile_is_answered_as_it_ended(drill: Drill) -> None:
    def cut_at_its_end(_call: Call, pass_on: Callable[[], Reply]) -> None:
        pass_on()
        drill.team.end_of(drill.team.get("/runs?limit=1")["items"][0]["runId"])

    with drill.services.with_fault(cut_at_its_end, function="create_document", service="states") as fault:
        answer = drill.team.call("POST", "/documents", ORDER)

    assert fault.met > 1
    assert (answer.status_code, answer.json()["status"]) == (202, "succeeded")
    assert answer.json()["documentId"] in drill.indexed()


def too_short(machine: dict[str, Any]) -> None:
    machine["TimeoutSeconds"] = 1


def mistaken(machine: dict[str, Any]) -> None:
    """A path that leads nowhere is States.Runtime, which nothing catches."""
    machine["States"]["Index"]["InputPath"] = "$.nowhere"


def as_it_is(_machine: dict[str, Any]) -> None:
    """Stopped by hand instead."""


@pytest.mark.parametrize(
    ("change", "status", "slug"),
    [
        (too_short, "TIMED_OUT", "timed-out"),
        (mistaken, "FAILED", "processing-failed"),
        (as_it_is, "ABORTED", "processing-failed"),
    ],
)
def test_a_run_whose_execution_died_has_failed_once_somebody_looks(
    drill: Drill, change: Callable[[dict[str, Any]], None], status: str, slug: str
) -> None:
    held = Held()
    with drill.defined("ingest", change), drill.services.with_fault(held, function="split_document", times=1):
        run = drill.team.start("/documents", ORDER)
        assert held.reached.wait(LIMIT_SECONDS)
        if change is as_it_is:
            drill.stepfunctions.stop_execution(executionArn=drill.execution(run))
        if change is mistaken:
            held.released.set()
        assert drill.end_of_execution(run) == status
        ended, document = settled(drill, run)
        held.released.set()

    assert ended["problem"] == document["problem"]
    assert ended["problem"]["type"] == f"urn:ai-facade:problem:{slug}"
    assert run["documentId"] not in drill.indexed()


def test_what_a_run_had_published_before_it_died_leaves_the_index_once_somebody_looks(drill: Drill) -> None:
    held = Held()
    ready = ON_THE_WAY["index, making the document ready"]
    with drill.services.with_fault(held, **ready, times=1):
        run = drill.team.start("/documents", ORDER)
        assert held.reached.wait(LIMIT_SECONDS)
        published = drill.indexed()
        drill.stepfunctions.stop_execution(executionArn=drill.execution(run))
        assert drill.kill("index_document")
        assert drill.end_of_execution(run) == "ABORTED"
        settled(drill, run)
        held.released.set()

    assert run["documentId"] in published
    wait_for(lambda: run["documentId"] not in drill.indexed() and not drill.strays(run))


def test_a_run_whose_failure_could_not_be_written_down_has_failed_once_somebody_looks(drill: Drill) -> None:
    embedding = drill.services.with_fault(FORBIDDEN, function="embed_passages")
    with embedding, drill.services.with_fault(FORBIDDEN, function="fail_run") as fault:
        run = drill.team.start("/documents", ORDER)
        execution = drill.end_of_execution(run)
    ended, document = settled(drill, run)

    assert fault.met > 0
    assert execution == "FAILED"
    assert ended["problem"] == document["problem"]
    assert ended["problem"]["type"] == "urn:ai-facade:problem:processing-failed"


def settled(drill: Drill, run: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The run and its document as they are read when nothing was heard of them for as long as readers wait."""
    drill.age(f"RUN#{run['runId']}", f"DOCUMENT#{run['documentId']}")
    ended, document = drill.team.get(f"/runs/{run['runId']}"), drill.team.get(f"/documents/{run['documentId']}")
    assert ended["status"] == document["status"] == "failed"
    return ended, document


def tenant_of(drill: Drill, run: dict[str, Any]) -> str:
    (item,) = drill.items(f"RUN#{run['runId']}")
    return str(item["pk"]["S"])
