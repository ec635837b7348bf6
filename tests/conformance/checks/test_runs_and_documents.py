from typing import Any

import pytest

from conformance.broken import PromiseBroken
from conformance.checks.documents import document_members
from conformance.checks.runs import run_members
from tests.conformance.checks.exchanges import LEFT_OUT, answer, case, changed, context, example

QUEUED = example("createDocument", "202")
RUNNING = example("getRun", "200", "running")
FAILED = example("getRun", "200", "failed")
LINK = {"url": "https://bucket.s3.amazonaws.com/results", "expiresAt": "2026-11-23T09:45:05.000Z"}
INGESTED = changed(
    RUNNING,
    {
        "/status": "succeeded",
        "/progress/done": 1310,
        "/endedAt": "2026-11-23T09:31:00.000Z",
        "/output": {"characters": 500000, "tokens": 130000, "passages": 1310},
    },
)
BATCH = changed(
    INGESTED,
    {
        "/kind": "batch",
        "/documentId": None,
        "/progress": {"done": 2, "total": 2},
        "/output": {"succeeded": 1, "failed": 1, "results": LINK},
    },
)
CANCELLED = changed(RUNNING, {"/status": "cancelled", "/endedAt": "2026-11-23T09:31:00.000Z"})
DOCUMENT = changed(example("listDocuments", "200")["items"][0], {"/text": LINK})
INGESTING = changed(
    DOCUMENT, {"/status": "ingesting", "/text": LEFT_OUT, "/characters": None, "/tokens": None, "/passages": None}
)


@pytest.mark.parametrize("run", [QUEUED, RUNNING, FAILED, INGESTED, BATCH, CANCELLED, example("createBatch", "202")])
def test_a_run_whose_members_agree_passes(run: Any) -> None:
    run_members(context(), answer(run), case("getRun"))


def test_a_run_that_was_cancelled_as_it_started_passes() -> None:
    run = changed(CANCELLED, {"/startedAt": "2026-11-23T09:30:00.300Z", "/endedAt": "2026-11-23T09:30:00.100Z"})

    run_members(context(), answer(run), case("getRun"))


def test_a_page_of_runs_has_no_links() -> None:
    page = {"items": [changed(BATCH, {"/output/results": LEFT_OUT}), INGESTED]}

    run_members(context(), answer(page), case("listRuns"))


@pytest.mark.parametrize(
    ("run", "changes"),
    [
        (RUNNING, {"/endedAt": "2026-11-23T09:31:00.000Z"}),
        (RUNNING, {"/startedAt": None}),
        (RUNNING, {"/progress/total": None}),
        (RUNNING, {"/progress/done": 1311}),
        (RUNNING, {"/output": {}}),
        (RUNNING, {"/problem": FAILED["problem"]}),
        (RUNNING, {"/documentId": None}),
        (RUNNING, {"/startedAt": "2026-11-23T09:29:59.999Z"}),
        (QUEUED, {"/startedAt": "2026-11-23T09:30:00.200Z"}),
        (QUEUED, {"/progress": {"done": 1, "total": 2}}),
        (QUEUED, {"/progress": {"done": 1, "total": None}}),
        (FAILED, {"/problem": None}),
        (FAILED, {"/endedAt": None}),
        (FAILED, {"/endedAt": "2026-11-23T09:29:00.000Z"}),
        (FAILED, {"/endedAt": "2026-12-24T09:29:00.000Z"}),
        (INGESTED, {"/output": None}),
        (INGESTED, {"/endedAt": "2026-11-23T09:30:00.100Z"}),
        (INGESTED, {"/expiresAt": "2026-11-23T09:30:30.000Z"}),
        (INGESTED, {"/progress/done": 1309}),
        (INGESTED, {"/output/tokens": LEFT_OUT}),
        (INGESTED, {"/output/passages": 1309}),
        (INGESTED, {"/output/results": LINK}),
        (BATCH, {"/documentId": RUNNING["documentId"]}),
        (BATCH, {"/output/failed": 0}),
        (BATCH, {"/output/failed": LEFT_OUT}),
        (BATCH, {"/output/results": LEFT_OUT}),
        (CANCELLED, {"/endedAt": "2026-11-23T09:29:00.000Z"}),
        (CANCELLED, {"/problem": FAILED["problem"]}),
    ],
)
def test_a_run_whose_members_do_not_agree_is_reported(run: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(PromiseBroken, match="members of a run"):
        run_members(context(), answer(changed(run, changes)), case("getRun"))


def test_a_run_is_found_wherever_it_stands_in_an_answer() -> None:
    page = {"items": [RUNNING, changed(RUNNING, {"/startedAt": None})]}

    with pytest.raises(PromiseBroken, match="/items/1: startedAt"):
        run_members(context(), answer(page), case("listRuns"))


def test_an_answer_of_another_shape_is_for_schemathesis_to_report() -> None:
    run_members(context(), answer({"runId": 1}), case("getRun", is_valid=False))


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        INGESTING,
        changed(DOCUMENT, {"/language": None}),
        changed(INGESTING, {"/status": "failed", "/problem": FAILED["problem"]}),
        changed(INGESTING, {"/status": "cancelled"}),
    ],
)
def test_a_document_whose_members_agree_passes(document: Any) -> None:
    document_members(context(), answer(document), case("getDocument"))


def test_a_page_of_documents_has_no_texts() -> None:
    document_members(context(), answer({"items": [changed(DOCUMENT, {"/text": LEFT_OUT})]}), case("listDocuments"))


@pytest.mark.parametrize(
    ("document", "changes"),
    [
        (DOCUMENT, {"/characters": None}),
        (DOCUMENT, {"/tokens": None}),
        (DOCUMENT, {"/passages": None}),
        (DOCUMENT, {"/problem": FAILED["problem"]}),
        (DOCUMENT, {"/text": LEFT_OUT}),
        (DOCUMENT, {"/updatedAt": "2026-11-23T09:29:59.999Z"}),
        (INGESTING, {"/text": LINK}),
        (INGESTING, {"/status": "failed"}),
    ],
)
def test_a_document_whose_members_do_not_agree_is_reported(document: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(PromiseBroken, match="members of a document"):
        document_members(context(), answer(changed(document, changes)), case("getDocument"))
