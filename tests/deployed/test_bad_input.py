"""Whatever a client sends, it gets a documented 4xx as problem+json: never a 5xx, never a hang."""

import json
import socket
from urllib.parse import urlsplit

import pytest
import requests

from tests.checkout import Stage

pytestmark = pytest.mark.xdist_group("stage")

LIMIT_SECONDS = 20
JSON_TYPE = {"content-type": "application/json"}
EMBED = {"task": "embed", "texts": ["a"]}
MEBIBYTE = 1 << 20

BAD_BODIES = {
    "no body": b"",
    "not json": b"{",
    "a number": b"1",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "an unknown task": b'{"task": "translate", "text": "hola"}',
    "a task of the wrong type": b'{"task": ["embed"], "texts": ["a"]}',
    "a missing property": b'{"task": "embed"}',
    "an unknown property": b'{"task": "embed", "texts": ["a"], "model": "x"}',
    "an empty list": b'{"task": "embed", "texts": []}',
    "an empty text": b'{"task": "embed", "texts": [""]}',
    "a text too many": json.dumps({"task": "embed", "texts": ["a"] * 129}).encode(),
    "a text too long": json.dumps({"task": "embed", "texts": ["a" * 8193]}).encode(),
    "labels that repeat": b'{"task": "classify", "text": "a", "labels": ["b", "b"]}',
    "a limit that is no integer": b'{"task": "rank", "query": "a", "documents": ["b"], "limit": 1.5}',
    "a limit that is true": b'{"task": "rank", "query": "a", "documents": ["b"], "limit": true}',
    "a huge number": b'{"task": "rank", "query": "a", "documents": ["b"], "limit": 1e400}',
    "a number of 5,000 digits": b'{"task": "rank", "query": "a", "documents": ["b"], "limit": ' + b"9" * 5000 + b"}",
    "not a number": b'{"task": "rank", "query": "a", "documents": ["b"], "limit": NaN}',
    "half a surrogate": b'{"task": "embed", "texts": ["\\ud800"]}',
    "UTF-16": '{"task": "embed", "texts": ["a"]}'.encode("utf-16"),
    "more nesting than validators follow": b'{"task": "embed", "texts": ' + b"[" * 300 + b"]" * 300 + b"}",
    "a million bytes of wrong values": b'{"task": "embed", "texts": [' + b"1," * 500_000 + b"1]}",
    "nesting without end": b"[" * 100_000,
    "deep nesting in a property": b'{"task": "embed", "texts": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}


def assert_problem(answer: requests.Response, *statuses: int) -> None:
    problem = answer.json()
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["type"].startswith("urn:ai-facade:problem:")
    assert problem["detail"]
    assert problem["requestId"] == answer.headers["x-amzn-requestid"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_bad_body_is_400(stage: Stage, body: bytes) -> None:
    answer = requests.post(
        f"{stage.url}/ai-service", data=body, headers=stage.headers | JSON_TYPE, timeout=LIMIT_SECONDS
    )

    assert_problem(answer, 400)


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_bad_body_is_refused_under_an_undeclared_content_type(stage: Stage, body: bytes) -> None:
    answer = requests.post(
        f"{stage.url}/ai-service",
        data=body,
        headers=stage.headers | {"content-type": "application/xml"},
        timeout=LIMIT_SECONDS,
    )

    assert_problem(answer, 400, 415)


def test_bytes_that_are_no_utf_8_count_as_replacement_characters(stage: Stage) -> None:
    """API Gateway decodes a body before any function sees it; nothing behind it can tell the two apart."""
    results = [
        requests.post(
            f"{stage.url}/ai-service",
            data=b'{"task": "embed", "texts": ["' + text + b'"]}',
            headers=stage.headers | JSON_TYPE,
            timeout=LIMIT_SECONDS,
        )
        for text in (b"\xff", "\N{REPLACEMENT CHARACTER}".encode())
    ]

    assert [result.status_code for result in results] == [200, 200]
    assert results[0].json() == results[1].json()


def test_a_body_above_the_operation_s_limit_is_413(stage: Stage) -> None:
    body = json.dumps({"task": "embed", "texts": ["a"], "padding": "a" * 2 * MEBIBYTE})

    for content_type in ("application/json", "text/plain"):
        answer = requests.post(
            f"{stage.url}/ai-service",
            data=body,
            headers=stage.headers | {"content-type": content_type},
            timeout=LIMIT_SECONDS,
        )

        assert_problem(answer, 400, 413, 415)


def test_a_body_above_the_gateway_s_limit_is_413(stage: Stage) -> None:
    assert _post_text(stage, 11 * MEBIBYTE).status_code == 413


def test_a_body_above_a_function_s_limit_is_a_problem(stage: Stage) -> None:
    assert_problem(_post_text(stage, 7 * MEBIBYTE), 500)


def _post_text(stage: Stage, size: int) -> requests.Response:
    headers = stage.headers | {"content-type": "text/plain"}
    return requests.post(f"{stage.url}/ai-service", data=b" " * size, headers=headers, timeout=LIMIT_SECONDS)


def test_no_token_or_a_wrong_one_is_401(stage: Stage) -> None:
    sent = ("", "Bearer", "Bearer ", "Bearer wrong", f"Bearer {'a' * 5000}", f"Basic {stage.key}", stage.key + "x")
    for headers in ({}, {"x-api-key": "wrong"}, *({"Authorization": value} for value in sent)):
        answer = requests.post(f"{stage.url}/ai-service", json=EMBED, headers=headers, timeout=LIMIT_SECONDS)

        assert_problem(answer, 401)


def test_an_undeclared_path_is_404(stage: Stage) -> None:
    for path in ("/", "/nothing", "/ai-service/more", "/AI-SERVICE", "/%00", "/..%2f..%2fetc%2fpasswd", "/health/%ff"):
        answer = requests.get(f"{stage.url}{path}", headers=stage.headers, timeout=LIMIT_SECONDS)

        assert_problem(answer, 404)


def test_an_undeclared_method_is_405_and_names_the_declared_ones(stage: Stage) -> None:
    for path, allowed in (("/ai-service", {"OPTIONS", "POST"}), ("/health", {"GET", "OPTIONS"})):
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
            answer = requests.request(method, f"{stage.url}{path}", timeout=LIMIT_SECONDS)

            assert_problem(answer, 405)
            assert {name.strip() for name in answer.headers["allow"].split(",")} == allowed


@pytest.mark.parametrize(
    "head",
    [
        b"GET /health HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 200_000,
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a",
        b"GET / HTTP/9.9\r\nHost: a",
        b"\x00\x01\x02",
        b"POST /ai-service HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
        b"POST /ai-service HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
    ],
)
def test_a_hostile_head_gets_an_answer_or_a_closed_connection(stage: Stage, head: bytes) -> None:
    address = urlsplit(stage.url)

    with socket.create_connection((address.hostname, address.port), timeout=LIMIT_SECONDS) as connection:
        connection.sendall(head + b"\r\n\r\n")
        answer = connection.recv(65536)

    assert not answer.startswith(b"HTTP/1.1 5")
    assert requests.get(f"{stage.url}/health", timeout=LIMIT_SECONDS).json()["status"] == "ok"


def test_hostile_headers_and_queries_change_nothing_or_are_a_problem(stage: Stage) -> None:
    hostile = {
        "x-forwarded-for": "' OR 1=1",
        "accept": "a" * 1000,
        "cookie": "=;=;",
    }
    for query in (
        "?" + "q" * 100_000,
        "?a=%ff&a=%00",
        "?" + "&".join(f"k{i}=v" for i in range(500)),
        "?[]=1",
        "?%zz",
        "?a;b|c",
    ):
        answer = requests.post(
            f"{stage.url}/ai-service{query}", json=EMBED, headers=stage.headers | hostile, timeout=LIMIT_SECONDS
        )

        if answer.status_code != 200:
            assert_problem(answer, 400)
