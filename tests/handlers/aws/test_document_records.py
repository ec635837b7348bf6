"""Records of documents on DynamoDB, and what is deleted while something else goes on."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from handlers.aws.adapters import document_store, run_store
from handlers.aws.document_records import DocumentRecords
from handlers.documents.document import Document, DocumentStatus
from handlers.documents.facts import Facts
from handlers.runs.pages import BadCursor, Wanted
from handlers.runs.run import Failure, Run, RunStatus
from tests.handlers.runs.made import NOW, new_document, new_run, new_tenant

pytestmark = pytest.mark.usefixtures("workflow")
WRITERS = 24
FACTS = Facts(characters=13, tokens=4, passages=1, language=None)


def made(tenant: str, document_id: str = "d", **more: Any) -> tuple[Run, Document]:
    run = new_run(tenant, document_id=document_id)
    document = new_document(run, **more)
    document_store().create(document, run)
    return run, document


def test_a_document_is_read_as_it_was_written() -> None:
    run, document = made(new_tenant(), title="Ä \x7f", labels=("b", "a"))

    assert document_store().get(document.tenant, "d") == document
    assert run_store().get(run.tenant, run.run_id, NOW) == run


def test_a_document_that_is_finished_has_its_facts_and_its_run_its_output() -> None:
    run, document = made(new_tenant())

    assert document_store().finish(document, FACTS, NOW)

    ready = document_store().get(document.tenant, "d")
    ended = run_store().get(run.tenant, run.run_id, NOW)
    expected = replace(document, status=DocumentStatus.READY, characters=13, tokens=4, passages=1)
    assert ready == expected
    assert ended is not None
    assert ended.output == {"characters": 13, "tokens": 4, "passages": 1}


def test_of_many_that_delete_a_document_at_once_one_does_and_its_run_is_cancelled() -> None:
    run, document = made(new_tenant())

    with ThreadPoolExecutor(WRITERS) as pool:
        deleted = list(pool.map(lambda _: document_store().delete(document, NOW), range(WRITERS)))

    ended = run_store().get(run.tenant, run.run_id, NOW)
    assert deleted.count(True) == 1
    assert document_store().get(document.tenant, "d") is None
    assert ended is not None
    assert ended.status is RunStatus.CANCELLED


def test_a_document_that_is_finished_and_deleted_at_once_is_gone_and_its_run_has_ended() -> None:
    for _ in range(8):
        run, document = made(new_tenant())

        with ThreadPoolExecutor(2) as pool:
            finished = pool.submit(document_store().finish, document, FACTS, NOW)
            deleted = pool.submit(document_store().delete, document, NOW)

        ended = run_store().get(run.tenant, run.run_id, NOW)
        assert deleted.result()
        assert document_store().get(document.tenant, "d") is None
        assert ended is not None
        assert ended.status is (RunStatus.SUCCEEDED if finished.result() else RunStatus.CANCELLED)


def test_a_document_whose_run_has_failed_since_it_was_read_is_deleted() -> None:
    run, document = made(new_tenant())
    run_store().fail(run, Failure("a", "b", "c"), NOW)

    assert document_store().delete(document, NOW)
    assert document_store().get(document.tenant, "d") is None


def test_only_documents_that_are_ready_now_are_found() -> None:
    tenant = new_tenant()
    names = [f"d{number:03}" for number in range(205)]
    for name in names:
        _, document = made(tenant, name)
        if name != "d007":
            document_store().finish(document, FACTS, NOW)
    _, deleted = made(tenant, "deleted")
    document_store().finish(deleted, FACTS, NOW)
    document_store().delete(deleted, NOW)

    ready = document_store().ready(tenant, [*names, "deleted", "never was", names[0]])

    assert sorted(ready) == [name for name in names if name != "d007"]
    assert ready["d000"].title == "Rules"
    assert document_store().ready(new_tenant(), names) == {}


@dataclass(slots=True)
class Overloaded:
    """DynamoDB that processes one key a call."""

    calls: list[int] = field(default_factory=list)

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N803 - AWS's name
        [(table, wanted)] = RequestItems.items()
        self.calls.append(len(wanted["Keys"]))
        left = {"Keys": wanted["Keys"][1:], "ConsistentRead": True}
        return {"Responses": {table: []}, "UnprocessedKeys": {table: left} if left["Keys"] else {}}


def test_keys_that_were_left_unprocessed_are_asked_for_again_and_never_taken_for_missing() -> None:
    few, many = Overloaded(), Overloaded()

    assert DocumentRecords(few, "records", lambda *_: None).ready("tenant", ["a", "b", "c"]) == {}
    assert few.calls == [3, 2, 1]
    with pytest.raises(TimeoutError):
        DocumentRecords(many, "records", lambda *_: None).ready("tenant", list("abcdefgh"))


def test_documents_are_listed_newest_first_by_status_and_label() -> None:
    tenant = new_tenant()
    for number in range(9):
        _, document = made(tenant, f"0192f0c1-7d3a-7b02-8c1e-00000000000{number}", labels=(f"l{number % 2}", "all"))
        if number % 3 == 0:
            document_store().finish(document, FACTS, NOW)

    def listed(*filters: tuple[str, str]) -> list[int]:
        wanted, found = Wanted(tenant, filters, limit=2), list[int]()
        while True:
            page = document_store().page(wanted)
            assert not isinstance(page, BadCursor)
            found += [int(document.document_id[-1]) for document in page.items]
            if page.next_cursor is None:
                return found
            wanted = replace(wanted, cursor=page.next_cursor)

    assert listed() == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert listed(("label", "l1")) == [7, 5, 3, 1]
    assert listed(("label", "all"), ("status", "ready")) == [6, 3, 0]
    assert listed(("label", "l")) == []


def test_a_page_looks_at_no_more_than_a_bounded_number_of_items() -> None:
    tenant, asked = new_tenant(), list[int]()

    class Endless:
        """A list without end, of which nothing passes the filter."""

        def query(self, **request: Any) -> Mapping[str, Any]:
            asked.append(request["Limit"])
            return {"Items": [], "LastEvaluatedKey": {"sk": {"S": "DOCUMENT#0192f0c1-7d3a-7b02-8c1e-000000000001"}}}

    page = DocumentRecords(Endless(), "records", lambda *_: None).page(Wanted(tenant, (("label", "rare"),), limit=3))

    assert not isinstance(page, BadCursor)
    assert (page.items, len(asked)) == ((), 5)
    assert page.next_cursor
