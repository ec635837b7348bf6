"""Every answer that is no success becomes a problem, and none a parse error."""

import pickle
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.python.ai_facade.errors import NAMELESS, Fault, problem_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "title", "errors", "detail", "x"]), inner),
)


def test_a_problem_document_is_read_whole() -> None:
    answer = httpx.Response(
        429,
        headers={"Content-Type": "application/problem+json", "Retry-After": "7"},
        json={
            "type": "urn:ai-facade:problem:budget-exhausted",
            "title": "Budget exhausted",
            "status": 429,
            "detail": "No tokens are left.",
            "requestId": "r-1",
            "resetsAt": "2026-12-01T00:00:00.000Z",
            "errors": [{"pointer": "/texts/0", "detail": "too long"}],
        },
    )

    problem = problem_of(answer)

    assert (problem.status, problem.type) == (429, "urn:ai-facade:problem:budget-exhausted")
    assert (problem.title, problem.detail, problem.request_id) == ("Budget exhausted", "No tokens are left.", "r-1")
    assert (problem.retry_after, problem.resets_at) == (7, datetime(2026, 12, 1, tzinfo=UTC))
    assert problem.errors == (Fault("/texts/0", "too long"),)
    assert str(problem) == "429 Budget exhausted: No tokens are left. (request r-1)"


def test_a_page_of_a_proxy_is_a_problem_too() -> None:
    answer = httpx.Response(502, headers={"Content-Type": "text/html"}, text="<html>Bad gateway</html>")

    problem = problem_of(answer)

    assert (problem.status, problem.type, problem.title) == (502, NAMELESS, "Bad Gateway")
    assert problem.detail == "The answer holds 24 bytes of text/html."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"message": "Request Too Long"}, "Request Too Long"),
        ({"error": {"message": "No such model", "type": "x"}}, "No such model"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({"error": "invalid_scope", "error_description": "There is none."}, "There is none."),
    ],
    ids=["gateway", "model server", "oauth", "oauth in words"],
)
def test_what_others_say_is_the_detail(body: object, detail: str) -> None:
    assert problem_of(httpx.Response(400, json=body)).detail == detail


def test_the_request_id_of_the_header_is_taken_where_the_body_has_none() -> None:
    assert problem_of(httpx.Response(413, headers={"x-amzn-RequestId": "r-2"})).request_id == "r-2"


@given(st.integers(300, 999), JSON)
def test_any_json_is_a_problem(status: int, body: object) -> None:
    assert problem_of(httpx.Response(status, json=body)).status == status


@given(st.binary(max_size=200), st.sampled_from(["application/json", "application/problem+json", "text/html", ""]))
def test_any_bytes_are_a_problem(body: bytes, kind: str) -> None:
    problem = problem_of(httpx.Response(500, content=body, headers={"Content-Type": kind}))

    assert (problem.status, bool(problem.title), bool(problem.detail)) == (500, True, True)


def test_depth_beyond_all_measure_is_a_problem() -> None:
    assert problem_of(httpx.Response(500, content=b"[" * 200_000)).status == 500


def test_it_survives_pickling() -> None:
    problem = problem_of(httpx.Response(404, json={"type": "urn:x", "title": "t", "detail": "d", "requestId": "r"}))

    again = pickle.loads(pickle.dumps(problem))

    assert vars(again) == vars(problem)
