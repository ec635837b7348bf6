from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.core.transport import Response

from conformance.broken import PromiseBroken
from conformance.checks.problems import (
    leads,
    problem_document,
    problem_headers,
    problem_kind,
    problem_places,
)
from tests.conformance.checks.exchanges import answer, case, context, problem

TASK = {"task": "classify", "text": "A", "labels": ["a", {"b/c": [1]}]}


@pytest.mark.parametrize(
    "response",
    [
        problem(),
        problem(404, "not-found"),
        problem(429, "budget-exhausted", members={"resetsAt": "2026-12-01T00:00:00.000Z"}),
        problem(413, "content-too-large"),
        answer({"message": "Request Too Long"}, 413, {"Access-Control-Allow-Origin": None}),
        answer(None, 404, method="HEAD"),
        answer({"task": "embed"}),
    ],
)
def test_a_problem_that_agrees_with_its_answer_passes(response: Response) -> None:
    problem_document(context(), response, case("runTask"))


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (problem(headers={"Content-Type": "application/json"}), "of type application/json"),
        (problem(headers={"Content-Type": None}), "of type none"),
        (answer(None, 400, {"Content-Type": "application/problem+json"}), "is empty"),
        (answer(b"<html>", 502, {"Content-Type": "application/problem+json"}), "no JSON object"),
        (problem(members={"title": None}), "no title"),
        (problem(members={"detail": ""}), "no detail"),
        (problem(members={"status": "400"}), "no status"),
        (problem(400, members={"status": 422}), "says 422, the answer is 400"),
        (problem(members={"requestId": "5f0f0f3e-6a57-4b0c-9d6a-3c9d5f0d4b1a"}), "requestId"),
        (problem(headers={"x-amzn-requestid": None}), "requestId"),
        (problem(members={"type": "about:blank"}), "does not begin"),
        (problem(429, "budget-exhausted"), "resetsAt"),
        (problem(429, "throttled", members={"resetsAt": "2026-12-01T00:00:00.000Z"}), "resetsAt"),
    ],
)
def test_a_problem_that_does_not_is_reported(response: Response, said: str) -> None:
    with pytest.raises(PromiseBroken, match=said):
        problem_document(context(), response, case("runTask"))


def test_what_a_model_server_says_of_errors_is_left_alone() -> None:
    response = answer({"error": {"message": "no such model"}}, 404, method="POST")

    problem_document(context(), response, case("callModelServer"))
    problem_kind(context(), response, case("callModelServer"))


def test_what_the_gateway_says_before_a_model_server_is_held_to_the_shape() -> None:
    with pytest.raises(PromiseBroken, match="no title"):
        problem_document(context(), problem(401, "unauthorized", members={"title": None}), case("callModelServer"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (problem(422, "unknown-cursor"), problem(422, "unknown-cursor", members={"title": "Bad cursor"})),
        (problem(422, "unknown-cursor"), problem(400, "unknown-cursor")),
    ],
)
def test_a_type_keeps_its_title_and_its_status(first: Response, second: Response) -> None:
    problem_kind(context(), first, case("listRuns"))
    problem_kind(context(), first, case("listDocuments"))

    with pytest.raises(PromiseBroken, match="one title and one status"):
        problem_kind(context(), second, case("listDocuments"))


@pytest.mark.parametrize(
    ("pointer", "is_there"),
    [("", True), ("/labels", True), ("/labels/1/b~1c/0", True), ("/labels/2", False), ("/label", False), ("x", False)],
)
def test_a_pointer_leads_to_a_place_of_the_body(pointer: str, is_there: bool) -> None:
    assert leads(TASK, pointer) == is_there


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text("a~/10", max_size=3), parts, max_size=3),
    max_leaves=8,
)


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    yield pointer
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from pointers(part, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")


@given(JSON)
def test_pointers_to_all_places_of_a_body_lead_there_and_no_others(body: Any) -> None:
    places = list(pointers(body))

    assert all(leads(body, each) for each in places)
    assert not any(
        leads(body, f"{each}/{name}") for each in places for name in ("2", "b") if f"{each}/{name}" not in places
    )


@pytest.mark.parametrize(
    ("status", "pointer", "sent"),
    [
        (400, "/labels", TASK),
        (400, "/" + "a" * 198 + "…", TASK),
        (400, "/labels", b"no JSON, so nobody can tell"),
        (400, "/none", {"none": None}),
    ],
)
def test_errors_that_lead_somewhere_pass(status: int, pointer: str, sent: Any) -> None:
    response = problem(status, members={"errors": [{"pointer": pointer, "detail": "wrong"}]}, sent=sent, method="POST")

    problem_places(context(), response, case("runTask"))


@pytest.mark.parametrize(
    ("status", "pointer"),
    [(400, "/nowhere"), (400, "/labels/7"), (422, "/labels")],
)
def test_errors_that_lead_nowhere_are_reported(status: int, pointer: str) -> None:
    response = problem(status, members={"errors": [{"pointer": pointer, "detail": "wrong"}]}, sent=TASK, method="POST")

    with pytest.raises(PromiseBroken, match="lead"):
        problem_places(context(), response, case("runTask"))


SCOPE = 'Bearer error="insufficient_scope"'


@pytest.mark.parametrize(
    "response",
    [
        problem(401, "unauthorized", {"WWW-Authenticate": "Bearer"}),
        problem(403, "access-denied", {"WWW-Authenticate": SCOPE}),
        problem(403, "filtered"),
        problem(405, "method-not-allowed", {"Allow": "GET,POST,OPTIONS"}, method="PATCH"),
        problem(429, "throttled", {"Retry-After": "1"}),
        answer({"error": "slow down"}, 404),
    ],
)
def test_errors_with_the_headers_that_they_ask_for_pass(response: Response) -> None:
    problem_headers(context(), response, case("listRuns"))


@pytest.mark.parametrize(
    "response",
    [
        problem(401, "unauthorized"),
        problem(401, "unauthorized", {"WWW-Authenticate": "Basic"}),
        problem(403, "access-denied", {"WWW-Authenticate": "Bearer"}),
        problem(405, "method-not-allowed", method="PATCH"),
        problem(405, "method-not-allowed", {"Allow": "GET, PATCH"}, method="PATCH"),
        problem(429, "throttled"),
        problem(503, "service-busy", {"Retry-After": "soon"}),
    ],
)
def test_errors_without_them_are_reported(response: Response) -> None:
    with pytest.raises(PromiseBroken, match="has the headers"):
        problem_headers(context(), response, case("listRuns"))
