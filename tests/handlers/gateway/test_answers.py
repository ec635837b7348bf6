"""Answers as the gateway wants them: statuses, tags, times, and what a busy AWS looks like."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from handlers.gateway.conditional import tagged
from handlers.gateway.events import Received
from handlers.gateway.problems import IDEMPOTENCY_IN_PROGRESS, Problem
from handlers.gateway.responses import Answer, Json, NoContent, NotModified, ProxyResponse, render
from handlers.gateway.serving import serve
from handlers.gateway.times import rfc3339
from tests.handlers.calls import proxy_event
from tests.handlers.gateway.requests import received

IN_PROGRESS = Problem(IDEMPOTENCY_IN_PROGRESS, "On its way.", retry_after=1)
DOCUMENT = {"runId": "a", "output": {"succeeded": 1, "results": {"url": "x"}}, "text": {"url": "x"}}
LINKS = ("text", "output/results")
EVERY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Deprecation, ETag, Location, Retry-After, Sunset, WWW-Authenticate, x-amzn-RequestId"
    ),
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def with_tag(if_none_match: str) -> Received:
    return received(headers={"If-None-Match": if_none_match})


def tag_of(document: dict[str, Any], volatile: tuple[str, ...] = ()) -> str:
    answer = tagged(document, received(), volatile=volatile)
    assert isinstance(answer, Json)
    return answer.headers["ETag"]


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_result_has_the_status_and_headers_that_its_operation_gives_it(status: int) -> None:
    response = render(Json({"a": "é"}, {"Location": "/runs/a"}, status), "id")

    assert response["statusCode"] == status
    assert response["headers"] == {"Content-Type": "application/json", "Location": "/runs/a", **EVERY}
    assert response["body"] == '{"a":"é"}'


@pytest.mark.parametrize(
    ("answer", "status", "headers"),
    [
        (NoContent(), 204, EVERY),
        (
            NotModified({"ETag": '"t"', "Cache-Control": "private, no-cache", "Retry-After": "1"}),
            304,
            {**EVERY, "ETag": '"t"', "Cache-Control": "private, no-cache", "Retry-After": "1"},
        ),
    ],
)
def test_what_has_no_body_says_nothing_of_its_type(answer: Answer, status: int, headers: dict[str, str]) -> None:
    response = render(answer, "id")

    assert response == {"statusCode": status, "headers": headers, "body": "", "isBase64Encoded": False}


def test_a_tagged_answer_is_the_caller_s_own_and_is_asked_for_again() -> None:
    answer = tagged(DOCUMENT, received(), headers={"Retry-After": "1"})

    assert isinstance(answer, Json)
    assert answer.document == DOCUMENT
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["ETag"].startswith('"')


@pytest.mark.parametrize("sent", ["{}", "W/{}", '"a", {}', '"a,b" ,W/"c", W/{}', "*", " * "])
def test_what_the_caller_has_already_is_not_sent_again(sent: str) -> None:
    whole = tagged(DOCUMENT, received())

    unchanged = tagged(DOCUMENT, with_tag(sent.replace("{}", whole.headers["ETag"])))

    assert unchanged == NotModified(whole.headers)


def test_whoever_polls_with_a_tag_is_told_when_to_look_again() -> None:
    unchanged = tagged(DOCUMENT, with_tag(tag_of(DOCUMENT)), headers={"Retry-After": "1"})

    assert render(unchanged, "id")["headers"]["Retry-After"] == "1"


@pytest.mark.parametrize("answer", [Json({}), IN_PROGRESS, NoContent(), NotModified({"ETag": '"t"'})])
def test_a_web_page_may_read_the_headers_that_tell_a_client_what_to_do(answer: Answer) -> None:
    exposed = render(answer, "id")["headers"]["Access-Control-Expose-Headers"].split(", ")

    assert {"ETag", "Location", "Retry-After", "x-amzn-RequestId"} <= set(exposed)


@pytest.mark.parametrize("sent", ["", '"another"', "{bare}", '"*"', '"{bare}', '"x{bare}"', "*, *"])
def test_whatever_is_not_its_tag_gets_the_document(sent: str) -> None:
    bare = tag_of(DOCUMENT).strip('"')

    assert isinstance(tagged(DOCUMENT, with_tag(sent.replace("{bare}", bare))), Json)


def test_a_tag_changes_with_the_document_but_not_with_its_links() -> None:
    fresh_links = {**DOCUMENT, "output": {"succeeded": 1, "results": {"url": "y"}}, "text": {"url": "y"}}
    changed = {**DOCUMENT, "output": {"succeeded": 2, "results": {"url": "x"}}}

    assert tag_of(DOCUMENT, LINKS) == tag_of(fresh_links, LINKS)
    assert tag_of(DOCUMENT, LINKS) != tag_of(changed, LINKS)
    assert tag_of(DOCUMENT) != tag_of(fresh_links)


@pytest.mark.parametrize("document", [{}, {"output": None}, {"output": {}}, {"output": "x"}])
def test_links_that_are_not_there_yet_are_no_matter(document: dict[str, Any]) -> None:
    assert tag_of(document, LINKS) == tag_of(document)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14, 14))
def test_times_are_in_utc_with_milliseconds_wherever_they_were_taken(time: datetime, hours: int) -> None:
    elsewhere = time.astimezone(timezone(timedelta(hours=hours))) if 2 < time.year < 9998 else time

    written = rfc3339(elsewhere)

    assert written.endswith("Z")
    assert len(written) == len("2026-11-23T09:30:00.000Z")
    assert abs(datetime.fromisoformat(written) - time) < timedelta(milliseconds=1)


def error_of(code: str, **more: Any) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "said by AWS"}, **more}, "PutItem")


def answer_to(error: Exception) -> ProxyResponse:
    def failing(_: Received) -> Answer:
        raise error

    return serve("getRun", proxy_event(None, {}), failing)


def wrapped(error: Exception) -> Exception:
    """As Powertools raises what AWS has said."""
    outer = RuntimeError("Failed to save in progress record to idempotency store")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    "error",
    [
        error_of("ProvisionedThroughputExceededException"),
        error_of("ThrottlingException"),
        error_of("SlowDown"),
        error_of("TransactionConflictException"),
        error_of(
            "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": "TransactionConflict"}]
        ),
        wrapped(error_of("ThrottlingException")),
    ],
    ids=str,
)
def test_aws_that_is_busy_makes_a_service_that_is_busy(error: Exception) -> None:
    response = answer_to(error)

    assert response["statusCode"] == 503
    assert response["headers"]["Retry-After"] == "1"
    assert json.loads(response["body"])["type"] == "urn:ai-facade:problem:service-busy"
    assert "said by AWS" not in response["body"]


@pytest.mark.parametrize(
    "error",
    [
        error_of("AccessDeniedException"),
        error_of("ResourceNotFoundException"),
        error_of("TransactionCanceledException", CancellationReasons=[{"Code": "ConditionalCheckFailed"}]),
        ValueError("ThrottlingException"),
        wrapped(ValueError("x")),
    ],
    ids=str,
)
def test_any_other_error_is_a_fault(error: Exception) -> None:
    response = answer_to(error)

    assert response["statusCode"] == 500
    assert "Retry-After" not in response["headers"]


def test_a_problem_to_wait_for_says_how_long() -> None:
    response = render(Problem(IDEMPOTENCY_IN_PROGRESS, "Wait.", retry_after=1), "id")

    assert (response["statusCode"], response["headers"]["Retry-After"]) == (409, "1")
