"""Key sets over HTTP, from servers that do as they should and from others."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from handlers.authorization.key_endpoint import MAX_BYTES, fetch_keys, keys_url
from handlers.authorization.keys import KeysUnavailableError
from tests.handlers.authorization.signed import ISSUER, POOL, key_set


@contextmanager
def serving(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Iterator[tuple[str, list[str]]]:
    """A server's endpoint, and the paths that it is asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, f"{ISSUER}/.well-known/jwks.json"),
        ({"AWS_ENDPOINT_URL": ""}, f"{ISSUER}/.well-known/jwks.json"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}, f"http://127.0.0.1:4566/{POOL}/.well-known/jwks.json"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566/"}, f"http://127.0.0.1:4566/{POOL}/.well-known/jwks.json"),
        (
            {"AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": "http://b"},
            f"http://b/{POOL}/.well-known/jwks.json",
        ),
    ],
)
def test_keys_are_at_the_sdks_endpoint_or_the_issuers(environment: dict[str, str], url: str) -> None:
    assert keys_url(ISSUER, environment) == url


def test_a_key_set_is_fetched_as_it_is() -> None:
    with serving(200, key_set("a")) as (endpoint, asked):
        body = fetch_keys(keys_url(ISSUER, {"AWS_ENDPOINT_URL": endpoint}))

    assert body == key_set("a")
    assert asked == [f"/{POOL}/.well-known/jwks.json"]


def test_a_key_set_may_be_as_large_as_the_limit() -> None:
    with serving(200, b" " * MAX_BYTES) as (endpoint, _):
        assert len(fetch_keys(f"{endpoint}/jwks.json")) == MAX_BYTES


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 403, 404, 429, 500, 503])
def test_only_200_is_an_answer_and_no_redirect_is_followed(status: int) -> None:
    body = b"" if status == 204 else key_set("a")
    with serving(status, body, {"Location": "/elsewhere"}) as (endpoint, asked), pytest.raises(KeysUnavailableError):
        fetch_keys(f"{endpoint}/jwks.json")

    assert asked == ["/jwks.json"]


def test_an_answer_that_is_too_large_is_none() -> None:
    with serving(200, b" " * (MAX_BYTES + 1)) as (endpoint, _), pytest.raises(KeysUnavailableError):
        fetch_keys(f"{endpoint}/jwks.json")


def test_a_server_that_is_not_there_gives_no_keys() -> None:
    with serving(200, b"") as (endpoint, _):
        pass

    with pytest.raises(KeysUnavailableError):
        fetch_keys(f"{endpoint}/jwks.json")
