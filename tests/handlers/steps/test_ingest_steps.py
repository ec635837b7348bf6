"""An ingest step by step, as its state machine calls the functions: repeated, refused, cancelled half-way."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from handlers.accounting import models
from handlers.aws.adapters import document_store, object_store, passage_index
from handlers.aws.document_records import DocumentRecords
from handlers.aws.objects import S3Objects
from handlers.aws.passage_index import S3PassageIndex
from handlers.aws.run_records import RunRecords
from handlers.documents import places
from handlers.models.settings import EMBEDDED_NAME
from handlers.search.index import Full, IndexBusyError, Segment
from handlers.steps import embed_passages, fail_run, index_document, purge_index, split_document
from handlers.steps.errors import Busy, Refused
from tests.handlers.fakes import RefusingModel, provided
from tests.handlers.operations import call, ingest
from tests.handlers.runs.made import new_tenant

pytestmark = pytest.mark.usefixtures("workflow")
RULES = "# Parking\n\nVisitors park in the north garage.\n\n# Leave\n\nEverybody has thirty days of leave each year.\n"
LONG = "\n\n".join(
    f"Rule {number}: the garage of house {number} closes at {number % 12} o'clock." for number in range(2000)
)
STEPS: dict[str, ModuleType] = {"split_document": split_document, "embed_passages": embed_passages}
QUERY = {"query": "Where do visitors park?"}


@pytest.fixture
def tenant() -> str:
    return new_tenant()


def taken(tenant: str, text: str = RULES, **more: Any) -> dict[str, Any]:
    """The event of an ingest's steps."""
    run = ingest(tenant, text=text, mediaType="text/markdown", **more)
    return {"tenant": tenant, "runId": run["runId"], "documentId": run["documentId"]}


def embed_all(event: Mapping[str, Any]) -> None:
    for part in split_document.handle({**event}, None)["parts"]:
        embed_passages.handle({**event, "part": part}, None)


def purge(*events: Mapping[str, Any]) -> list[str]:
    """The numbers of the messages that come again, of one batch."""
    records = [{"messageId": str(number), "body": json.dumps(event)} for number, event in enumerate(events)]
    return [each["itemIdentifier"] for each in purge_index.handle({"Records": records}, None)["batchItemFailures"]]


def run_of(event: Mapping[str, Any]) -> dict[str, Any]:
    return call("getRun", path={"runId": event["runId"]}, tenant=event["tenant"]).document


def document_of(event: Mapping[str, Any]) -> dict[str, Any]:
    return call("getDocument", path={"documentId": event["documentId"]}, tenant=event["tenant"]).document


def found(tenant: str) -> list[str]:
    results = call("searchPassages", QUERY, tenant=tenant).document["results"]
    return [result["documentId"] for result in results]


def indexed(tenant: str) -> int:
    """How many passages the index itself holds, whatever search shows of it."""
    index = passage_index(EMBEDDED_NAME)
    before = index._records.pointer(tenant)
    arrays = index._read(before.key) if before.version else None
    return len(arrays) if arrays else 0


def stored(event: Mapping[str, Any]) -> list[str]:
    """What is left of the document and of the run's work."""
    tenant = event["tenant"]
    prefixes = (places.work(tenant, event["runId"]), places.document(tenant, event["documentId"]))
    return [key for prefix in prefixes for key in object_store().keys(prefix)]


def test_a_document_is_found_once_its_steps_are_done(tenant: str) -> None:
    event = taken(tenant, title="Rules")
    embed_all(event)
    assert found(tenant) == []

    index_document.handle(event, None)

    run, document = run_of(event), document_of(event)
    assert (run["status"], document["status"], document["language"]) == ("succeeded", "ready", "en")
    assert run["progress"] == {"done": document["passages"], "total": document["passages"]}
    assert run["output"] == {name: document[name] for name in ("characters", "tokens", "passages")}
    assert found(tenant)[0] == event["documentId"]
    text = object_store().get(places.text(tenant, event["documentId"]))
    assert text is not None
    for result in call("searchPassages", QUERY, tenant=tenant).document["results"]:
        assert text.decode()[result["start"] : result["end"]] == result["text"]
        assert result["title"] == "Rules"
    assert list(object_store().keys(places.work(tenant, event["runId"]))) == []


def test_a_question_is_answered_with_the_place_where_the_answer_stands(tenant: str) -> None:
    event = taken(tenant)
    embed_all(event)
    index_document.handle(event, None)

    answer = call("answerQuestion", {"question": "How many days of leave does everybody have?"}, tenant=tenant).document

    assert answer["answered"]
    [citation] = answer["citations"]
    assert (citation["documentId"], RULES[citation["start"] : citation["end"]]) == (
        event["documentId"],
        citation["text"],
    )
    assert "thirty" in answer["answer"]


def test_every_step_may_be_repeated_and_parts_may_come_in_any_order_at_once(tenant: str) -> None:
    event = taken(tenant, LONG)
    parts = split_document.handle(event, None)["parts"]
    assert split_document.handle(event, None)["parts"] == parts
    assert len(parts) > 2

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda part: embed_passages.handle({**event, "part": part}, None), [*reversed(parts), *parts]))
    assert split_document.handle(event, None)["parts"] == parts
    total = run_of(event)["progress"]["total"]
    assert run_of(event)["progress"] == {"done": total, "total": total}
    for _ in range(2):
        index_document.handle(event, None)

    assert run_of(event)["status"] == "succeeded"
    assert indexed(tenant) == total


def test_progress_is_seen_after_every_part(tenant: str) -> None:
    event, seen = taken(tenant, LONG), list[int]()
    for part in split_document.handle(event, None)["parts"]:
        embed_passages.handle({**event, "part": part}, None)
        seen.append(run_of(event)["progress"]["done"])

    assert seen == sorted(set(seen))
    assert seen[-1] == run_of(event)["progress"]["total"]


@pytest.mark.parametrize(
    "text", ["   \n", "Le chat est assis sur le tapis rouge et regarde la pluie par la fenêtre. " * 5]
)
def test_what_cannot_be_taken_in_fails_with_the_reason_and_leaves_nothing(tenant: str, text: str) -> None:
    event = taken(tenant, text)

    with pytest.raises(Refused) as raised:
        split_document.handle(event, None)
    caught = json.dumps({"errorType": "Refused", "errorMessage": str(raised.value)})
    fail_run.handle({**event, "error": "Refused", "cause": caught}, None)

    run, document = run_of(event), document_of(event)
    assert (run["status"], document["status"]) == ("failed", "failed")
    assert run["problem"] == document["problem"]
    assert run["problem"]["detail"] == json.loads(str(raised.value))["detail"]
    assert stored(event) == [places.source(tenant, event["documentId"])]


@pytest.mark.parametrize("ended_by", ["cancelRun", "deleteDocument"])
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_what_is_cancelled_or_deleted_on_the_way_ends_there_and_is_never_found(
    tenant: str, ended_by: str, steps: int
) -> None:
    event = taken(tenant)
    parts = split_document.handle(event, None)["parts"] if steps else []
    if steps > 1:
        embed_passages.handle({**event, "part": parts[0]}, None)
    call(ended_by, path={"runId": event["runId"], "documentId": event["documentId"]}, tenant=tenant)

    assert split_document.handle(event, None) == {"parts": []}
    embed_passages.handle({**event, "part": 0}, None)
    index_document.handle(event, None)
    purge(event)

    assert run_of(event)["status"] == "cancelled"
    assert (found(tenant), indexed(tenant), stored(event)) == ([], 0, [])


@pytest.mark.parametrize("ended_by", ["cancelRun", "deleteDocument"])
@pytest.mark.parametrize("step", ["split_document", "embed_passages"])
def test_a_step_that_is_overtaken_by_the_purge_leaves_nothing(
    tenant: str, ended_by: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = taken(tenant)
    if step == "embed_passages":
        split_document.handle(event, None)
    put, ended = S3Objects.put, list[str]()

    def ended_before(objects: S3Objects, *content: Any) -> bool:
        if not ended:
            ended.append(ended_by)
            call(ended_by, path={"runId": event["runId"], "documentId": event["documentId"]}, tenant=tenant)
            purge(event)
        return put(objects, *content)

    with monkeypatch.context() as patch:
        patch.setattr(S3Objects, "put", ended_before)
        STEPS[step].handle({**event, "part": 0}, None)

    assert ended == [ended_by]
    assert stored(event) == []


def test_a_split_that_another_try_has_overtaken_leaves_the_document_where_it_is(
    tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = taken(tenant)
    start = RunRecords.start

    def finished_before(records: RunRecords, *order: Any) -> bool:
        monkeypatch.setattr(RunRecords, "start", start)
        embed_all(event)
        index_document.handle(event, None)
        return records.start(*order)

    monkeypatch.setattr(RunRecords, "start", finished_before)
    assert split_document.handle(event, None) == {"parts": []}

    assert event["documentId"] in found(tenant)
    assert object_store().get(places.text(tenant, event["documentId"])) == RULES.encode()


@pytest.mark.parametrize("ended_by", ["cancelRun", "deleteDocument"])
def test_what_is_cancelled_or_deleted_while_it_is_indexed_is_taken_out_again(
    tenant: str, ended_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = taken(tenant)
    embed_all(event)
    add = S3PassageIndex.add

    def ended_meanwhile(index: S3PassageIndex, owner: str, segment: Segment) -> Full | None:
        added = add(index, owner, segment)
        call(ended_by, path={"runId": event["runId"], "documentId": event["documentId"]}, tenant=tenant)
        return added

    with monkeypatch.context() as patch:
        patch.setattr(S3PassageIndex, "add", ended_meanwhile)
        index_document.handle(event, None)

    assert run_of(event)["status"] == "cancelled"
    assert (found(tenant), indexed(tenant)) == ([], 0)


def test_an_index_step_whose_answer_was_lost_leaves_the_document_where_it_is(
    tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = taken(tenant)
    embed_all(event)
    finish = DocumentRecords.finish

    def finished_before(records: DocumentRecords, *order: Any) -> bool:
        assert finish(records, *order)
        return finish(records, *order)

    with monkeypatch.context() as patch:
        patch.setattr(DocumentRecords, "finish", finished_before)
        index_document.handle(event, None)

    assert document_of(event)["status"] == "ready"
    assert event["documentId"] in found(tenant)


def test_a_document_that_failed_after_it_was_indexed_is_taken_out_again(tenant: str) -> None:
    event = taken(tenant)
    embed_all(event)
    document = document_store().get(tenant, event["documentId"])
    assert document is not None
    segment = index_document._segment(document, index_document._facts(event))
    passage_index(EMBEDDED_NAME).add(tenant, segment)
    assert indexed(tenant) > 0

    fail_run.handle({**event, "error": "States.Timeout", "cause": ""}, None)
    fail_run.handle({**event, "error": "ValueError", "cause": ""}, None)

    assert run_of(event)["problem"]["title"] == "Timed out"
    assert (found(tenant), indexed(tenant)) == ([], 0)


def test_a_run_that_has_succeeded_does_not_fail_any_more(tenant: str) -> None:
    event = taken(tenant)
    embed_all(event)
    index_document.handle(event, None)

    fail_run.handle({**event, "error": "States.Timeout", "cause": ""}, None)

    assert run_of(event)["status"] == "succeeded"
    assert event["documentId"] in found(tenant)


def test_a_full_index_is_told(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    event = taken(tenant)
    embed_all(event)
    monkeypatch.setattr(S3PassageIndex, "add", lambda *_: Full(7))

    with pytest.raises(Refused, match="index-full"):
        index_document.handle(event, None)


def test_an_index_that_others_hold_up_is_tried_again(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    event = taken(tenant)
    embed_all(event)

    def held_up(*_: object) -> None:
        raise IndexBusyError

    with monkeypatch.context() as patch:
        patch.setattr(S3PassageIndex, "_publish", held_up)
        with pytest.raises(Busy):
            index_document.handle(event, None)
    index_document.handle(event, None)

    assert run_of(event)["status"] == "succeeded"
    assert event["documentId"] in found(tenant)


def test_what_was_indexed_by_a_try_that_died_is_taken_out_when_the_run_was_cancelled(tenant: str) -> None:
    event = taken(tenant)
    embed_all(event)
    document = document_store().get(tenant, event["documentId"])
    assert document is not None
    segment = index_document._segment(document, index_document._facts(event))
    call("cancelRun", path={"runId": event["runId"]}, tenant=tenant)
    purge(event)
    passage_index(EMBEDDED_NAME).add(tenant, segment)
    assert indexed(tenant) > 0

    index_document.handle(event, None)

    assert indexed(tenant) == 0


def test_a_busy_model_is_tried_again_and_no_progress_is_made(tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    event = taken(tenant)
    parts = split_document.handle(event, None)["parts"]
    refusing = RefusingModel()
    monkeypatch.setattr(models, "chosen_models", lambda: provided(refusing))

    with pytest.raises(Busy):
        embed_passages.handle({**event, "part": parts[0]}, None)
    assert run_of(event)["progress"]["done"] == 0


def test_a_deleted_document_is_gone_from_search_at_once_and_from_the_index_after_the_purge(tenant: str) -> None:
    event = taken(tenant)
    embed_all(event)
    index_document.handle(event, None)

    call("deleteDocument", path={"documentId": event["documentId"]}, tenant=tenant)

    assert found(tenant) == []
    for _ in range(2):
        purge(event)
    assert (indexed(tenant), stored(event)) == (0, [])


def test_a_step_logs_one_line_without_the_text(tenant: str, caplog: pytest.LogCaptureFixture) -> None:
    event = taken(tenant)
    caplog.clear()

    embed_all(event)

    lines = [record for record in caplog.records if record.getMessage() == "stepped"]
    assert [line.step for line in lines] == ["split_document", "embed_passages"]  # type: ignore[attr-defined] # a log record's extra field
    assert all("garage" not in str(vars(line)) for line in lines)
