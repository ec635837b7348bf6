"""How a client says who it is, and what is no token request."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cognito.client_credentials import OAuthError, TokenRequest
from emulator.cognito.token_requests import read_token_request


def basic(credentials: str) -> str:
    return "Basic " + base64.b64encode(credentials.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "body", "client", "secret"),
    [
        (basic("a:b"), b"grant_type=x", "a", "b"),
        (basic("a:b").replace("Basic", "basic"), b"", "a", "b"),
        (basic("a:b:c"), b"client_id=a", "a", "b:c"),
        (basic("a:b"), b"client_id=a&client_secret=b", "a", "b"),
        (basic("a:"), b"", "a", ""),
        (None, b"client_id=a&client_secret=b", "a", "b"),
        (None, b"client_id=a", "a", None),
        (None, b"client_id=a&client_secret=", "a", None),
    ],
)
def test_a_client_names_itself_by_header_or_form(
    authorization: str | None, body: bytes, client: str, secret: str | None
) -> None:
    request = read_token_request(authorization, body)

    assert isinstance(request, TokenRequest)
    assert (request.client_id, request.secret) == (client, secret)


def test_parameters_are_percent_decoded() -> None:
    request = read_token_request(basic("a:b"), b"scope=runs%2Fread+runs%2Fwrite&state=%C3%A9")

    assert isinstance(request, TokenRequest)
    assert request.parameters == {"scope": "runs/read runs/write", "state": "é"}


@pytest.mark.parametrize(
    ("authorization", "body", "code"),
    [
        (None, b"grant_type=client_credentials", "invalid_request"),
        (None, b"client_id=a&client_id=a", "invalid_request"),
        (None, b"client_id=%FF", "invalid_request"),
        (None, b"client_id=\xff", "invalid_request"),
        (None, b"client_id=a" + b"&x=1" * 60, "invalid_request"),
        (basic("a:b"), b"client_id=c", "invalid_request"),
        (basic("a:b"), b"client_secret=c", "invalid_request"),
        (basic("a"), b"", "invalid_client"),
        ("Basic", b"", "invalid_client"),
        ("Basic %%%", b"", "invalid_client"),
        ("Basic /w==", b"", "invalid_client"),
        ("Bearer YTpi", b"client_id=a&client_secret=b", "invalid_client"),
    ],
)
def test_what_cannot_be_read_is_refused(authorization: str | None, body: bytes, code: str) -> None:
    assert read_token_request(authorization, body) == OAuthError(code)


@given(authorization=st.none() | st.text(max_size=40) | st.text(max_size=40).map("Basic {}".format), body=st.binary())
def test_any_request_is_read_or_refused(authorization: str | None, body: bytes) -> None:
    assert isinstance(read_token_request(authorization, body), TokenRequest | OAuthError)
