"""Parameters: text in, typed values out, and the contract's word on each."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem
from tests.handlers.gateway.requests import received

RUN_ID = "0192f0c1-7d3a-7c51-9a55-2f6a4a1f8e10"


def query(**values: str) -> Any:
    return accept_parameters("listRuns", received(queryStringParameters=values or None))


def run_id(value: str) -> Any:
    return accept_parameters("getRun", received(pathParameters={"runId": value}))


def test_what_was_not_sent_has_the_contract_s_default_or_is_left_out() -> None:
    assert query() == {"limit": 20}


def test_values_have_the_types_of_the_contract() -> None:
    assert query(limit="7", status="queued", cursor="12") == {"limit": 7, "status": "queued", "cursor": "12"}


def test_parameters_that_the_contract_does_not_have_are_nobody_s_business() -> None:
    assert query(page="2", Limit="3") == {"limit": 20}


def test_headers_are_found_however_they_are_written() -> None:
    asked = received(pathParameters={"runId": RUN_ID}, headers={"IF-NONE-MATCH": '"a"'})

    assert accept_parameters("getRun", asked) == {"runId": RUN_ID, "If-None-Match": '"a"'}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"limit": "5.0"}, "limit"),
        ({"limit": "1e1"}, "limit"),
        ({"limit": " 5"}, "limit"),
        ({"limit": "\N{ARABIC-INDIC DIGIT FIVE}"}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"cursor": ""}, "cursor"),
        ({"cursor": "x" * 513}, "cursor"),
        ({"status": "Queued"}, "status"),
        ({"kind": "both"}, "kind"),
    ],
)
def test_a_value_that_breaks_the_contract_is_refused_by_name_and_not_shown(sent: dict[str, str], why: str) -> None:
    refused = query(**sent)

    assert isinstance(refused, Problem)
    assert refused.kind.status == 400
    assert refused.detail.startswith(f"The query parameter {why} does not fit: the value ")
    assert len(refused.detail) < 300


@given(st.uuids().map(str), st.booleans())
def test_an_id_is_read_in_small_letters(identifier: str, is_upper: bool) -> None:
    assert run_id(identifier.upper() if is_upper else identifier) == {"runId": identifier}


@given(st.text(max_size=60).filter(lambda text: not _is_id(text)))
def test_an_id_that_no_run_can_have_is_not_found(text: str) -> None:
    refused = run_id(text)

    assert isinstance(refused, Problem)
    assert (refused.kind.status, refused.detail) == (404, "There is no such run.")


@pytest.mark.parametrize("text", [RUN_ID.replace("-", ""), f"{{{RUN_ID}}}", f"urn:uuid:{RUN_ID}", f"{RUN_ID}\n"])
def test_other_spellings_of_a_uuid_are_no_ids(text: str) -> None:
    assert isinstance(run_id(text), Problem)


def test_the_last_of_two_values_counts_as_in_the_gateway_s_event() -> None:
    both = {"limit": ["3", "4"]}

    asked = received(queryStringParameters={"limit": "4"}, multiValueQueryStringParameters=both)

    assert accept_parameters("listRuns", asked) == {"limit": 4}


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
