"""A batch of messages to be purged: one fails, others do not; what comes again does no harm."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from handlers.aws import clients
from handlers.aws.adapters import object_store, passage_index, purge
from handlers.aws.objects import S3Objects
from handlers.aws.passage_index import S3PassageIndex
from handlers.documents import places
from handlers.models.settings import EMBEDDED_NAME
from handlers.search.index import IndexBusyError
from handlers.steps import embed_passages, index_document, purge_index, split_document
from tests.handlers.operations import call, ingest
from tests.handlers.runs.made import new_tenant

pytestmark = pytest.mark.usefixtures("workflow")
Order = Mapping[str, Any]


def indexed(tenant: str) -> Order:
    """What is to be purged of a document that is in the index."""
    run = ingest(tenant, text="# Parking\n\nVisitors park in the north garage.\n", mediaType="text/markdown")
    order = {"tenant": tenant, "runId": run["runId"], "documentId": run["documentId"]}
    for part in split_document.handle({**order}, None)["parts"]:
        embed_passages.handle({**order, "part": part}, None)
    index_document.handle({**order}, None)
    return order


def purged(*bodies: Order | str) -> list[str]:
    """The numbers of the messages that come again."""
    records = [
        {"messageId": str(number), "body": body if isinstance(body, str) else json.dumps(body)}
        for number, body in enumerate(bodies)
    ]
    return [each["itemIdentifier"] for each in purge_index.handle({"Records": records}, None)["batchItemFailures"]]


def version(tenant: str) -> int:
    """Of the tenant's index."""
    return passage_index(EMBEDDED_NAME)._records.pointer(tenant).version


def passages(tenant: str) -> int:
    index = passage_index(EMBEDDED_NAME)
    arrays = index._read(index._records.pointer(tenant).key)
    return 0 if arrays is None else len(arrays)


def stored(order: Order) -> list[str]:
    return [*object_store().keys(places.document(order["tenant"], order["documentId"]))]


@pytest.mark.parametrize("body", ["", "[]", "{}", json.dumps({"tenant": "team"})])
def test_a_message_that_cannot_be_read_comes_again_alone(body: str) -> None:
    order = indexed(new_tenant())

    again = purged(body, order)

    assert again == ["0"]
    assert (passages(order["tenant"]), stored(order)) == (0, [])


def test_a_message_that_fails_undoes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, other = indexed(new_tenant()), indexed(new_tenant())
    delete = S3Objects.delete_prefix

    def failing(objects: S3Objects, prefix: str) -> None:
        if stuck["tenant"] in prefix:
            raise OSError
        delete(objects, prefix)

    with monkeypatch.context() as patch:
        patch.setattr(S3Objects, "delete_prefix", failing)
        again = purged(stuck, other)

    assert again == ["0"]
    assert (passages(stuck["tenant"]), passages(other["tenant"])) == (1, 0)
    assert purged(stuck) == []
    assert (passages(stuck["tenant"]), stored(stuck)) == (0, [])


def test_an_index_that_cannot_be_published_brings_back_all_that_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = new_tenant()
    first, second, other = indexed(tenant), indexed(tenant), indexed(new_tenant())
    publish = S3PassageIndex.publish

    def busy(index: S3PassageIndex, published: str) -> None:
        if published == tenant:
            raise IndexBusyError
        publish(index, published)

    with monkeypatch.context() as patch:
        patch.setattr(S3PassageIndex, "publish", busy)
        again = purged(first, other, second)

    assert again == ["0", "2"]
    assert (passages(tenant), passages(other["tenant"])) == (2, 0)
    assert purged(first, second) == []
    assert passages(tenant) == 0


def test_an_index_is_written_once_however_many_of_its_documents_go() -> None:
    tenant = new_tenant()
    orders = [indexed(tenant) for _ in range(3)]
    before = version(tenant)

    assert purged(*orders) == []

    assert (version(tenant), passages(tenant)) == (before + 1, 0)


def test_a_message_that_comes_again_changes_nothing() -> None:
    tenant = new_tenant()
    gone, kept = indexed(tenant), indexed(tenant)
    purged(gone)
    before = version(tenant)

    assert purged(gone, gone) == []

    assert (version(tenant), passages(tenant)) == (before, 1)
    assert stored(kept) != []


def test_a_run_without_a_document_leaves_only_its_work_to_be_purged() -> None:
    tenant, run_id = new_tenant(), "0192f0c1-2f7e-7c3c-8b7a-6f1d2b3c4d5e"
    object_store().put(places.passages(tenant, run_id, 0), b"[]", "application/json")

    assert purged({"tenant": tenant, "runId": run_id, "documentId": None}) == []

    assert [*object_store().keys(places.work(tenant, run_id))] == []


def test_what_a_deletion_asks_for_is_what_the_function_reads() -> None:
    order = indexed(new_tenant())
    call("deleteDocument", path={"documentId": order["documentId"]}, tenant=order["tenant"])

    bodies = [body for body in sent() if order["tenant"] in body]

    assert [json.loads(body) for body in bodies] == [order]
    assert purged(*bodies) == []
    assert (passages(order["tenant"]), stored(order)) == (0, [])


def sent() -> list[str]:
    """All that waits in the queue."""
    bodies: list[str] = []
    while messages := clients.queues().receive_message(QueueUrl=purge().url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in messages]
    return bodies
