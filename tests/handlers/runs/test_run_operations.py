"""Runs by their operations, on DynamoDB, S3 and Step Functions of the emulator."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from handlers.aws.adapters import document_store, executions, object_store, run_store
from handlers.documents import places
from handlers.runs.clock import utc_now
from handlers.runs.ports import Running
from handlers.runs.run import Failure, RunKind
from tests.emulator.running import wait_until
from tests.handlers.operations import Called, call, ingest
from tests.handlers.runs.made import new_run, new_tenant

pytestmark = pytest.mark.usefixtures("workflow")

FAILURE = Failure("timed-out", "Timed out", "Detail.")


@pytest.fixture
def tenant() -> str:
    return new_tenant()


def watch(tenant: str, run_id: str, **event: Any) -> Called:
    return call("getRun", path={"runId": run_id}, tenant=tenant, **event)


def cancel(tenant: str, run_id: str) -> Called:
    return call("cancelRun", path={"runId": run_id}, tenant=tenant)


def test_a_run_that_goes_on_says_when_to_look_again_and_one_that_has_ended_does_not(tenant: str) -> None:
    run = new_run(tenant, utc_now())
    run_store().create(run)
    assert watch(tenant, run.run_id).headers["Retry-After"] == "1"

    run_store().fail(run, FAILURE, utc_now())
    ended = watch(tenant, run.run_id)

    assert "Retry-After" not in ended.headers
    assert ended.document["problem"] == {
        "type": "urn:ai-facade:problem:timed-out",
        "title": "Timed out",
        "detail": "Detail.",
    }
    assert ended.document["endedAt"] is not None


def test_progress_is_seen_on_the_way_and_changes_the_tag(tenant: str) -> None:
    run = new_run(tenant, utc_now())
    run_store().create(run)
    run_store().start(tenant, run.run_id, 150, 64, utc_now())
    started = watch(tenant, run.run_id)
    assert started.document["progress"] == {"done": 0, "total": 150}

    run_store().record_part(tenant, run.run_id, 2, utc_now())
    later = watch(tenant, run.run_id, headers={"If-None-Match": started.headers["ETag"]})

    assert (later.status, later.document["progress"]) == (200, {"done": 22, "total": 150})
    assert watch(tenant, run.run_id, headers={"If-None-Match": later.headers["ETag"]}).status == 304


def test_a_batch_that_has_succeeded_has_a_link_to_its_results_which_is_no_change(tenant: str) -> None:
    run = new_run(tenant, utc_now(), total=1)
    run_store().create(run)
    object_store().put(places.results(tenant, run.run_id), b'{"index": 0}\n', "application/jsonl")
    run_store().succeed(tenant, run.run_id, {"succeeded": 1, "failed": 0}, utc_now())

    read = watch(tenant, run.run_id)

    output = read.document["output"]
    assert (output["succeeded"], output["failed"]) == (1, 0)
    assert requests.get(output["results"]["url"], timeout=5).content == b'{"index": 0}\n'
    assert watch(tenant, run.run_id, headers={"If-None-Match": read.headers["ETag"]}).status == 304


def test_an_ingest_is_cancelled_with_its_document_and_its_execution(tenant: str) -> None:
    run = ingest(tenant)

    cancelled = cancel(tenant, run["runId"])

    assert (cancelled.status, cancelled.document["status"]) == (200, "cancelled")
    assert cancel(tenant, run["runId"]).document == cancelled.document
    assert watch(tenant, run["runId"]).document == cancelled.document
    document = document_store().get(tenant, run["documentId"])
    assert document is not None
    assert document.status.value == "cancelled"
    wait_until(lambda: executions().outcome(RunKind.INGEST, run["runId"]) != Running(), "the execution to stop")


@pytest.mark.parametrize("ending", ["succeeded", "failed"])
def test_a_run_that_has_ended_cannot_be_cancelled(tenant: str, ending: str) -> None:
    run = new_run(tenant, utc_now())
    run_store().create(run)
    if ending == "succeeded":
        run_store().succeed(tenant, run.run_id, {"succeeded": 1, "failed": 0}, utc_now())
    else:
        run_store().fail(run, FAILURE, utc_now())

    refused = cancel(tenant, run.run_id)

    assert (refused.status, refused.problem) == (409, "run-has-ended")
    assert ending in refused.document["detail"]
    assert watch(tenant, run.run_id).document["status"] == ending


def test_runs_are_listed_by_kind_and_status_and_the_silent_ones_settled(tenant: str) -> None:
    silent = new_run(tenant, utc_now() - timedelta(minutes=1))
    run_store().create(silent)
    ingests = [ingest(tenant) for _ in range(2)]
    cancel(tenant, ingests[0]["runId"])

    def listed(**query: str) -> list[tuple[str, str]]:
        page = call("listRuns", query=query, tenant=tenant).document
        return [(item["runId"], item["status"]) for item in page["items"]]

    newest, oldest = (ingests[1]["runId"], "queued"), (ingests[0]["runId"], "cancelled")
    assert listed(kind="ingest") == [newest, oldest]
    assert listed(status="queued") == [newest]
    assert listed() == [newest, oldest, (silent.run_id, "failed")]


@pytest.mark.parametrize("cursor", ["W10", "not a cursor", "%", "x" * 512])
def test_what_is_no_cursor_is_told_so(tenant: str, cursor: str) -> None:
    refused = call("listRuns", query={"cursor": cursor}, tenant=tenant)

    assert (refused.status, refused.problem) == (422, "unknown-cursor")


def test_another_tenants_cursor_is_no_cursor(tenant: str) -> None:
    for _ in range(2):
        run_store().create(new_run(tenant, utc_now()))
    page = call("listRuns", query={"limit": "1"}, tenant=tenant).document

    assert call("listRuns", query={"cursor": page["nextCursor"]}, tenant=new_tenant()).status == 422
