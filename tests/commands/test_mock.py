"""The mock answers every operation of the client edition as the contract has it, asked by the examples in there."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from commands.local_programs import free_port, is_free
from commands.started import wait_until
from contract import Document, Operation, client_edition, load
from tests.checkout import ROOT

pytestmark = pytest.mark.xdist_group("mock")  # one mock for all of them
LIMIT_SECONDS = 90
TOKEN = {"Authorization": "Bearer any"}
CONTRACT = Document("client edition", client_edition(load(ROOT / "openapi.yaml"), "http://127.0.0.1"))
OPERATIONS = CONTRACT.operations()


@dataclass(frozen=True, slots=True)
class Call:
    """A request that the document itself shows."""

    operation: Operation
    name: str
    path: str
    headers: Mapping[str, str]
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)

    def send(self, url: str, **headers: str) -> requests.Response:
        method, address = self.operation.method.upper(), url + self.path
        sent = {**self.headers, **headers}
        return requests.request(method, address, params=self.query, headers=sent, json=self.body, timeout=30)


def examples_of(node: Mapping[str, Any]) -> dict[str, Any]:
    """By name; the only one has none."""
    named = {name: example["value"] for name, example in node.get("examples", {}).items()}
    return named or ({"": node["example"]} if "example" in node else {})


def calls_of(operation: Operation) -> Iterator[Call]:
    """One with each example of the body, with the examples of parameters."""
    path, query, headers = operation.path, {}, dict(TOKEN) if operation.raw["security"] else {}
    for parameter in CONTRACT.parameters(operation):
        value = next(iter(examples_of(parameter).values()), None)
        match parameter["in"], value:
            case "path", str():
                path = path.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
            case "query", str():
                query[parameter["name"]] = value
            case "header", str():
                headers[parameter["name"]] = value
    content = operation.raw.get("requestBody", {}).get("content", {}).get("application/json", {})
    for name, body in (examples_of(content) or {"": None}).items():
        yield Call(operation, name, path, headers, body, query)


CALLS = [call for operation in OPERATIONS for call in calls_of(operation)]
WITH_BODY = [call for call in CALLS if call.body is not None]
ANSWERS = [
    (next(calls_of(operation)), status, name, value)
    for operation in OPERATIONS
    for status, response in operation.raw["responses"].items()
    for content in CONTRACT.resolve(response).get("content", {}).values()
    for name, value in examples_of(content).items()
    if name and status.startswith("2")
]


def named(call: Any) -> str | None:
    return f"{call.operation.operation_id} {call.name}".strip() if isinstance(call, Call) else None


def errors_of(schema: Mapping[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": CONTRACT.root["components"]}
    return [each.message for each in OAS30Validator(whole, format_checker=oas30_format_checker).iter_errors(value)]


def assert_is_documented(operation: Operation, answer: requests.Response) -> None:
    """Its status, its media type, its body and its headers are what the contract says."""
    documented = CONTRACT.resolve(operation.raw["responses"][str(answer.status_code)])
    assert "sl-violations" not in answer.headers or not answer.ok
    for name, header in documented.get("headers", {}).items():
        declared = CONTRACT.resolve(header)
        assert name in answer.headers or not declared.get("required")
        if name in answer.headers and declared["schema"]["type"] == "string":
            assert errors_of(declared["schema"], answer.headers[name]) == [], name
    if contents := documented.get("content"):
        media_type = answer.headers["content-type"].partition(";")[0]
        schema = contents[media_type].get("schema", {})
        if media_type.endswith("json"):
            assert errors_of(schema, answer.json()) == []


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a mock that is ready."""
    with running(free_port(), tmp_path_factory.mktemp("mock") / "output.txt") as (_, url):
        yield url


@contextmanager
def running(port: int, output: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The command and the URL that it tells, once it does."""
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "commands", "mock", "--port", str(port)], cwd=ROOT, stdout=sink, stderr=sink
        )
    try:
        wait_until(lambda: b"curl" in output.read_bytes() or process.poll() is not None, LIMIT_SECONDS)
        told = [line.split()[-1] for line in output.read_text().splitlines() if line.strip().startswith("URL")]
        assert told, output.read_text()
        yield process, told[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(LIMIT_SECONDS)


def test_every_operation_of_the_client_edition_is_asked() -> None:
    assert {call.operation.operation_id for call in CALLS} == {each.operation_id for each in OPERATIONS}
    assert len(OPERATIONS) > 10


@pytest.mark.parametrize("call", CALLS, ids=named)
def test_a_documented_example_is_answered_as_the_contract_says(mock: str, call: Call) -> None:
    answer = call.send(mock)

    assert answer.ok, answer.text
    assert_is_documented(call.operation, answer)


@pytest.mark.parametrize(("call", "status", "name", "value"), ANSWERS, ids=named)
def test_a_named_answer_is_given_to_whoever_prefers_it(
    mock: str, call: Call, status: str, name: str, value: Any
) -> None:
    answer = call.send(mock, Prefer=f"code={status}, example={name}")

    assert (answer.status_code, answer.json()) == (int(status), value)


@pytest.mark.parametrize("call", [next(calls_of(each)) for each in OPERATIONS if each.raw["security"]], ids=named)
def test_no_token_is_401(mock: str, call: Call) -> None:
    answer = requests.request(
        call.operation.method.upper(), mock + call.path, json=call.body, params=call.query, timeout=30
    )

    assert answer.status_code == 401
    assert_is_documented(call.operation, answer)


@pytest.mark.parametrize("call", {each.operation.operation_id: each for each in WITH_BODY}.values(), ids=named)
def test_a_body_that_breaks_its_schema_is_a_documented_problem(mock: str, call: Call) -> None:
    answer = Call(call.operation, "", call.path, call.headers, [], call.query).send(mock)

    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert_is_documented(call.operation, answer)


def test_what_prism_says_in_its_own_words_is_a_problem_of_another_type(mock: str) -> None:
    answer = requests.get(f"{mock}/nothing-of-the-kind", headers=TOKEN, timeout=30)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert not answer.json()["type"].startswith("urn:ai-facade:")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_mock_ends_with_its_command(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()

    with running(port, tmp_path / "output.txt") as (process, _):
        process.send_signal(number)

        assert process.wait(LIMIT_SECONDS) == 0
        assert is_free(port)


def test_a_taken_port_is_told_in_a_sentence_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "commands", "mock", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stdout == ""
    told = f"Port {port} is taken by another program; name a free one, as in: make mock PORT={port + 1}\n"
    assert ended.stderr == told
