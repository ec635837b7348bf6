"""Responses that are streamed, over real connections."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.emulator.functions.streaming_runtime import STREAMING_RUNTIME
from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator, wait_until

HEAD = json.dumps({"statusCode": 201, "headers": {"Content-Type": "text/plain"}}) + "\0" * 8


@pytest.fixture
def name() -> str:
    return f"function-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def url(emulator: RunningEmulator, name: str) -> str:
    return deploy(emulator, name)


def deploy(emulator: RunningEmulator, name: str) -> str:
    """The URL of ANY / that streams what the function says."""
    arn = emulator.create_function(name, STREAMING_RUNTIME, Timeout=30)
    client = emulator.client("apigateway")
    api_id = client.create_rest_api(name=name)["id"]
    place = {"restApiId": api_id, "resourceId": client.get_resources(restApiId=api_id)["items"][0]["id"]}
    client.put_method(**place, httpMethod="ANY", authorizationType="NONE")
    path = f"path/2021-11-15/functions/{arn}/response-streaming-invocations"
    client.put_integration(
        **place,
        httpMethod="ANY",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:us-east-1:lambda:{path}",
        responseTransferMode="STREAM",
    )
    client.create_deployment(restApiId=api_id, stageName="test")
    return f"{emulator.url}/_aws/execute-api/{api_id}/test"


def ask(url: str, **event: Any) -> requests.Response:
    return requests.post(url, json=event, stream=True, timeout=15)


def parts(answer: requests.Response) -> Iterator[bytes]:
    return answer.iter_content(chunk_size=None)


def test_a_body_comes_as_the_function_says_it(url: str) -> None:
    answer = ask(url, head=HEAD, say=["one ", "two"], waits=0.2)

    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert list(parts(answer)) == [b"one ", b"two"]


def test_a_status_without_a_body_has_none(url: str) -> None:
    head = json.dumps({"statusCode": 204}) + "\0" * 8

    with requests.Session() as session:
        answers = [session.post(url, json={"head": head, "say": ["x"]}, timeout=15) for _ in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2


def test_what_comes_after_a_stream_uses_the_same_connection(url: str) -> None:
    with requests.Session() as session:
        bodies = [session.post(url, json={"head": HEAD, "say": ["x"]}, timeout=15).content for _ in range(3)]

    assert bodies == [b"x"] * 3


def test_more_than_the_ten_megabytes_of_a_buffered_response_pass(url: str) -> None:
    answer = ask(url, head=HEAD, say=["0123456789abcdef"] * 11, times=65_536)

    assert len(answer.content) == 11 * 1024 * 1024


def test_a_function_that_breaks_off_breaks_the_connection(url: str) -> None:
    answer = ask(url, head=HEAD, say=["some"], breaks=True)

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        list(parts(answer))


def test_a_response_without_metadata_is_502(url: str) -> None:
    answer = ask(url, say=["plain"])

    assert (answer.status_code, answer.json()) == (502, {"message": "Internal server error"})


def test_a_client_who_leaves_ends_the_stream_and_not_the_function(
    emulator: RunningEmulator, name: str, url: str
) -> None:
    answer = ask(url, head=HEAD, say=["x" * 100_000] * 30, waits=0.02)
    next(parts(answer))
    answer.close()

    def has_reported() -> bool:
        events = emulator.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
        return any(event["message"].startswith("REPORT") for event in events)

    wait_until(has_reported, "the function to end")


def test_lambdas_own_operation_streams(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, STREAMING_RUNTIME)
    client = emulator.client("lambda")

    answer = client.invoke_with_response_stream(FunctionName=name, Payload=b'{"say": ["one ", "two"]}')

    events = list(answer["EventStream"])
    payload = b"".join(event["PayloadChunk"]["Payload"] for event in events if "PayloadChunk" in event)
    assert (answer["ExecutedVersion"], payload) == ("$LATEST", b"one two")
    assert events[-1] == {"InvokeComplete": {}}


def test_lambdas_own_operation_tells_of_a_function_that_fails(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, "def handle(event, context): raise ValueError('no such pet')")

    answer = emulator.client("lambda").invoke_with_response_stream(FunctionName=name)

    [event] = list(answer["EventStream"])
    assert event["InvokeComplete"]["ErrorCode"] == "ValueError"
    assert "no such pet" in event["InvokeComplete"]["ErrorDetails"]


def test_the_emulator_ends_while_it_streams(name: str) -> None:
    emulator = start_emulator()
    answer = ask(deploy(emulator, name), head=HEAD, say=["x"] * 20, waits=1)
    next(parts(answer))

    stop_emulator(emulator)

    assert emulator.process.returncode == 0
