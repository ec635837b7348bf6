"""`responseTransferMode: STREAM`. Fact F348, and the developer guide's page of the format of a streamed response."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from emulator.data_plane.compile import compile_api
from emulator.data_plane.streaming import StreamBrokenError, idle_seconds, within_bounds
from tests.emulator.data_plane.fakes import FakeFunctions, failed, succeeded
from tests.emulator.data_plane.rest_apis import (
    LAMBDA_URI,
    Deployed,
    document,
    header,
    header_values,
    lambda_proxy,
    method,
    snapshot,
)

STREAM_URI = LAMBDA_URI.replace("2015-03-31", "2021-11-15").replace("/invocations", "/response-streaming-invocations")
END = bytes(8)


def deployed(functions: FakeFunctions, milliseconds: int = 29_000, **api: Any) -> Deployed:
    integration = lambda_proxy(uri=STREAM_URI, responseTransferMode="STREAM", timeoutInMillis=milliseconds)
    return Deployed(snapshot({"/": {"GET": method(integration)}}, **api), functions=functions)


def said(*parts: bytes) -> FakeFunctions:
    return FakeFunctions(streamed=parts)


def test_f348_the_body_follows_the_metadata_and_eight_zero_bytes() -> None:
    metadata = json.dumps({"statusCode": 201, "headers": {"Content-Type": "text/plain", "x-own": "1"}}).encode()

    answer, chunks = deployed(said(metadata + END + b"one ", b"two")).stream("GET", "/")

    assert (answer.status, answer.body) == (201, b"")
    assert (header(answer, "Content-Type"), header(answer, "x-own")) == ("text/plain", "1")
    assert header(answer, "X-Amzn-Trace-Id") is not None
    assert chunks == [b"one ", b"two"]


def test_the_metadata_may_come_in_parts() -> None:
    answer, chunks = deployed(said(b'{"status', b'Code": 202}', END[:3], END[3:], b"body")).stream("GET", "/")

    assert answer.status == 202
    assert chunks == [b"body"]


def test_a_body_may_be_empty() -> None:
    answer, chunks = deployed(said(b"{}" + END)).stream("GET", "/")

    assert (answer.status, chunks) == (200, [])


def test_cookies_and_repeated_headers_are_headers_of_their_own() -> None:
    metadata = {"cookies": ["a=1", "b=2"], "multiValueHeaders": {"x-many": ["1", "2"]}}

    answer = deployed(said(json.dumps(metadata).encode() + END)).call("GET", "/")

    assert header_values(answer, "Set-Cookie") == ["a=1", "b=2"]
    assert header_values(answer, "x-many") == ["1", "2"]


@pytest.mark.parametrize(
    "parts",
    [
        (b'{"statusCode": 200}',),
        (b"no json" + END,),
        (b'"text"' + END,),
        (b'{"statusCode": 200, "body": "x"}' + END,),
        (b'{"statusCode": 99}' + END,),
        (b'{"headers": {"a b": "x"}}' + END,),
        (b" " * 16_385 + b"{}" + END,),
        (END,),
        (),
    ],
)
def test_a_response_in_another_form_is_502(parts: tuple[bytes, ...]) -> None:
    answer = deployed(said(*parts)).call("GET", "/")

    assert (answer.status, document(answer)) == (502, {"message": "Internal server error"})


def test_what_a_handler_returns_has_to_have_the_form_too() -> None:
    answer = deployed(FakeFunctions(succeeded({"statusCode": 200, "body": "x"}))).call("GET", "/")

    assert answer.status == 502


def test_a_function_that_fails_before_it_says_anything_is_502() -> None:
    functions = FakeFunctions(failed({"errorMessage": "x"}), streamed=())

    assert deployed(functions).call("GET", "/").status == 502


def test_a_function_that_fails_while_it_streams_breaks_the_stream() -> None:
    functions = FakeFunctions(streamed=(b"{}" + END + b"some",), stream_error="Unhandled")

    with pytest.raises(StreamBrokenError):
        deployed(functions).stream("GET", "/")


def test_a_stream_that_takes_longer_than_the_integrations_timeout_breaks() -> None:
    functions = FakeFunctions(streamed=(b"{}" + END + b"some",), stream_stays_open=True)

    with pytest.raises(StreamBrokenError):
        deployed(functions, milliseconds=50).stream("GET", "/")


def test_metadata_that_does_not_come_in_time_is_a_timeout() -> None:
    functions = FakeFunctions(streamed=(b"{}",), stream_stays_open=True)

    answer = deployed(functions, milliseconds=50).call("GET", "/")

    assert (answer.status, document(answer)) == (504, {"message": "Endpoint request timed out"})


def test_f348_a_stream_is_not_compressed() -> None:
    functions = said(b"{}" + END + b"x" * 1000)

    compressing = deployed(functions, minimumCompressionSize=0)
    answer, chunks = compressing.stream("GET", "/", headers=(("Accept-Encoding", "gzip"),))

    assert header(answer, "Content-Encoding") is None
    assert chunks == [b"x" * 1000]


def test_f348_without_the_setting_nothing_is_streamed() -> None:
    functions = FakeFunctions(succeeded({"statusCode": 200, "body": "x"}), streamed=(b"{}" + END,))
    answer = Deployed(snapshot({"/": {"GET": method(lambda_proxy())}}), functions=functions).call("GET", "/")

    assert (answer.stream, answer.body) == (None, b"x")


@pytest.mark.parametrize(("endpoint_type", "seconds"), [("EDGE", 30), ("REGIONAL", 300), ("PRIVATE", 300)])
def test_f348_how_long_a_stream_may_be_silent(endpoint_type: str, seconds: float) -> None:
    assert idle_seconds(endpoint_type) == seconds


def test_f348_an_api_that_names_no_endpoint_type_is_edge_optimized() -> None:
    api = snapshot({"/": {"GET": method(lambda_proxy())}})
    regional = snapshot({}, endpointConfiguration={"types": ["REGIONAL"]})

    assert [compile_api(each).stream_idle_seconds for each in (api, regional)] == [30, 300]


async def _parts(parts: Iterable[bytes], last: asyncio.Event | None = None) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if last is not None:
        await last.wait()


def test_a_stream_that_is_silent_for_too_long_breaks() -> None:
    async def run() -> None:
        stream = within_bounds(_parts([b"a"], asyncio.Event()), idle=0.01)
        assert await anext(stream) == b"a"
        with pytest.raises(StreamBrokenError):
            await anext(stream)

    asyncio.run(run())
