import pytest

from mutation.changes.payloads import (
    BODY_EDITS,
    EditBody,
    EditProblem,
    FirstHeader,
    OtherId,
    RandomHeader,
    SetAnswer,
    SetHeader,
    SetStatus,
)
from mutation.changes.values import parsed
from mutation.mutant import Memory
from mutation.places import MISSING
from tests.mutation.messages import after, answered, asked, value_of

PROBLEM = {"type": "urn:p", "status": 404, "detail": "None."}


@pytest.mark.parametrize("edit", sorted(set(BODY_EDITS) - {"nan"}))
def test_body_is_no_json_any_more(edit: str) -> None:
    broken = after(EditBody(edit), answered({"name": "a"}))

    assert parsed(broken) is MISSING


def test_not_a_number_is_no_json_to_anyone_but_python() -> None:
    assert after(EditBody("nan"), answered({"name": "a"})).body == b'{"name": "a","debug":NaN}'


def test_empty_body_stays_empty() -> None:
    assert after(EditBody("truncated"), answered()) == answered()


def test_status_changes_and_the_problem_says_it_where_told() -> None:
    told = after(SetStatus(400, told=True), answered(PROBLEM, 404))
    silent = after(SetStatus(400), answered(PROBLEM, 404))

    assert (told.status, value_of(told)["status"]) == (400, 400)
    assert (silent.status, value_of(silent)["status"]) == (400, 404)


def test_another_answer_keeps_the_headers_that_every_answer_has() -> None:
    made = after(SetAnswer(422, "application/problem+json", PROBLEM), answered({}, X_Id="1"))

    assert (made.status, made.header("X-Id"), value_of(made)) == (422, "1", PROBLEM)
    assert made.header("content-type") == "application/problem+json"


def test_header_is_dropped_or_set_where_it_is_there() -> None:
    answer = answered({}, Retry_After="1")

    assert after(SetHeader("retry-after", None), answer).header("Retry-After") is None
    assert after(SetHeader("Retry-After", "soon"), answer).header("Retry-After") == "soon"
    assert after(SetHeader("ETag", "x"), answer) is answer
    assert after(SetHeader("Set-Cookie", "a=1", only=False), answer).header("Set-Cookie") == "a=1"


def test_random_header_is_another_each_time() -> None:
    answer = answered({}, ETag='"a"')

    assert len({after(RandomHeader("ETag"), answer).header("ETag") for _ in range(5)}) == 5


def test_first_header_stays_for_ever() -> None:
    memory = Memory()

    values = [after(FirstHeader("ETag"), answered({}, ETag=each), asked(), memory).header("ETag") for each in "abc"]

    assert values == ["a", "a", "a"]


def test_location_names_another_thing() -> None:
    assert after(OtherId("Location"), answered({}, Location="/runs/10")).header("Location") == "/runs/11"


def test_problem_is_written_over_and_may_keep_what_it_said() -> None:
    leaked = after(EditProblem((("detail", "{} Traceback"), ("status", 418))), answered(PROBLEM, 404))

    assert value_of(leaked) == {"type": "urn:p", "status": 418, "detail": "None. Traceback"}


def test_answer_that_is_no_problem_stays_as_it_is() -> None:
    answer = answered({"message": "Too long"}, 413)

    assert after(EditProblem((("detail", "x"),)), answer) is answer
