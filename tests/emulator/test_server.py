"""Which plane a request reaches, and how the server reads requests and writes answers."""

import json
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.emulator.running import RunningEmulator, wait_until

PROXY = """
import json
def handle(event, context):
    return {"statusCode": 200, "headers": {"X-Own": "yes"}, "body": json.dumps(event)}
"""
LOG_FORMAT = '{"status":"$context.status","path":"$context.path"}'


@dataclass(frozen=True, slots=True)
class Stage:
    emulator: RunningEmulator
    api_id: str
    log_group: str

    @property
    def url(self) -> str:
        return f"{self.emulator.url}/_aws/execute-api/{self.api_id}/test"


@pytest.fixture(scope="module")
def stage(emulator: RunningEmulator) -> Stage:
    """ANY /{proxy+} to a function that answers with its event."""
    client, name = emulator.client("apigateway"), f"proxy-{uuid.uuid4().hex[:8]}"
    arn = emulator.create_function(name, PROXY)
    api_id = client.create_rest_api(name=name)["id"]
    root = client.get_resources(restApiId=api_id)["items"][0]["id"]
    resource = client.create_resource(restApiId=api_id, parentId=root, pathPart="{proxy+}")["id"]
    place = {"restApiId": api_id, "resourceId": resource, "httpMethod": "ANY"}
    client.put_method(**place, authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    client.put_integration(**place, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    client.create_deployment(restApiId=api_id, stageName="test")
    emulator.client("logs").create_log_group(logGroupName=name)
    destination = f"arn:aws:logs:us-east-1:123456789012:log-group:{name}"
    role = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::123456789012:role/logs"}]
    client.update_account(patchOperations=role)
    settings = {"/accessLogSettings/destinationArn": destination, "/accessLogSettings/format": LOG_FORMAT}
    client.update_stage(
        restApiId=api_id,
        stageName="test",
        patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in settings.items()],
    )
    return Stage(emulator, api_id, name)


@pytest.fixture
def connection(emulator: RunningEmulator) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", emulator.port), timeout=10) as connection:
        yield connection


def event_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    event: dict[str, Any] = answer.json()
    return event


def exchange(connection: socket.socket, request: bytes) -> tuple[bytes, bytes]:
    """Head and body of the answer to a request as it is written here."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))[15:])
    while len(body) < length:
        body += connection.recv(65_536)
    return head, body


def test_it_says_that_it_is_healthy(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/_emulator/health", timeout=10)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "server" not in answer.headers


def test_a_stage_answers_at_its_path(stage: Stage) -> None:
    answer = requests.post(f"{stage.url}/pets/7?a=1&a=2", data="hello", timeout=10)

    event = event_of(answer)
    assert (event["httpMethod"], event["path"], event["body"]) == ("POST", "/pets/7", "hello")
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert event["requestContext"]["stage"] == "test"
    assert answer.headers["X-Own"] == "yes"


def test_a_stage_answers_at_its_host(stage: Stage) -> None:
    host = f"{stage.api_id}.execute-api.us-east-1.amazonaws.com"

    answer = requests.get(f"{stage.emulator.url}/test/pets/7", headers={"Host": host}, timeout=10)

    assert event_of(answer)["path"] == "/pets/7"


def test_a_path_reaches_the_stage_as_it_was_sent(stage: Stage, connection: socket.socket) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/a%2Fb//c%20d?q=%2B&q=x+y".encode()

    _, body = exchange(connection, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")

    event = json.loads(body)
    assert event["requestContext"]["path"].endswith("/a%2Fb//c%20d")
    assert event["multiValueQueryStringParameters"] == {"q": ["+", "x y"]}


def test_header_names_reach_the_function_in_the_clients_casing(stage: Stage, connection: socket.socket) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()

    _, body = exchange(connection, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\ntEsT-HEADeR: aValUE\r\n\r\n")

    assert json.loads(body)["headers"]["tEsT-HEADeR"] == "aValUE"


def test_an_unknown_stage_is_forbidden(stage: Stage) -> None:
    answer = requests.get(f"{stage.emulator.url}/_aws/execute-api/{stage.api_id}/nowhere/pets", timeout=10)

    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})


@pytest.mark.parametrize("path", ["", "/", "/api", "/api/", "//test/x"])
def test_an_url_that_names_no_stage_is_forbidden(emulator: RunningEmulator, path: str) -> None:
    answer = requests.get(f"{emulator.url}/_aws/execute-api{path}", timeout=10)

    assert answer.status_code == 403


def test_every_access_is_logged(stage: Stage) -> None:
    requests.get(f"{stage.url}/logged", timeout=10)

    def lines() -> list[str]:
        events = stage.emulator.client("logs").filter_log_events(logGroupName=stage.log_group)["events"]
        return [event["message"] for event in events]

    wait_until(lambda: '{"status":"200","path":"/test/logged"}' in lines(), "the access log")


def test_a_large_body_passes_both_ways(stage: Stage) -> None:
    answer = requests.post(f"{stage.url}/x", data=b"x" * 5_000_000, timeout=20)

    assert len(event_of(answer)["body"]) == 5_000_000


def test_a_body_over_ten_megabytes_is_too_long(stage: Stage) -> None:
    answer = requests.post(f"{stage.url}/x", data=b"x" * 10_485_761, timeout=20)

    assert answer.status_code == 413


def test_a_body_over_ten_megabytes_in_chunks_is_too_long(stage: Stage) -> None:
    answer = requests.post(f"{stage.url}/x", data=(b"x" * 1_048_576 for _ in range(11)), timeout=20)

    assert answer.status_code == 413


def test_a_body_that_is_announced_too_long_is_refused_before_it_comes(stage: Stage, connection: socket.socket) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()

    head, _ = exchange(
        connection,
        b"POST " + target + b" HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n",
    )

    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in head


def test_a_client_that_waits_to_send_its_body_is_told_to(stage: Stage, connection: socket.socket) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()
    head = b"POST " + target + b" HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"

    connection.sendall(head)
    told = connection.recv(65_536)
    _, body = exchange(connection, b"hi")

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert json.loads(body)["body"] == "hi"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /" + b"a" * 700_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-Much: " + b"a" * 700_000 + b"\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: h\r\n\r\n",
        b"no http at all\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nHost: abc.execute-api.h\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: h\r\n\r\n",
    ],
    ids=["long path", "long header", "raw bytes", "no HTTP", "no host", "two hosts", "version"],
)
def test_a_request_that_cannot_be_read_is_a_bad_request(connection: socket.socket, request_bytes: bytes) -> None:
    head, _ = exchange(connection, request_bytes)

    assert head.startswith(b"HTTP/1.1 400 ")


def test_a_trailer_without_end_is_a_bad_request(stage: Stage, connection: socket.socket) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()
    head = b"POST " + target + b" HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"

    answer, _ = exchange(connection, head + b"1\r\na\r\n0\r\nX-Much: " + b"a" * 700_000)

    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_trailer_is_no_header(stage: Stage, connection: socket.socket) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()
    head = b"POST " + target + b" HTTP/1.1\r\nHost: h\r\nX-Own: yes\r\nTransfer-Encoding: chunked\r\n\r\n"

    _, body = exchange(connection, head + b"1\r\na\r\n0\r\nX-Own: no\r\nX-Late: yes\r\n\r\n")

    event = json.loads(body)
    assert event["headers"]["X-Own"] == "yes"
    assert "X-Late" not in event["headers"]


def test_an_offer_to_upgrade_is_declined_and_the_request_served(stage: Stage, connection: socket.socket) -> None:
    """Java's HTTP client offers HTTP/2 with every first request to an http:// URL."""
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
    request = b"POST " + target + b" HTTP/1.1\r\nHost: h\r\n" + offer + b"Content-Length: 2\r\n\r\nhi"

    bodies = [json.loads(exchange(connection, request)[1])["body"] for _ in range(2)]

    assert bodies == ["hi", "hi"]


def test_an_offer_to_upgrade_is_declined_on_a_connection_s_last_request(
    stage: Stage, connection: socket.socket
) -> None:
    target = f"/_aws/execute-api/{stage.api_id}/test/x".encode()
    request = b"POST " + target + b" HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nhi"

    _, body = exchange(connection, request)

    assert json.loads(body)["body"] == "hi"


def test_a_target_of_any_length_is_refused_by_the_stage(stage: Stage) -> None:
    for length in (20_000, 100_000):
        answer = requests.get(f"{stage.url}/x?{'q' * length}", timeout=10)

        assert answer.status_code == 414
        assert "x-amzn-requestid" in answer.headers


def test_a_head_request_has_no_body(stage: Stage) -> None:
    answer = requests.head(f"{stage.url}/x", timeout=10)

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0
