"""Whom the authorizer lets in, and what API Gateway is told of them."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.authorization.authorizing import Grant, authorize, result_of
from handlers.authorization.refusals import Refusal
from tests.handlers.authorization.signed import KNOWN, ROWS, STAGE_ARN, authority, claims, event, token

GOOD = f"Bearer {token()}"
NOW = int(time.time())


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_a_good_token_is_granted_whatever_the_case_of_its_scheme(scheme: str) -> None:
    decided = authorize(event(f"{scheme} {token()}"), authority(), time.time())

    assert decided == Grant(KNOWN, ("facade/read",), STAGE_ARN)


def test_an_api_key_may_be_a_token_where_there_is_no_authorization_header() -> None:
    decided = authorize(event(api_keys=(token(),)), authority(), time.time())

    assert isinstance(decided, Grant)


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("member", ["headers", "multiValueHeaders"])
def test_the_header_is_found_in_any_case_and_in_either_map(name: str, member: str) -> None:
    received = {**event(), "headers": None, "multiValueHeaders": None}
    received[member] = {name: GOOD if member == "headers" else [GOOD]}

    assert isinstance(authorize(received, authority(), time.time()), Grant)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW + 24 * 3600 - 60},
        {"exp": NOW + 3600.5},
        {"nbf": NOW - 60},
        {"iat": ...},
        {"auth_time": ...},
        {"scope": "facade/read facade/read"},
        {"token_use": "access", "username": "somebody"},
    ],
)
def test_what_a_pool_may_put_into_a_token_is_granted(changes: dict[str, Any]) -> None:
    decided = authorize(event(f"Bearer {token(**changes)}"), authority(), time.time())

    assert decided == Grant(KNOWN, ("facade/read",), STAGE_ARN)


@pytest.mark.parametrize(
    ("claim", "seconds", "is_granted"),
    [("exp", -4, True), ("exp", -6, False), ("nbf", 4, True), ("nbf", 6, False), ("iat", 4, True), ("iat", 6, False)],
)
def test_clocks_may_differ_by_five_seconds(claim: str, seconds: int, is_granted: bool) -> None:
    now = int(time.time())

    claims: dict[str, Any] = {"iat": now, claim: now + seconds}
    decided = authorize(event(f"Bearer {token(**claims)}"), authority(), now)

    assert isinstance(decided, Grant) is is_granted


def test_the_result_says_who_calls_and_all_that_they_may_do() -> None:
    grant = Grant(KNOWN, ("facade/read",), STAGE_ARN)

    assert result_of(grant, ROWS) == {
        "principalId": KNOWN.client_id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "execute-api:Invoke",
                    "Resource": [f"{STAGE_ARN}/GET/documents", f"{STAGE_ARN}/GET/documents/*"],
                }
            ],
        },
        "context": {"tenant": KNOWN.team, "client": KNOWN.client_id, "scope": "facade/read"},
        "usageIdentifierKey": KNOWN.usage_key,
    }


@pytest.mark.parametrize("scopes", [(), ("other/scope",), ("facade/rea",), ("FACADE/READ",)])
def test_without_a_scope_that_opens_anything_all_is_denied(scopes: tuple[str, ...]) -> None:
    [statement] = result_of(Grant(KNOWN, scopes, STAGE_ARN), ROWS)["policyDocument"]["Statement"]

    assert (statement["Effect"], statement["Resource"]) == ("Deny", [f"{STAGE_ARN}/*"])


@pytest.mark.parametrize("path", ["", "documents", "documents/a/b:c", "models/" + "x" * 1000])
def test_the_result_is_the_same_whatever_was_asked_for(path: str) -> None:
    received = {**event(GOOD), "methodArn": f"{STAGE_ARN}/POST/{path}"}

    assert authorize(received, authority(), time.time()) == Grant(KNOWN, ("facade/read",), STAGE_ARN)


@settings(deadline=None)
@given(st.data())
def test_no_token_that_was_tampered_with_is_granted(data: st.DataObject) -> None:
    good = token(**{name: value for name, value in claims().items() if name in {"exp", "iat", "auth_time"}})
    place = data.draw(st.integers(0, len(good) - 1))
    replaced = data.draw(st.integers(0, 2))
    inserted = data.draw(st.text(max_size=2) | st.text("ABab01-_.=", max_size=2))
    tampered = good[:place] + inserted + good[place + replaced :]

    decided = authorize(event(f"Bearer {tampered}"), authority(), time.time())

    assert tampered == good or isinstance(decided, Refusal)


@settings(deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda some: some.decode("latin-1")))
def test_no_text_that_nobody_signed_is_granted(text: str) -> None:
    for received in (event(text), event(f"Bearer {text}"), event(api_keys=(text,))):
        assert isinstance(authorize(received, authority(), time.time()), Refusal)
