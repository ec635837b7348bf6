"""What belongs to one tenant does not exist for another, whatever the operation."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.aws.adapters import document_store, object_store
from handlers.documents import places
from handlers.documents.facts import Facts
from handlers.runs.clock import utc_now
from handlers.runs.ids import new_id
from tests.handlers.operations import call, ingest
from tests.handlers.runs.made import new_tenant

pytestmark = pytest.mark.usefixtures("workflow")
BY_ID = ("getDocument", "deleteDocument", "getRun", "cancelRun")
LISTS = ("listDocuments", "listRuns")


@pytest.fixture
def owner() -> str:
    return new_tenant()


@pytest.fixture(params=["going on", "ready"])
def run(request: pytest.FixtureRequest, owner: str) -> Mapping[str, Any]:
    made = ingest(owner)
    if request.param == "ready":
        document = document_store().get(owner, made["documentId"])
        assert document is not None
        document_store().finish(document, Facts(1, 1, 1, None), utc_now())
    return made


@pytest.mark.parametrize("operation_id", BY_ID)
def test_a_thing_of_another_tenant_is_not_found_and_stays_as_it_is(
    owner: str, run: Mapping[str, Any], operation_id: str
) -> None:
    path = {"runId": run["runId"], "documentId": run["documentId"]}
    before = call("getRun", path=path, tenant=owner).document

    foreign = call(operation_id, path=path, tenant=new_tenant())
    unknown = call(operation_id, path=dict.fromkeys(path, new_id(utc_now())), tenant=owner)

    assert (foreign.status, foreign.problem) == (404, "not-found")
    assert foreign.document == unknown.document
    assert call("getRun", path=path, tenant=owner).document == before
    assert call("getDocument", path=path, tenant=owner).status == 200


@pytest.mark.parametrize("operation_id", LISTS)
def test_a_list_has_nothing_of_another_tenant(run: Mapping[str, Any], operation_id: str) -> None:
    assert call(operation_id, tenant=new_tenant()).document == {"items": []}


def test_an_upload_of_another_tenant_is_missing(owner: str) -> None:
    upload_id = new_id(utc_now())
    object_store().put(places.upload(owner, upload_id), b"text", "text/plain")

    refused = call("createDocument", {"source": "upload", "uploadId": upload_id}, tenant=new_tenant())

    assert (refused.status, refused.problem) == (422, "upload-missing")


def test_the_same_idempotency_key_of_two_tenants_makes_two_runs(owner: str) -> None:
    def create(tenant: str) -> str:
        body = {"source": "text", "text": "A text."}
        created = call("createDocument", body, tenant=tenant, headers={"Idempotency-Key": "one"})
        return str(created.document["runId"])

    assert create(owner) != create(new_tenant())


@pytest.mark.parametrize(
    ("operation_id", "body"), [("searchPassages", {"query": "a text"}), ("answerQuestion", {"question": "what?"})]
)
def test_search_finds_nothing_of_another_tenant(operation_id: str, body: Mapping[str, Any], owner: str) -> None:
    document = call(operation_id, body, tenant=owner).document

    assert not document.get("results")
    assert not document.get("answered")
