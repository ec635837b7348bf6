"""Responses that a function says bit by bit, on real workers."""

from collections.abc import Iterator

import pytest

from emulator.functions.invocation import Invocation, Stream
from emulator.functions.pool import Limits
from tests.emulator.functions.archives import archive_of
from tests.emulator.functions.bench import Bench
from tests.emulator.functions.streaming_runtime import STREAMING_RUNTIME
from tests.emulator.functions.versions import ARN, version_of


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench(Limits(workers=4))
    bench.deploy(version_of(code=archive_of({"app.py": STREAMING_RUNTIME})))
    yield bench
    bench.close()


def test_what_a_function_says_comes_as_it_says_it(bench: Bench) -> None:
    chunks, ended = bench.stream({"say": ["one ", "two ", "three"]})

    assert b"".join(chunks) == b"one two three"
    assert ended.function_error is None
    assert "REPORT RequestId" in ended.log


def test_who_wants_it_whole_gets_it_whole(bench: Bench) -> None:
    invocation = bench.invoke({"say": ['{"a": ', "1}"]})

    assert invocation.payload == b'{"a": 1}'


def test_an_error_in_the_trailers_ends_the_stream(bench: Bench) -> None:
    trailers = {
        "Lambda-Runtime-Function-Error-Type": "Function.Broken",
        "Lambda-Runtime-Function-Error-Body": "eyJlcnJvclR5cGUiOiAiQnJva2VuIn0=",
    }

    chunks, ended = bench.stream({"say": ["some"], "trailers": trailers})

    assert b"".join(chunks) == b"some"
    assert (ended.function_error, ended.payload) == ("Unhandled", b'{"errorType": "Broken"}')


def test_an_error_type_alone_is_told(bench: Bench) -> None:
    trailers = {"Lambda-Runtime-Function-Error-Type": "Function.Broken"}

    _, ended = bench.stream({"say": ["some"], "trailers": trailers})

    assert ended.payload == b'{"errorType": "Function.Broken"}'


def test_a_response_that_is_cut_off_is_an_error(bench: Bench) -> None:
    chunks, ended = bench.stream({"say": ["some"], "breaks": True})

    assert b"".join(chunks) == b"some"
    assert ended.function_error == "Unhandled"
    assert b"Runtime.TruncatedResponse" in ended.payload


def test_a_function_that_exits_while_it_streams_fails_alone(bench: Bench) -> None:
    _, ended = bench.stream({"say": ["some"], "exits": True})
    chunks, _ = bench.stream({"say": ["next"]})

    assert ended.function_error == "Unhandled"
    assert chunks == [b"next"]


def test_twenty_megabytes_pass_a_reader_who_takes_his_time(bench: Bench) -> None:
    chunks, ended = bench.stream({"say": ["0123456789abcdef"] * 20, "times": 65_536})

    assert sum(map(len, chunks)) == 20 * 1024 * 1024
    assert ended.function_error is None


def test_more_than_six_megabytes_are_too_large_for_who_wants_it_whole(bench: Bench) -> None:
    invocation = bench.invoke({"say": ["0123456789abcdef"] * 7, "times": 65_536})

    assert b"Function.ResponseSizeTooLarge" in invocation.payload


def test_a_reader_who_leaves_does_not_hold_the_function_up(bench: Bench) -> None:
    async def leave() -> Invocation:
        event = b'{"say": ["0123456789abcdef", "0123456789abcdef"], "times": 65536}'
        stream = await bench.functions.invoke_with_stream(ARN, event)
        assert isinstance(stream, Stream)
        await anext(stream.chunks)
        await stream.chunks.aclose()
        return await stream.ended

    assert bench.run(leave()).function_error is None


def test_a_handler_that_does_not_stream_says_all_at_once() -> None:
    bench = Bench(Limits(workers=1))
    bench.deploy(version_of("def handle(event, context): return {'got': event}"))

    chunks, ended = bench.stream(7)
    bench.close()

    assert chunks == [b'{"got": 7}']
    assert ended.payload == b'{"got": 7}'


def test_a_handler_that_fails_says_nothing() -> None:
    bench = Bench(Limits(workers=1))
    bench.deploy(version_of("def handle(event, context): raise ValueError('x')"))

    chunks, ended = bench.stream()
    bench.close()

    assert chunks == []
    assert ended.function_error == "Unhandled"
