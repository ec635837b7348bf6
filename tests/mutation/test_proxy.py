import base64
import json
import os
import socket
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract import Document, Routes
from mutation.changes.effects import Slow
from mutation.changes.payloads import SetHeader, SetStatus
from mutation.changes.requests import DropQuery
from mutation.mutant import Answer, Change, Memory, Mutant, Request
from mutation.proxy import serving
from tests.mutation.echo import echoing, exchanged

DOCUMENT = Document(
    "pets",
    {
        "paths": {
            "/pets/{pet}": {
                "parameters": [{"name": "pet", "in": "path", "schema": {"type": "string"}}],
                "get": {"operationId": "getPet", "responses": {"200": {}}},
            },
            "/pets": {"get": {"operationId": "listPets", "responses": {"200": {}}}},
        }
    },
)
TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30).map(
    str.strip
)
OWN = {"accept-encoding", "host", "content-length", "transfer-encoding", "connection", "expect"}


def mutant(change: Change, operation: str = "listPets", response: str = "", method: str = "") -> Mutant:
    return Mutant("id", "kind", operation, response, "Wrong.", change, Routes.of(DOCUMENT), method)


def request(path: str = "/stage/pets", method: str = "GET", headers: str = "", body: bytes = b"") -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}{length}\r\n".encode("latin-1") + body


def told(raw: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(raw.partition(b"\r\n\r\n")[2])
    return said


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FOO"]),
    path=TEXT.filter(lambda text: "#" not in text),
    query=st.none() | TEXT.filter(lambda text: "#" not in text),
    headers=st.lists(st.tuples(NAMES, VALUES).filter(lambda pair: pair[0].lower() not in OWN), max_size=6),
    body=st.binary(max_size=200),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_without_a_mutant_a_request_comes_through_as_it_was_written(
    method: str, path: str, query: str | None, headers: list[tuple[str, str]], body: bytes
) -> None:
    target = f"/stage/{path}" + ("" if query is None else f"?{query}")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)

    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        answered = told(exchanged(proxy.url, request(target, method, lines, body)))

    assert answered["start"] == f"{method} {target} HTTP/1.1"
    assert [pair for pair in answered["headers"] if pair[0].lower() not in OWN] == [list(pair) for pair in headers]
    assert base64.b64decode(answered["body"]) == body


def test_without_a_mutant_an_answer_comes_through_as_it_was_written() -> None:
    answers = [
        b"HTTP/1.1 200 Quite Fine\r\nX-B: 2\r\nx-a: 1\r\nX-B: 3\r\nContent-Length: 2\r\n\r\n\xff\x00",
        b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
        b"HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n",
        b"HTTP/1.1 307 Elsewhere\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
    ]
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        echo.answers += answers

        answered = exchanged(proxy.url, request() * 4)

    assert answered == b"".join(answers)
    assert echo.connections == 1


def test_head_keeps_the_length_of_what_get_would_answer() -> None:
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        answered = exchanged(proxy.url, request(method="HEAD"))

    head, _, body = answered.partition(b"\r\n\r\n")
    assert b"Content-Length: " in head
    assert b"Content-Length: 0" not in head
    assert body == b""


def test_no_compressed_answer_is_asked_for() -> None:
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        received = told(exchanged(proxy.url, request(headers="Accept-Encoding: gzip\r\n")))

    assert "accept-encoding" not in [name.lower() for name, _ in received["headers"]]


def test_chunks_are_put_together_both_ways() -> None:
    chunked = b"4\r\nbody\r\n1;x=y\r\n!\r\n0\r\n\r\n"
    sent = b"POST /stage/pets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        received = told(exchanged(proxy.url, sent))
        echo.answers.append(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked)
        answered = exchanged(proxy.url, request())

    assert base64.b64decode(received["body"]) == b"body!"
    assert answered.endswith(b"Content-Length: 5\r\n\r\nbody!")


def test_large_body_comes_through_after_100_continue() -> None:
    body = os.urandom(8 * 1024 * 1024)
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        answered = exchanged(proxy.url, request("/stage/pets", "POST", "Expect: 100-continue\r\n", body))

    first, _, rest = answered.partition(b"\r\n\r\n")
    assert first == b"HTTP/1.1 100 Continue"
    assert base64.b64decode(str(told(rest)["body"])) == body


def test_stage_is_asked_by_its_own_name() -> None:
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        answered = told(exchanged(proxy.url, request()))

        assert ["Host", echo.url.removeprefix("http://").split("/")[0]] in answered["headers"]


def test_connection_that_the_stage_closed_in_between_is_opened_again() -> None:
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        echo.answers += [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]

        first = exchanged(proxy.url, request())
        second = exchanged(proxy.url, request())

    assert first.startswith(b"HTTP/1.1 200 OK")
    assert second.startswith(b"HTTP/1.1 200 Fine")


def test_mutant_changes_its_own_operation_alone_and_is_counted() -> None:
    with echoing() as echo, serving(mutant(SetStatus(418)), echo.url, {}) as proxy:
        own = exchanged(proxy.url, request("/stage/pets"))
        other = exchanged(proxy.url, request("/stage/pets/1"))
        outside = exchanged(proxy.url, request("/elsewhere/pets"))

        assert [each.split(b" ")[1] for each in (own, other, outside)] == [b"418", b"200", b"200"]
        assert proxy.changed == 1


def test_mutant_changes_answers_of_its_status_alone() -> None:
    change = SetHeader("X-New", "1", only=False)
    with echoing() as echo, serving(mutant(change, response="404"), echo.url, {}) as proxy:
        fine = exchanged(proxy.url, request())
        echo.answers.append(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n")
        none = exchanged(proxy.url, request())

        assert b"X-New" not in fine
        assert b"X-New: 1" in none
        assert proxy.changed == 1


def test_mutant_that_finds_nothing_to_change_is_not_counted() -> None:
    with echoing() as echo, serving(mutant(DropQuery("limit")), echo.url, {}) as proxy:
        answered = told(exchanged(proxy.url, request("/stage/pets?cursor=%2F")))

        assert answered["start"] == "GET /stage/pets?cursor=%2F HTTP/1.1"
        assert proxy.changed == 0


def test_request_is_changed_on_its_way_and_the_rest_of_it_stays_raw() -> None:
    with echoing() as echo, serving(mutant(DropQuery("limit")), echo.url, {}) as proxy:
        answered = told(exchanged(proxy.url, request("/stage/pets?a=%2F&limit=1&b=..")))

        assert answered["start"] == "GET /stage/pets?a=%2F&b=.. HTTP/1.1"
        assert proxy.changed == 1


def test_preflight_belongs_to_the_operations_of_its_path() -> None:
    change = SetHeader("X-New", "1", only=False)
    with echoing() as echo, serving(mutant(change, "getPet", method="OPTIONS"), echo.url, {}) as proxy:
        own = exchanged(proxy.url, request("/stage/pets/1", "OPTIONS"))
        get = exchanged(proxy.url, request("/stage/pets/1", "GET"))

    assert b"X-New" in own
    assert b"X-New" not in get


def test_second_request_counts_in_place_of_the_first() -> None:
    with echoing() as echo, serving(mutant(_Again()), echo.url, {}) as proxy:
        answered = told(exchanged(proxy.url, request()))

        assert echo.heads == ["GET /stage/pets HTTP/1.1", "POST /stage/pets HTTP/1.1"]
        assert answered["start"] == "POST /stage/pets HTTP/1.1"


def test_answer_without_the_stage_is_possible() -> None:
    with echoing() as echo, serving(mutant(_Instead()), echo.url, {}) as proxy:
        answered = exchanged(proxy.url, request())

        assert answered == b"HTTP/1.1 203 203\r\nContent-Length: 4\r\n\r\nmade"
        assert echo.heads == []


def test_delay_counts_as_a_change() -> None:
    with echoing() as echo, serving(mutant(Slow(0.001, every=2)), echo.url, {}) as proxy:
        exchanged(proxy.url, request() * 5)

        assert proxy.changed == 2


def test_nonsense_ends_its_own_conversation_alone() -> None:
    with echoing() as echo, serving(None, echo.url, {}) as proxy:
        nothing = exchanged(proxy.url, b"GET /stage/pets HTTP/1.1\r\nContent-Length: x\r\n\r\n")
        something = exchanged(proxy.url, request())

    assert nothing == b""
    assert something.startswith(b"HTTP/1.1 200")


def test_client_that_holds_its_connection_does_not_hold_up_the_end() -> None:
    with echoing() as echo:
        with serving(mutant(Slow(60)), echo.url, {}) as proxy:
            host, port = proxy.url.removeprefix("http://").split("/")[0].split(":")
            connection = socket.create_connection((host, int(port)), timeout=10)
            connection.sendall(request())
            assert echo.heard.wait(10)

        with connection:
            assert connection.recv(1) == b""


@dataclass(frozen=True, slots=True)
class _Again(Change):
    def again(self, request: Request, _answer: Answer, _memory: Memory, /) -> Request:
        return Request("POST", request.path, request.query, request.headers, request.body)


@dataclass(frozen=True, slots=True)
class _Instead(Change):
    def request(self, _request: Request, _memory: Memory, /) -> Answer:
        return Answer(203, (), b"made")
