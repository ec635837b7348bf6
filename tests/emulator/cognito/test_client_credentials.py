"""What the token endpoint grants to an app client, and which of OAuth's errors it answers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cognito.client_credentials import AppClient, Granted, OAuthError, PoolView, TokenRequest, grant_token

NOW = 1_800_000_000
SCOPES = ("runs/read", "runs/write")
CLIENT = AppClient(
    id="client",
    secret="right",
    uses_oauth=True,
    flows=frozenset({"client_credentials"}),
    scopes=SCOPES,
    access_token_seconds=900,
)
PEOPLES = replace(CLIENT, flows=frozenset({"code"}))
PUBLIC = replace(CLIENT, secret=None)


def ask(client: AppClient | None = CLIENT, *, secret: str | None = "right", **parameters: str) -> Granted | OAuthError:
    view = PoolView("https://issuer/pool", frozenset({*SCOPES, "runs/delete"}), client)
    return grant_token(TokenRequest("client", secret, parameters), view, NOW, "token-1")


def granted_scope(**options: Any) -> str:
    granted = ask(**options, grant_type="client_credentials")
    assert isinstance(granted, Granted)
    return str(granted.claims["scope"])


def test_a_clients_token_says_what_it_does_on_aws() -> None:
    granted = ask(grant_type="client_credentials", scope="runs/read")

    claims = {
        "sub": "client",
        "token_use": "access",
        "scope": "runs/read",
        "auth_time": NOW,
        "iss": "https://issuer/pool",
        "exp": NOW + 900,
        "iat": NOW,
        "version": 2,
        "jti": "token-1",
        "client_id": "client",
    }
    assert granted == Granted(claims, 900)


@pytest.mark.parametrize(
    ("client", "secret", "parameters", "code"),
    [
        (CLIENT, "right", {}, "invalid_request"),
        (CLIENT, "right", {"grant_type": "password"}, "unsupported_grant_type"),
        (None, "right", {"grant_type": "client_credentials"}, "invalid_client"),
        (CLIENT, "wrong", {"grant_type": "client_credentials"}, "invalid_client"),
        (CLIENT, "é", {"grant_type": "client_credentials"}, "invalid_client"),
        (CLIENT, "", {"grant_type": "client_credentials"}, "invalid_client"),
        (CLIENT, None, {"grant_type": "client_credentials"}, "invalid_client"),
        (PUBLIC, "right", {"grant_type": "client_credentials"}, "invalid_client"),
        (PUBLIC, None, {"grant_type": "client_credentials"}, "unauthorized_client"),
        (PEOPLES, "right", {"grant_type": "client_credentials"}, "unauthorized_client"),
        (replace(CLIENT, uses_oauth=False), "right", {"grant_type": "client_credentials"}, "invalid_grant"),
        (replace(CLIENT, scopes=()), "right", {"grant_type": "client_credentials"}, "invalid_scope"),
        (replace(CLIENT, scopes=("openid",)), "right", {"grant_type": "client_credentials"}, "invalid_scope"),
        (CLIENT, "right", {"grant_type": "authorization_code"}, "invalid_request"),
        (CLIENT, "right", {"grant_type": "authorization_code", "code": "c"}, "unauthorized_client"),
        (PEOPLES, "right", {"grant_type": "authorization_code", "code": "c"}, "invalid_grant"),
        (PEOPLES, "right", {"grant_type": "refresh_token"}, "invalid_request"),
        (PEOPLES, "right", {"grant_type": "refresh_token", "refresh_token": "t"}, "invalid_grant"),
        (PEOPLES, "wrong", {"grant_type": "refresh_token", "refresh_token": "t"}, "invalid_client"),
    ],
)
def test_a_refusal_is_one_of_oauths(
    client: AppClient | None, secret: str | None, parameters: dict[str, str], code: str
) -> None:
    assert ask(client, secret=secret, **parameters) == OAuthError(code)


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("", "runs/read runs/write"),
        (" ", "runs/read runs/write"),
        ("runs/write", "runs/write"),
        ("runs/write runs/read", "runs/write runs/read"),
        ("runs/read  runs/read", "runs/read"),
    ],
)
def test_a_client_has_the_scopes_that_it_asks_for_or_all_of_its_own(asked: str, granted: str) -> None:
    assert granted_scope(scope=asked) == granted


@pytest.mark.parametrize("asked", ["runs/delete", "runs/read runs/delete", "openid", "runs/READ", "nobodys/read"])
def test_a_scope_that_is_not_the_clients_is_refused(asked: str) -> None:
    assert ask(grant_type="client_credentials", scope=asked) == OAuthError("invalid_scope")


@given(asked=st.lists(st.sampled_from((*SCOPES, "runs/delete", "openid", "x")), max_size=6))
def test_no_token_has_more_than_its_client(asked: list[str]) -> None:
    answer = ask(grant_type="client_credentials", scope=" ".join(asked))

    if set(asked) <= set(SCOPES):
        assert isinstance(answer, Granted)
        assert set(answer.claims["scope"].split()) == (set(asked) or set(SCOPES))
    else:
        assert answer == OAuthError("invalid_scope")


def test_no_secret_is_shown_by_accident() -> None:
    shown = repr((CLIENT, TokenRequest("client", "right", {"client_secret": "right"})))

    assert "right" not in shown
