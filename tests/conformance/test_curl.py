"""The line is run by a real shell and a real curl: what arrives is what was to be sent."""

import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.curl import curl_line

TOKEN = "t0ken.of-the_team.s1gned-by_somebody"
BY_CURL = {"host", "user-agent", "accept", "content-length", "expect"}
JSON = {"Content-Type": "application/json"}

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl on this machine")


@dataclass(frozen=True)
class Arrived:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Recorder(BaseHTTPRequestHandler):
    """Keeps what it is sent, whatever the method."""

    arrived: list[Arrived]

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.arrived.append(Arrived(self.command, self.requestline.split(" ")[1], headers, body))
        self.send_response(204)
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nothing: the test says what arrived."""


@dataclass(frozen=True)
class Echo:
    origin: str
    arrived: list[Arrived]

    def run(self, line: str) -> Arrived:
        """What one line in a shell sends, where the tokens' variables are set."""
        self.arrived.clear()
        environment = {"PATH": os.environ["PATH"], "API_KEY": TOKEN, "HOME": "/nonexistent"}
        done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, timeout=20, check=False)
        assert done.returncode == 0, (line, done.stderr)
        (arrived,) = self.arrived
        return arrived


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    arrived: list[Arrived] = []
    recorder = type("OwnRecorder", (Recorder,), {"arrived": arrived})
    with HTTPServer(("127.0.0.1", 0), recorder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Echo(f"http://127.0.0.1:{server.server_port}", arrived)
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", TOKEN)
    for other in ("PEER_API_KEY", "READER_API_KEY", "NARROW_API_KEY", "TRIAL_API_KEY"):
        monkeypatch.delenv(other, raising=False)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"])
def test_the_method_arrives(echo: Echo, method: str) -> None:
    assert echo.run(curl_line(method, f"{echo.origin}/runs", {}, None)).method == method


@pytest.mark.parametrize(
    "target",
    [
        "/runs/../documents",
        "/runs/./a/..",
        "/a%2Fb%2f..%2F",
        "/models/[1-3]/{a,b}",
        "/runs?limit=1&cursor=a'b&kind=$HOME&x=`id`&y=\"&z=!",
        "/a;b|c(d)*",
        "//double",
        "/%00%ff?a=%0A",
        "/a?x#",
    ],
)
def test_the_path_arrives_as_it_is(echo: Echo, target: str) -> None:
    assert echo.run(curl_line("GET", echo.origin + target, {}, None)).target == target.removesuffix("#")


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": ""},
        {"If-None-Match": '"a", W/"b$HOME`id`\\"'},
        {"X-Text": "it's 'quoted' \"twice\" $(id) \\n !"},
        {"Content-Type": ""},
        {"Content-Type": "text/plain; charset=utf-8"},
        {"Accept": "text/html"},
        {"X-Looks-Like-A-File": "@/etc/passwd"},
        {"X-Latin": "caf\u00e9 \u00a7 $HOME 'a' \"b\" %s \\"},
        {"Authorization": f"Bearer {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN} {TOKEN}"},
        {"Authorization": f'Basic "$HOME` \\{TOKEN}"$`\\'},
    ],
)
@pytest.mark.parametrize("body", [None, b"{}"])
def test_headers_arrive(echo: Echo, headers: dict[str, str], body: bytes | None) -> None:
    arrived = echo.run(curl_line("POST", f"{echo.origin}/", headers, body))

    for name, value in headers.items():
        assert arrived.headers[name.lower()] == value


def test_no_header_arrives_that_was_not_sent(echo: Echo) -> None:
    without, with_body, named = (
        echo.run(curl_line("POST", f"{echo.origin}/", headers, body))
        for headers, body in (({}, None), ({}, b"text"), (JSON, b"{}"))
    )

    assert without.headers.keys() <= BY_CURL
    assert with_body.headers.keys() <= BY_CURL
    assert named.headers.keys() - BY_CURL == {"content-type"}


@pytest.mark.parametrize(
    "body",
    [
        b"@/etc/hostname",
        b"",
        b"line\nline\r\nline\n\n",
        b'it\'s "quoted" $HOME `id` $(id) \\ \\n \\\\ %s %d !',
        b"\x00",
        b"a\x00b\x1b\x7f",
        b"\xff\xfe not UTF-8",
        "süß 漢字 \U0001f600".encode(),
        b"-d --next",
        b"a=1&b=2;c",
        json.dumps({"text": "a" * 10_000}).encode(),
        "text, not bytes: 'ü'\n",
    ],
)
def test_the_body_arrives_byte_by_byte(echo: Echo, body: bytes | str) -> None:
    arrived = echo.run(curl_line("POST", f"{echo.origin}/", JSON, body))

    assert arrived.body == (body if isinstance(body, bytes) else body.encode())


VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
SEGMENTS = st.lists(st.text("abc.~%2F[]{}'$&;=,*()!@:", min_size=1, max_size=8), max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segments=SEGMENTS, value=VISIBLE, body=st.binary(max_size=60) | st.text(max_size=30).map(str.encode))
def test_any_request_arrives_as_it_was_sent(echo: Echo, segments: list[str], value: str, body: bytes) -> None:
    target = "/" + "/".join(segments)

    arrived = echo.run(curl_line("POST", echo.origin + target, {**JSON, "X-Any": value}, body))

    assert (arrived.method, arrived.target, arrived.body) == ("POST", target, body)
    assert arrived.headers["x-any"] == value
    assert arrived.headers["content-type"] == "application/json"


@pytest.mark.parametrize("value", [f"Bearer {TOKEN}", f"Basic {TOKEN}", TOKEN, f"a{TOKEN}z", f"{TOKEN}, {TOKEN}"])
def test_a_token_is_named_by_its_variable_and_never_shown(echo: Echo, value: str) -> None:
    line = curl_line("GET", f"{echo.origin}/", {"Authorization": value}, None)

    assert TOKEN not in line
    assert re.search(r"\$\{?API_KEY\b", line)
    assert echo.run(line).headers["authorization"] == value


def test_a_line_is_one_line_for_a_shell_to_read() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        line = curl_line("POST", f"http://127.0.0.1:{nobody.getsockname()[1]}/", JSON, b'{"a": "\x00\n"}')

    assert "\n" not in line
    assert "\x00" not in line


def test_a_forged_token_arrives_and_its_signature_is_not_shown(echo: Echo) -> None:
    forged = f"Bearer t0ken.of-others.{TOKEN.rpartition('.')[2]}"

    line = curl_line("GET", f"{echo.origin}/runs", {"Authorization": forged}, None)

    assert echo.run(line).headers["authorization"] == forged
    assert TOKEN.rpartition(".")[2] not in line
