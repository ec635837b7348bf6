from typing import Any

import pytest

from conformance.broken import PromiseBroken
from conformance.checks.progress import MOST_REMEMBERED, _seen, forward_only
from tests.conformance.checks.exchanges import LEFT_OUT, answer, case, changed, context, example

RUNNING = example("getRun", "200", "running")
QUEUED = changed(RUNNING, {"/status": "queued", "/startedAt": None, "/progress": {"done": 0, "total": None}})
FAILED = changed(
    RUNNING,
    {
        "/status": "failed",
        "/endedAt": "2026-11-23T09:31:00.000Z",
        "/problem": {"type": "urn:ai-facade:problem:timed-out", "title": "Timed out", "detail": "It took too long."},
    },
)
BATCH = changed(
    FAILED,
    {
        "/status": "succeeded",
        "/kind": "batch",
        "/problem": None,
        "/output": {
            "succeeded": 1,
            "failed": 0,
            "results": {"url": "https://a", "expiresAt": "2026-11-23T09:45:00.000Z"},
        },
    },
)
READY = changed(
    example("listDocuments", "200")["items"][0],
    {"/text": {"url": "https://a.example/1", "expiresAt": "2026-11-23T09:45:00.000Z"}},
)
INGESTING = changed(READY, {"/status": "ingesting", "/characters": None, "/text": LEFT_OUT})


def see(body: Any, *, came: float, operation_id: str = "getRun", elapsed: float = 0.1) -> None:
    seen_in = case(operation_id)
    forward_only(
        context({seen_in.id: came}),
        answer(
            body, 202 if "create" in operation_id else 200, elapsed=elapsed, method=seen_in.operation.method.upper()
        ),
        seen_in,
    )


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (QUEUED, QUEUED),
        (QUEUED, RUNNING),
        (QUEUED, FAILED),
        (RUNNING, changed(RUNNING, {"/progress/done": 300})),
        (RUNNING, FAILED),
        (FAILED, FAILED),
        (BATCH, changed(BATCH, {"/output/results/url": "https://b"})),
        (BATCH, changed(BATCH, {"/output/results": LEFT_OUT})),
    ],
)
def test_a_run_that_moves_forward_passes(before: Any, now: Any) -> None:
    see(before, came=10.0)
    see(now, came=11.0)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (RUNNING, QUEUED),
        (FAILED, RUNNING),
        (FAILED, changed(FAILED, {"/status": "cancelled"})),
        (FAILED, changed(FAILED, {"/endedAt": "2026-11-23T09:32:00.000Z"})),
        (FAILED, changed(FAILED, {"/problem/detail": "Something else."})),
        (BATCH, changed(BATCH, {"/output/failed": 1})),
        (RUNNING, changed(RUNNING, {"/progress/done": 255})),
        (RUNNING, changed(RUNNING, {"/progress/total": 1311})),
        (RUNNING, changed(RUNNING, {"/createdAt": "2026-11-23T09:30:00.001Z"})),
        (RUNNING, changed(RUNNING, {"/startedAt": "2026-11-23T09:30:00.300Z"})),
        (RUNNING, changed(RUNNING, {"/kind": "batch"})),
    ],
)
def test_a_run_that_moves_back_is_reported(before: Any, now: Any) -> None:
    see(before, came=10.0)

    with pytest.raises(PromiseBroken, match="move forward"):
        see(now, came=11.0)


def test_what_one_operation_shows_binds_the_others() -> None:
    see(FAILED, came=10.0)

    with pytest.raises(PromiseBroken, match=RUNNING["runId"]):
        see({"items": [RUNNING]}, came=11.0, operation_id="listRuns")


def test_answers_that_crossed_are_not_compared() -> None:
    see(FAILED, came=10.0)

    see(RUNNING, came=11.0, elapsed=1.5)


def test_a_creation_that_is_sent_again_answers_as_the_first_time() -> None:
    see(QUEUED, came=9.0, operation_id="createDocument")
    see(FAILED, came=10.0)

    see(QUEUED, came=11.0, operation_id="createDocument")
    with pytest.raises(PromiseBroken, match="It is running, and was failed"):
        see(RUNNING, came=12.0)


def test_an_answer_of_which_nobody_knows_when_it_came_is_not_compared() -> None:
    see(FAILED, came=10.0)

    forward_only(context(), answer(RUNNING), case("getRun"))


@pytest.mark.parametrize(
    "now", [READY, changed(READY, {"/text/url": "https://a.example/2"}), changed(READY, {"/text": LEFT_OUT})]
)
def test_a_document_that_moves_forward_passes(now: Any) -> None:
    see(INGESTING, came=9.0, operation_id="getDocument")
    see(READY, came=10.0, operation_id="getDocument")
    see(now, came=11.0, operation_id="getDocument")


@pytest.mark.parametrize("now", [INGESTING, changed(READY, {"/status": "failed"}), changed(READY, {"/title": "New"})])
def test_a_document_that_moves_back_is_reported(now: Any) -> None:
    see(READY, came=10.0, operation_id="getDocument")

    with pytest.raises(PromiseBroken, match="Document"):
        see(now, came=11.0, operation_id="getDocument")


def test_no_more_is_remembered_than_fits() -> None:
    items = [changed(RUNNING, {"/runId": f"{number}"}) for number in range(MOST_REMEMBERED + 1)]

    see({"items": items}, came=10.0, operation_id="listRuns")

    assert len(_seen) == MOST_REMEMBERED
