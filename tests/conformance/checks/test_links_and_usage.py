from typing import Any

import pytest

from conformance.broken import PromiseBroken
from conformance.checks.links import link, location, upload
from conformance.checks.usage_reports import usage_report
from tests.conformance.checks.exchanges import ORIGIN, answer, case, changed, context, example

UPLOAD = example("createUpload", "201")
ASKED = {"mediaType": "application/pdf", "bytes": 7340032}
REPORT = example("getUsage", "200")
RUN = example("createDocument", "202")


def with_link(**members: Any) -> Any:
    shown = {"url": "https://bucket.s3.amazonaws.com/text?X-Amz-Signature=0", "expiresAt": "2026-11-23T09:45:05.000Z"}
    return changed(example("listDocuments", "200")["items"][0], {"/text": {**shown, **members}})


@pytest.mark.parametrize("members", [{}, {"url": ORIGIN.replace("https", "http") + ":4711/bucket/text"}])
def test_a_link_that_can_be_followed_passes(members: dict[str, str]) -> None:
    link(context(), answer(with_link(**members)), case("getDocument"))


def test_a_link_is_not_judged_by_another_clock_than_the_stages() -> None:
    expired = with_link(expiresAt="2020-01-01T00:00:00.000Z")

    link(context(), answer(expired, headers={"Date": None}), case("getDocument"))


@pytest.mark.parametrize(
    "members",
    [
        {"url": "http://bucket.s3.amazonaws.com/text"},
        {"url": "ftp://elsewhere.example/text"},
        {"expiresAt": "2026-11-23T09:30:05.000Z"},
        {"expiresAt": "2026-11-24T09:30:05.000Z"},
    ],
)
def test_a_link_that_cannot_is_reported(members: dict[str, str]) -> None:
    with pytest.raises(PromiseBroken, match="can be followed"):
        link(context(), answer(with_link(**members)), case("getDocument"))


@pytest.mark.parametrize("sent", [ASKED, b"not JSON"])
def test_an_upload_of_what_was_asked_for_passes(sent: Any) -> None:
    upload(context(), answer(UPLOAD, 201, sent=sent, method="POST"), case("createUpload"))


@pytest.mark.parametrize(
    "changes",
    [
        {"/headers/Content-Type": "text/plain"},
        {"/headers/Content-Length": "7340033"},
        {"/url": "http://bucket.s3.amazonaws.com/"},
        {"/expiresAt": "2026-11-23T09:30:00.000Z"},
    ],
)
def test_an_upload_of_something_else_is_reported(changes: dict[str, Any]) -> None:
    with pytest.raises(PromiseBroken, match="takes what was asked for"):
        upload(context(), answer(changed(UPLOAD, changes), 201, sent=ASKED, method="POST"), case("createUpload"))


@pytest.mark.parametrize("place", [f"/runs/{RUN['runId']}", None])
def test_a_location_of_what_was_made_passes(place: str | None) -> None:
    location(context(), answer(RUN, 202, {"Location": place}, method="POST"), case("createDocument"))


@pytest.mark.parametrize("place", ["/runs/0192f0c1-0000-7c51-9a55-2f6a4a1f8e10", "/runs/", f"/runs/{RUN['runId']}0"])
def test_a_location_of_something_else_is_reported(place: str) -> None:
    with pytest.raises(PromiseBroken, match="Location"):
        location(context(), answer(RUN, 202, {"Location": place}, method="POST"), case("createDocument"))


@pytest.mark.parametrize(
    ("changes", "query"),
    [
        ({}, ""),
        ({}, "?month=2026-11"),
        ({"/quota": None}, ""),
        ({"/budget/usedTokens": 30000000, "/budget/leftTokens": 0}, ""),
        ({"/quota/used": 60000, "/quota/left": 0}, ""),
        ({"/totals": {"requests": 0, "errors": 0, "inputTokens": 0, "outputTokens": 0, "cost": 0}, "/items": []}, ""),
    ],
)
def test_a_report_that_adds_up_passes(changes: dict[str, Any], query: str) -> None:
    usage_report(context(), answer(changed(REPORT, changes), url=f"/usage{query}"), case("getUsage"))


@pytest.mark.parametrize(
    ("changes", "query"),
    [
        ({"/totals/requests": 3}, ""),
        ({"/totals/errors": 0}, ""),
        ({"/totals/inputTokens": 57}, ""),
        ({"/totals/outputTokens": 1}, ""),
        ({"/totals/cost": 1.0}, ""),
        ({"/budget/leftTokens": 20000000}, ""),
        ({"/budget/reservedTokens": 5}, ""),
        ({"/budget/resetsAt": "2026-11-30T00:00:00.000Z"}, ""),
        ({"/quota/left": 50000}, ""),
        ({"/items/0/day": "2026-10-31"}, ""),
        ({"/items/0/latency": None}, ""),
        ({"/items/0/latency/p95": 2.0}, ""),
        ({"/items/0/latency/p50": 2.5}, ""),
        ({"/items/0/errors": 2, "/totals/errors": 3}, ""),
        ({"/items/0/model": None}, ""),
        ({}, "?month=2026-10"),
        ({"/month": "2026-10", "/budget/resetsAt": "2026-11-01T00:00:00.000Z", "/items": []}, ""),
    ],
)
def test_a_report_that_does_not_is_reported(changes: dict[str, Any], query: str) -> None:
    with pytest.raises(PromiseBroken, match="adds up"):
        usage_report(context(), answer(changed(REPORT, changes), url=f"/usage{query}"), case("getUsage"))


def test_the_month_that_has_just_ended_may_be_the_one_that_runs() -> None:
    new_year = {"Date": "Tue, 01 Dec 2026 00:00:01 GMT"}

    usage_report(context(), answer(REPORT, headers=new_year), case("getUsage"))
