"""Reading requests, free of a server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from typing import Any

import pytest

from emulator.asgi import ClientGoneError, read_request
from emulator.data_plane.custom_domains import CustomDomains
from emulator.functions.invoke_api import function_of
from emulator.http_messages import HttpRequest, Signed
from emulator.stage_urls import is_stage_url, received_at_stage

SCOPE: MutableMapping[str, Any] = {
    "type": "http",
    "method": "POST",
    "raw_path": b"/a%20b",
    "query_string": b"x=1",
    "http_version": "1.1",
    "headers": [(b"host", b"localhost")],
}
SIGNATURE = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0"


def request_of(raw_path: str, query: str = "", **headers: str) -> HttpRequest:
    sent = tuple(headers.items())
    return HttpRequest("POST", raw_path, query, sent, b"", "127.0.0.1", ("127.0.0.1", 4566), "HTTP/1.1")


def sending(chunks: Sequence[bytes]) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    async def messages() -> AsyncIterator[MutableMapping[str, Any]]:
        for chunk in chunks:
            yield {"type": "http.request", "body": chunk, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    sent = messages()
    return lambda: anext(sent)


def test_a_body_is_read_whole() -> None:
    request = asyncio.run(read_request(SCOPE, sending([b"one", b"two"]), max_body_bytes=100))

    assert request.body == b"onetwo"
    assert (request.raw_path, request.query) == ("/a%20b", "x=1")


def test_no_more_of_a_body_is_read_than_shows_that_it_is_too_long() -> None:
    request = asyncio.run(read_request(SCOPE, sending([b"x" * 8] * 100), max_body_bytes=20))

    assert len(request.body) == 24


def test_a_client_that_leaves_gets_no_answer() -> None:
    async def gone() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(ClientGoneError):
        asyncio.run(read_request(SCOPE, gone, max_body_bytes=20))


def test_the_credential_scope_tells_service_and_region() -> None:
    presigned = "X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"

    assert request_of("/", Authorization=SIGNATURE).signed_for == Signed("lambda", "eu-west-1")
    assert request_of("/", presigned).signed_for == Signed("s3", "us-east-1")


@pytest.mark.parametrize("query", ["X-Amz-Credential=", "NoX-Amz-Credential=a", "X-Amz-Credential=%2F%2F", "a&b;c=%"])
def test_any_other_query_is_signed_for_nothing(query: str) -> None:
    assert request_of("/", query).signed_for is None


@pytest.mark.parametrize("authorization", ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=a/b", "AWS4 Credential=////"])
def test_any_other_authorization_is_signed_for_nothing_known(authorization: str) -> None:
    signed_for = request_of("/", Authorization=authorization).signed_for

    assert signed_for is None or signed_for.service == ""


def test_a_bare_function_name_is_one_of_the_region_signed_for() -> None:
    request = request_of("/2015-03-31/functions/greet/invocations", "Qualifier=live", Authorization=SIGNATURE)

    assert function_of(request, "123456789012") == "arn:aws:lambda:eu-west-1:123456789012:function:greet:live"


@pytest.mark.parametrize("path", ["/2015-03-31/functions/greet", "/2015-03-31/functions/a/b/invocations", "/bucket"])
def test_other_paths_invoke_nothing(path: str) -> None:
    assert function_of(request_of(path), "123456789012") is None


@pytest.mark.parametrize(
    ("raw_path", "host", "expected"),
    [
        ("/_aws/execute-api/abc/test/pets/7", "localhost:4566", ("abc", "test", "/pets/7", "path")),
        ("/_aws/execute-api/abc/test", "localhost:4566", ("abc", "test", "", "path")),
        ("/_aws/execute-api/abc/test//a%2F", "localhost:4566", ("abc", "test", "//a%2F", "path")),
        ("/test/pets", "abc.execute-api.us-east-1.amazonaws.com", ("abc", "test", "/pets", "host")),
        ("/test", "ABC.execute-api.localhost:4566", ("abc", "test", "", "host")),
        ("/", "abc.execute-api.localhost", ("abc", "", "", "host")),
    ],
)
def test_both_forms_of_a_stages_url_are_understood(raw_path: str, host: str, expected: tuple[str, ...]) -> None:
    received = received_at_stage(request_of(raw_path, Host=host), CustomDomains())

    assert is_stage_url(raw_path, host, CustomDomains())
    assert received is not None
    assert (received.api_id, received.stage_name, received.path, received.form) == expected
