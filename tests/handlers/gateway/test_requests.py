"""Who asks, when the time is over, and what a large body may hold."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gateway.documents import read_document
from handlers.gateway.events import receive
from handlers.gateway.problems import Problem
from handlers.gateway.validation import request_validator
from tests.handlers.calls import proxy_event
from tests.handlers.gateway.requests import TENANT, received

UPPER = "0192F0C1-7D3A-7B02-8C1E-5D0A91C7E2B4"


@pytest.mark.parametrize(
    ("authorizer", "tenant"), [({"tenant": "team-a", "principalId": "p"}, "team-a"), ({"tenant": 7}, "7")]
)
def test_the_tenant_is_the_authorizer_s(authorizer: dict[str, Any], tenant: str) -> None:
    assert received(authorizer).tenant == tenant


def test_what_a_request_says_of_itself_makes_no_tenant() -> None:
    headers = {"x-api-key": "k", "tenant": "other", "x-tenant": "other"}
    asked = received(headers=headers, body='{"tenant": "other"}', queryStringParameters={"tenant": "other"})

    assert asked.tenant == TENANT


@pytest.mark.parametrize("authorizer", [None, {}, {"tenant": None}, {"tenant": ""}, {"claims": {"sub": "x"}}])
def test_a_request_of_which_no_authorizer_names_a_tenant_owns_nothing_whatever_its_api_key(
    authorizer: dict[str, Any] | None,
) -> None:
    event = proxy_event(None)
    event["requestContext"] |= {"authorizer": authorizer, "identity": {"apiKeyId": "k1a2b3c4d5"}}
    asked = receive(event)

    with pytest.raises(LookupError, match="tenant"):
        _ = asked.tenant


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_tenant_is_one_part_of_a_key_and_no_two_share_it(one: str, other: str) -> None:
    first, second = (received({"tenant": name}) for name in (one, other))

    assert not set(first.tenant) & set("/#\\ ")
    assert (first.tenant == second.tenant) == (one == other)


def test_the_deadline_is_the_function_s_own() -> None:
    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 4000

    earliest = time.time() + 4

    asked = receive(proxy_event(None), Context())

    assert earliest <= asked.deadline <= time.time() + 4


def test_a_large_body_may_hold_more_values_where_the_operation_says_so() -> None:
    body = json.dumps({"tasks": [[0] * 100] * 100})
    asked = received(body=body)

    refused = read_document(asked, 5 << 20)

    assert isinstance(refused, Problem)
    assert "more than 5000 values" in refused.detail
    assert read_document(asked, 5 << 20, max_values=20_000) == json.loads(body)


def test_ids_in_a_body_are_read_in_small_letters_wherever_they_stand() -> None:
    search = {"query": UPPER, "filter": {"documentIds": [UPPER], "labels": [UPPER]}}

    found = request_validator("searchPassages").accept(search)
    taken = request_validator("createDocument").accept({"source": "upload", "uploadId": UPPER, "title": UPPER})

    assert found == {
        "query": UPPER,
        "filter": {"documentIds": [UPPER.lower()], "labels": [UPPER]},
        "limit": 10,
    }
    assert taken == {"source": "upload", "uploadId": UPPER.lower(), "title": UPPER}


@pytest.mark.parametrize("upload_id", ["", "x", UPPER.replace("-", ""), f"{UPPER} "])
def test_an_id_that_is_none_is_told_where(upload_id: str) -> None:
    refused = request_validator("createDocument").accept({"source": "upload", "uploadId": upload_id})

    assert isinstance(refused, Problem)
    assert [(error.pointer, error.detail) for error in refused.errors] == [("/uploadId", 'the value is not a "uuid"')]
