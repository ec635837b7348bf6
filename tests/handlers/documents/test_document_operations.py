"""Documents by their operations, on DynamoDB, S3 and Step Functions of the emulator."""

import base64
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from handlers import create_upload
from handlers.aws.adapters import document_store, executions, object_store, run_store
from handlers.aws.clients import dynamodb
from handlers.documents import places
from handlers.documents.facts import Facts
from handlers.gateway.links import VALID_SECONDS
from handlers.gateway.times import rfc3339
from handlers.runs.clock import utc_now
from handlers.runs.ids import new_id
from handlers.runs.ports import Running
from handlers.runs.run import RunKind
from tests.emulator.running import wait_until
from tests.handlers.operations import Called, call, ingest
from tests.handlers.runs.made import new_document, new_run, new_tenant
from tests.handlers.workflow import IDEMPOTENCY_TABLE

pytestmark = pytest.mark.usefixtures("workflow")
FACTS = Facts(characters=13, tokens=4, passages=1, language="en")
TEXT = {"source": "text", "text": "A short text."}


@pytest.fixture
def tenant() -> str:
    return new_tenant()


def read(tenant: str, run: Mapping[str, Any], **event: Any) -> Called:
    return call("getDocument", path={"documentId": run["documentId"]}, tenant=tenant, **event)


def watch(tenant: str, run: Mapping[str, Any]) -> dict[str, Any]:
    return call("getRun", path={"runId": run["runId"]}, tenant=tenant).document


def make_ready(tenant: str, run: Mapping[str, Any]) -> None:
    document = document_store().get(tenant, run["documentId"])
    assert document is not None
    object_store().put(places.text(tenant, document.document_id), b"A short text.", "text/plain")
    assert document_store().finish(document, FACTS, utc_now())


def test_a_text_is_taken_in_as_a_run(tenant: str) -> None:
    created = call("createDocument", {**TEXT, "text": "Ä text.", "title": "T", "labels": ["a"]}, tenant=tenant)

    run = created.document
    assert (created.status, run["kind"], run["status"]) == (202, "ingest", "queued")
    assert run["progress"] == {"done": 0, "total": None}
    assert created.headers["Location"] == f"/runs/{run['runId']}"
    assert created.headers["Retry-After"] == "1"
    assert object_store().get(places.source(tenant, run["documentId"])) == "Ä text.".encode()
    assert executions().outcome(RunKind.INGEST, run["runId"]) == Running()
    document = read(tenant, run).document
    assert (document["title"], document["labels"], document["status"]) == ("T", ["a"], "ingesting")
    assert (document["mediaType"], document["runId"]) == ("text/plain", run["runId"])


def test_what_was_answered_at_first_is_what_is_read_later(tenant: str) -> None:
    run = ingest(tenant)

    assert watch(tenant, run) == run


def test_bytes_are_taken_in_as_base64(tenant: str) -> None:
    page = b"<h1>\xc3\x84</h1>"
    encoded = base64.b64encode(page).decode()

    created = call("createDocument", {"source": "base64", "base64": encoded, "mediaType": "text/html"}, tenant=tenant)

    assert object_store().get(places.source(tenant, created.document["documentId"])) == page


@pytest.mark.parametrize("text", ["YQ= ", "YQAB=", "YQ== ", "Y Q==", "YQ==YQ==", "ä===", "_-==", "YWI=\n", "===="])
def test_what_is_no_base64_is_told_so(tenant: str, text: str) -> None:
    refused = call("createDocument", {"source": "base64", "base64": text, "mediaType": "text/html"}, tenant=tenant)

    assert (refused.status, refused.problem) == (400, "invalid-request")
    assert [error["pointer"] for error in refused.document["errors"]] == ["/base64"]
    assert call("listDocuments", tenant=tenant).document == {"items": []}


def test_a_key_makes_one_document_however_often_it_is_sent_at_once(tenant: str) -> None:
    def create(_: int) -> Called:
        return call("createDocument", TEXT, tenant=tenant, headers={"Idempotency-Key": "one"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(8)))

    created = [answer for answer in answers if answer.status == 202]
    again = create(0)
    assert {answer.status for answer in answers} <= {202, 409}
    assert created
    assert {(answer.document["runId"], answer.headers["Location"]) for answer in [*created, again]} == {
        (again.document["runId"], f"/runs/{again.document['runId']}")
    }
    assert len(call("listRuns", tenant=tenant).document["items"]) == 1


def test_a_run_that_cannot_be_started_has_failed_and_the_key_may_be_sent_again(
    tenant: str, workflow: pytest.MonkeyPatch
) -> None:
    def create() -> Called:
        return call("createDocument", TEXT, tenant=tenant, headers={"Idempotency-Key": "one"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(executions().arns, RunKind.INGEST, "arn:aws:states:us-east-1:123456789012:stateMachine:gone")
        refused = create()

    assert (refused.status, refused.problem, refused.headers["Retry-After"]) == (503, "service-busy", "1")
    [failed] = call("listRuns", tenant=tenant).document["items"]
    assert (failed["status"], failed["problem"]["type"]) == ("failed", "urn:ai-facade:problem:not-started")
    assert read(tenant, failed).document["status"] == "failed"
    assert create().status == 202


def test_what_was_uploaded_is_taken_in_and_may_be_taken_in_again(tenant: str) -> None:
    content = b"%PDF-1.7 of some kind"
    upload = call("createUpload", {"mediaType": "application/pdf", "bytes": len(content)}, tenant=tenant)
    assert upload.status == 201
    sent = requests.put(upload.document["url"], content, headers=upload.document["headers"], timeout=5)
    assert sent.ok

    order = {"source": "upload", "uploadId": upload.document["uploadId"]}
    runs = [call("createDocument", order, tenant=tenant).document for _ in range(2)]

    for run in runs:
        assert object_store().get(places.source(tenant, run["documentId"])) == content
        assert read(tenant, run).document["mediaType"] == "application/pdf"
    assert runs[0]["documentId"] != runs[1]["documentId"]


def test_an_upload_s_address_is_fresh_each_time_and_kept_nowhere(tenant: str, workflow: pytest.MonkeyPatch) -> None:
    order = {"mediaType": "text/plain", "bytes": 4}
    key = {"Idempotency-Key": tenant}
    first = call("createUpload", order, tenant=tenant, headers=key)
    later = utc_now() + timedelta(minutes=10)
    workflow.setattr(create_upload, "utc_now", lambda: later)

    again = call("createUpload", order, tenant=tenant, headers=key)
    other = call("createUpload", {**order, "bytes": 5}, tenant=tenant, headers=key)

    assert (first.status, again.status, other.status) == (201, 201, 422)
    assert again.document["uploadId"] == first.document["uploadId"]
    assert again.document["expiresAt"] == rfc3339(later + timedelta(seconds=VALID_SECONDS))
    assert requests.put(again.document["url"], b"text", headers=again.document["headers"], timeout=5).ok
    kept = dynamodb().scan(TableName=IDEMPOTENCY_TABLE)["Items"]
    assert first.document["uploadId"] in str(kept)
    assert "X-Amz-" not in str(kept)


def test_an_upload_that_is_not_there_or_another_tenants_is_missing(tenant: str) -> None:
    upload_id = new_id(utc_now())
    object_store().put(places.upload("another", upload_id), b"%PDF", "application/pdf")

    refused = call("createDocument", {"source": "upload", "uploadId": upload_id}, tenant=tenant)

    assert (refused.status, refused.problem) == (422, "upload-missing")
    assert call("listDocuments", tenant=tenant).document == {"items": []}


def test_a_ready_document_has_a_link_to_its_text(tenant: str) -> None:
    run = ingest(tenant)
    make_ready(tenant, run)

    document = read(tenant, run).document

    assert (document["status"], document["characters"], document["passages"]) == ("ready", 13, 1)
    assert requests.get(document["text"]["url"], timeout=5).content == b"A short text."
    assert watch(tenant, run)["output"] == {"characters": 13, "tokens": 4, "passages": 1}


def test_an_unchanged_document_is_not_sent_again_although_its_link_is_new(tenant: str) -> None:
    run = ingest(tenant)
    before = read(tenant, run).headers["ETag"]
    assert read(tenant, run, headers={"If-None-Match": before}).status == 304

    make_ready(tenant, run)
    changed = read(tenant, run, headers={"If-None-Match": before})

    assert changed.status == 200
    unchanged = read(tenant, run, headers={"If-None-Match": changed.headers["ETag"]})
    assert (unchanged.status, unchanged.headers["ETag"]) == (304, changed.headers["ETag"])


def test_a_deleted_document_is_gone_and_its_run_cancelled_and_stopped(tenant: str) -> None:
    run = ingest(tenant)
    path = {"documentId": run["documentId"]}

    deleted = call("deleteDocument", path=path, tenant=tenant)

    assert (deleted.status, deleted.document) == (204, {})
    assert call("deleteDocument", path=path, tenant=tenant).status == 404
    assert read(tenant, run).problem == "not-found"
    assert call("listDocuments", tenant=tenant).document == {"items": []}
    assert watch(tenant, run)["status"] == "cancelled"
    wait_until(lambda: executions().outcome(RunKind.INGEST, run["runId"]) != Running(), "the execution to stop")


def test_of_two_that_delete_a_document_at_once_one_is_told_that_it_is_gone(tenant: str) -> None:
    run = ingest(tenant)
    make_ready(tenant, run)

    def delete(_: int) -> int:
        return call("deleteDocument", path={"documentId": run["documentId"]}, tenant=tenant).status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(delete, range(2))) == [204, 404]
    assert watch(tenant, run)["status"] == "succeeded"


def test_a_document_whose_execution_is_gone_fails_when_it_is_read(tenant: str) -> None:
    long_ago = utc_now() - timedelta(minutes=1)
    run = new_run(tenant, long_ago, document_id=new_id(long_ago))
    document_store().create(new_document(run), run)

    document = read(tenant, {"documentId": run.document_id}).document

    assert (document["status"], document["problem"]["title"]) == ("failed", "Not started")
    assert watch(tenant, {"runId": run.run_id})["status"] == "failed"


def test_documents_are_listed_in_pages_by_status_and_label(tenant: str) -> None:
    runs = [ingest(tenant, labels=[label]) for label in ("a", "b", "a", "a")]
    make_ready(tenant, runs[3])

    first = call("listDocuments", query={"limit": "2", "label": "a"}, tenant=tenant).document
    second = call(
        "listDocuments", query={"limit": "2", "label": "a", "cursor": first["nextCursor"]}, tenant=tenant
    ).document
    ready = call("listDocuments", query={"status": "ready"}, tenant=tenant).document

    listed = [item["documentId"] for page in (first, second) for item in page["items"]]
    assert listed == [runs[number]["documentId"] for number in (3, 2, 0)]
    assert "nextCursor" not in second
    assert [item["documentId"] for item in ready["items"]] == [runs[3]["documentId"]]


@pytest.mark.parametrize("change", [{"label": "b"}, {"label": "a", "status": "ready"}, {}])
def test_a_cursor_is_good_for_its_own_filters_only(tenant: str, change: dict[str, str]) -> None:
    for _ in range(2):
        ingest(tenant, labels=["a"])
    page = call("listDocuments", query={"limit": "1", "label": "a"}, tenant=tenant).document

    refused = call("listDocuments", query={"cursor": page["nextCursor"], **change}, tenant=tenant)

    assert (refused.status, refused.problem) == (422, "unknown-cursor")


def test_documents_of_the_same_millisecond_are_all_listed(tenant: str) -> None:
    now = utc_now()
    made = [new_run(tenant, now, document_id=new_id(now)) for _ in range(5)]
    for run in made:
        document_store().create(replace(new_document(run), title=run.run_id), run)

    listed = call("listDocuments", tenant=tenant).document["items"]

    assert {item["title"] for item in listed} == {run.run_id for run in made}
    assert len({run_store().get(tenant, run.run_id, now) for run in made}) == 5
