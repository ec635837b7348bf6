from typing import Any

import pytest

from conformance.broken import PromiseBroken
from conformance.checks.pages import page
from tests.conformance.checks.exchanges import answer, case, changed, context, example

NEWEST = example("listDocuments", "200")["items"][0]
OLDER = changed(
    NEWEST, {"/documentId": "0192f0c1-7d39-7b02-8c1e-5d0a91c7e2b4", "/createdAt": "2026-11-23T09:29:59.999Z"}
)
TWIN = changed(NEWEST, {"/documentId": "0192f0c1-7d3a-7001-8c1e-5d0a91c7e2b4"})
OLDEST = changed(
    NEWEST, {"/documentId": "0192f0c1-7000-7b02-8c1e-5d0a91c7e2b4", "/createdAt": "2026-11-23T09:29:00.000Z"}
)


@pytest.mark.parametrize(
    ("items", "query"),
    [
        ([], "limit=1"),
        ([NEWEST, TWIN, OLDER, OLDEST], ""),
        ([TWIN, NEWEST], ""),
        ([NEWEST], "limit=1&cursor=WyI"),
        ([NEWEST, OLDER], "status=ready&label=handbook"),
        ([NEWEST], "status=ready&status=failed"),
        ([NEWEST], "label=hand+book"),
        ([NEWEST], "unknown=1&limit=all"),
    ],
)
def test_a_page_with_what_was_asked_for_passes(items: list[Any], query: str) -> None:
    page(context(), answer({"items": items}, url=f"/documents?{query}"), case("listDocuments"))


@pytest.mark.parametrize(
    ("items", "query", "said"),
    [
        ([NEWEST, OLDER], "limit=1", "2 items, and 1"),
        ([NEWEST] * 21, "", "21 items, and 20"),
        ([NEWEST, NEWEST], "", "twice"),
        ([OLDEST, NEWEST], "", "newer"),
        ([OLDER, changed(NEWEST, {"/createdAt": OLDER["createdAt"]})], "", "was made after"),
        ([NEWEST], "status=failed", "status 'failed'"),
        ([NEWEST, changed(OLDER, {"/labels": []})], "label=handbook", "/items/1 is not of the label"),
    ],
)
def test_a_page_with_something_else_is_reported(items: list[Any], query: str, said: str) -> None:
    with pytest.raises(PromiseBroken, match=said):
        page(context(), answer({"items": items}, url=f"/documents?{query}"), case("listDocuments"))


def test_runs_are_in_order_by_their_own_ids_and_not_by_their_documents() -> None:
    run = example("listRuns", "200")["items"][0]
    older = changed(run, {"/runId": "0192f0c1-7d39-7b02-8c1e-5d0a91c7e2b4", "/documentId": None})

    page(context(), answer({"items": [run, older]}), case("listRuns"))


def test_what_is_no_list_is_left_alone() -> None:
    page(context(), answer({"items": [OLDER, NEWEST]}), case("getUsage"))
