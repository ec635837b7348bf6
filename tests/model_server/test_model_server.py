"""The model server as its users have it: a process of its own, asked over loopback, above all by OpenAI's client."""

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import openai
import pytest
import requests

from handlers.models.embedded import load_embedded_model
from model_server.requests import MOST_INPUTS
from tests.emulator.running import free_port, wait_until

MODEL = "wordllama-l2-supercat-256"
TEXTS = ["The parcel arrived broken.", "My package was damaged on arrival.", "Ünïcödé 😀\n\u2028"]


def start() -> tuple[subprocess.Popen[str], str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "model_server", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    wait_until(lambda: is_healthy(process, url), "the model server to be healthy")
    return process, url


def is_healthy(process: subprocess.Popen[str], url: str) -> bool:
    assert process.poll() is None, process.communicate()[0]
    try:
        return requests.get(f"{url}/health", timeout=1).ok
    except requests.ConnectionError:
        return False


def stop(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=15)
    return printed


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    process, url = start()
    yield url
    stop(process)


@pytest.fixture
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="unused", max_retries=0) as client:
        yield client


def post(url: str, **document: Any) -> requests.Response:
    return requests.post(f"{url}/v1/embeddings", json={"model": MODEL, **document}, timeout=10)


def assert_refused(response: requests.Response, status: int, param: str | None = None) -> str:
    """Returns the message. The shape is the OpenAI API's."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    message: str = error["message"]
    return message


@pytest.mark.parametrize("encoding", ["float", "base64", None])
def test_openai_s_client_gets_the_embedded_model_s_vectors(client: openai.OpenAI, encoding: Any) -> None:
    expected = load_embedded_model().embed(TEXTS)

    answered = client.embeddings.create(
        model=MODEL, input=TEXTS, encoding_format=openai.omit if encoding is None else encoding
    )

    rows: list[Any] = [row.embedding for row in answered.data]
    # OpenAI's client leaves base64 as it is when it was asked for by name.
    decoded = [np.frombuffer(base64.b64decode(row), "<f4") if isinstance(row, str) else row for row in rows]
    np.testing.assert_allclose(np.array(decoded), expected.vectors, atol=1e-7)
    assert [row.index for row in answered.data] == [0, 1, 2]
    assert answered.model == MODEL
    assert answered.usage.prompt_tokens == answered.usage.total_tokens == expected.tokens


def test_one_text_is_a_list_of_one(client: openai.OpenAI) -> None:
    one = client.embeddings.create(model=MODEL, input=TEXTS[0], dimensions=256, user="u")
    listed = client.embeddings.create(model=MODEL, input=[TEXTS[0]])

    assert one.data == listed.data


def test_the_model_can_be_found(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).id == MODEL


def test_another_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="text-embedding-3-small"):
        client.models.retrieve("text-embedding-3-small")
    with pytest.raises(openai.NotFoundError) as refused:
        client.embeddings.create(model="text-embedding-3-small", input="a")

    assert (refused.value.code, refused.value.param) == ("model_not_found", "model")


@pytest.mark.parametrize("given", [[1, 2], [[1, 2], [3]], [0]])
def test_tokens_are_refused_in_words(client: openai.OpenAI, given: Any) -> None:
    with pytest.raises(openai.BadRequestError, match="send input as text"):
        client.embeddings.create(model=MODEL, input=given)


@pytest.mark.parametrize("given", ["", [], [""], ["a", ""], ["a", 1], ["a", None], 1, None, {}, "\ud800", True, [[]]])
def test_what_is_no_text_is_refused(url: str, given: Any) -> None:
    assert_refused(post(url, input=given), 400, "input")


@pytest.mark.parametrize(
    ("setting", "param"),
    [
        ({"dimensions": 64}, "dimensions"),
        ({"dimensions": "256"}, "dimensions"),
        ({"encoding_format": "int8"}, "encoding_format"),
        ({"model": 1}, "model"),
        ({"temperature": 1}, "body"),
    ],
)
def test_a_setting_that_it_does_not_have_is_refused_by_name(url: str, setting: dict[str, Any], param: str) -> None:
    assert_refused(post(url, **{"input": "a", **setting}), 400, param)


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(url: str, body: bytes) -> None:
    assert_refused(requests.post(f"{url}/v1/embeddings", data=body, timeout=10), 400)


def test_inputs_are_bounded_in_number(url: str) -> None:
    assert post(url, input=["a"] * MOST_INPUTS).ok
    assert str(MOST_INPUTS) in assert_refused(post(url, input=["a"] * (MOST_INPUTS + 1)), 400, "input")


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_is_bounded_in_bytes(url: str, is_chunked: bool) -> None:
    body = json.dumps({"model": MODEL, "input": "a" * (1 << 20)}).encode()

    response = requests.post(f"{url}/v1/embeddings", data=iter([body]) if is_chunked else body, timeout=10)

    assert_refused(response, 413)


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v1/embeddings", "POST"),
        ("DELETE", "/v1/models", "GET, HEAD"),
        ("POST", f"/v1/models/{MODEL}", "GET, HEAD"),
        ("POST", "/health", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_are_allowed(url: str, method: str, path: str, allow: str) -> None:
    response = requests.request(method, url + path, timeout=10)

    assert_refused(response, 405)
    assert response.headers["Allow"] == allow


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/chat/completions", "/v1/embeddings/", "/v1/modelsx"])
def test_what_it_does_not_serve_is_not_found(url: str, path: str) -> None:
    assert_refused(requests.get(url + path, timeout=10), 404)


def test_head_is_get_without_its_body(url: str) -> None:
    head, get = (requests.request(method, f"{url}/v1/models", timeout=10) for method in ("HEAD", "GET"))

    assert head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_sigterm_stops_it_without_a_word() -> None:
    process, _ = start()

    printed = stop(process)

    assert printed == ""
    assert process.returncode in (0, -signal.SIGTERM)
