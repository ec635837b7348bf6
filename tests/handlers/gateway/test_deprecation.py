"""An operation that goes says so in every answer."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gateway.contract import contract
from handlers.gateway.deprecation import deprecation_headers
from handlers.gateway.events import Received
from handlers.gateway.problems import NOT_FOUND, Problem
from handlers.gateway.responses import Answer, Json, NoContent, NotModified
from handlers.gateway.serving import serve
from tests.handlers.calls import proxy_event

DOCUMENT: Mapping[str, Any] = {
    "paths": {
        "/pets": {
            "parameters": [],
            "get": {"operationId": "listPets"},
            "delete": {
                "operationId": "deletePets",
                "deprecated": True,
                "x-deprecated-since": "2026-11-23",
                "x-sunset": "2027-06-30",
            },
            "put": {"operationId": "putPets", "x-sunset": "2027-06-30"},
        }
    }
}
GOING = {"Deprecation": "@1795392000", "Sunset": "Wed, 30 Jun 2027 00:00:00 GMT"}


@pytest.fixture
def going(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stage whose contract has an operation that goes."""
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    contract.cache_clear()
    yield
    contract.cache_clear()


def test_an_operation_that_goes_says_since_when_and_until_when() -> None:
    assert deprecation_headers(DOCUMENT, "deletePets") == GOING


@pytest.mark.parametrize("operation_id", ["listPets", "putPets", "internal"])
def test_an_operation_that_stays_says_nothing(operation_id: str) -> None:
    assert deprecation_headers(DOCUMENT, operation_id) == {}


@given(st.dates(min_value=datetime(2000, 1, 1, tzinfo=UTC).date()))
def test_both_headers_are_midnight_of_their_day(day: Any) -> None:
    operation = {
        "operationId": "a",
        "deprecated": True,
        "x-deprecated-since": day.isoformat(),
        "x-sunset": day.isoformat(),
    }

    headers = deprecation_headers({"paths": {"/": {"get": operation}}}, "a")

    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert headers["Deprecation"] == f"@{int(midnight.timestamp())}"
    assert parsedate_to_datetime(headers["Sunset"]) == midnight


@pytest.mark.usefixtures("going")
@pytest.mark.parametrize(
    "answer", [Json({}), NoContent(), NotModified({"ETag": '"a"'}), Problem(NOT_FOUND, "There is no such pet.")]
)
def test_every_answer_of_a_handler_says_it(answer: Answer) -> None:
    response = serve("deletePets", proxy_event(None), lambda _received: answer)

    assert GOING.items() <= response["headers"].items()


@pytest.mark.usefixtures("going")
def test_a_bug_does_not_keep_it_from_being_said() -> None:
    def failing(_received: Received) -> Answer:
        raise LookupError

    response = serve("deletePets", proxy_event(None), failing)

    assert response["statusCode"] == 500
    assert GOING.items() <= response["headers"].items()


@pytest.mark.usefixtures("going")
def test_other_operations_of_the_same_stage_do_not() -> None:
    response = serve("listPets", proxy_event(None), lambda _received: NoContent())

    assert not GOING.keys() & response["headers"].keys()
