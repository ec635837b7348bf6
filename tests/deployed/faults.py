"""What stands between the functions and AWS in the drills: it passes every call on, or does with it what it was told.

One function is told from another by the application id in its SDK's User-Agent. Bedrock, which the emulator does not
have, is answered by tests.deployed.fake_bedrock.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.deployed.fake_bedrock import answer_of

LIMIT_SECONDS = 60
HOP_BY_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding"}
FUNCTION = re.compile(r"\bapp/(\S+)")
SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class Call:
    """`service` is the one that the call is signed for. `operation` is an HTTP method where the service has no header
    that names one. `about` is the path and the body.
    """

    function: str
    service: str
    operation: str
    about: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


# What becomes of a call that can still be passed on. None cuts the connection: the function learns nothing.
Spoil = Callable[[Call, Callable[[], Reply]], Reply | None]


def refused(status: int, code: str) -> Spoil:
    """An error of AWS's own: of S3 in XML, of others in JSON."""
    document = json.dumps({"__type": code, "message": "a drill"}).encode()
    told = Reply(status, {"Content-Type": "application/json", "x-amzn-errortype": code}, document)
    told_by_s3 = Reply(
        status,
        {"Content-Type": "application/xml"},
        f"<Error><Code>{code}</Code><Message>a drill</Message></Error>".encode(),
    )
    return lambda call, _: told_by_s3 if call.service == "s3" else told


def cut(_call: Call, _pass_on: Callable[[], Reply]) -> None:
    """Before AWS hears of it."""


def cut_after(_call: Call, pass_on: Callable[[], Reply]) -> None:
    """AWS has done it, and nobody is told."""
    pass_on()


@dataclass(frozen=True, slots=True)
class Held:
    """A `Spoil`: the call waits, `reached`, until it is `released`; then it is passed on."""

    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __call__(self, _call: Call, pass_on: Callable[[], Reply]) -> Reply:
        self.reached.set()
        self.released.wait(LIMIT_SECONDS)
        return pass_on()


@dataclass(slots=True)
class Fault:
    """Meets the calls that are as named and have every word of `about`: `times` of them, after `skip`."""

    do: Spoil
    function: str = ""
    service: str = ""
    operation: str = ""
    about: tuple[str, ...] = ()
    times: int = 1 << 30
    skip: int = 0
    met: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def takes(self, call: Call) -> bool:
        named = ((self.function, call.function), (self.service, call.service), (self.operation, call.operation))
        if not all(wanted in {"", own} for wanted, own in named) or not all(word in call.about for word in self.about):
            return False
        with self._lock:
            self.met += 1
            return self.skip < self.met <= self.skip + self.times


class Services(ThreadingHTTPServer):
    """AWS as the functions see it, at `endpoint`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = (host, port)
        self.faults: list[Fault] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def with_fault(self, do: Spoil, **which: Any) -> Iterator[Fault]:
        """`which` are fields of `Fault`."""
        fault = Fault(do, **which)
        self.faults.append(fault)
        try:
            yield fault
        finally:
            self.faults.remove(fault)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that is killed leaves its connections in the middle of something: nothing is printed of it."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: Services

    def setup(self) -> None:
        super().setup()
        self._upstream = HTTPConnection(*self.server.target, timeout=LIMIT_SECONDS)

    def finish(self) -> None:
        self._upstream.close()
        with suppress(OSError):
            super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        call = self._call(body)
        fault = next((fault for fault in list(self.server.faults) if fault.takes(call)), None)
        answer = self._bedrock if call.service == "bedrock" else self._pass_on
        reply = fault.do(call, lambda: answer(body)) if fault else answer(body)
        if reply is None:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        length = len(reply.body) if self.command != "HEAD" else reply.headers.get("Content-Length", "0")
        for name, value in {**reply.headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def handle_expect_100(self) -> bool:
        """An SDK that is told to go on does not wait for it."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 - BaseHTTPRequestHandler's names

    def log_message(self, *_arguments: Any) -> None:
        """Nothing."""

    def _call(self, body: bytes) -> Call:
        function = FUNCTION.search(self.headers.get("User-Agent", ""))
        service = SERVICE.search(self.headers.get("Authorization", ""))
        operation = self.headers.get("X-Amz-Target", self.command).rpartition(".")[2]
        about = f"{self.path}\n{body.decode('utf-8', 'replace')}"
        return Call(function[1] if function else "", service[1] if service else "", operation, about)

    def _pass_on(self, body: bytes) -> Reply:
        self._upstream.request(self.command, self.path, body or None, dict(self.headers.items()))
        answer = self._upstream.getresponse()
        content = answer.read()
        kept = {"content-length"} if self.command == "HEAD" else set()
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP - kept}
        return Reply(answer.status, headers, content)

    def _bedrock(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json", "x-amzn-bedrock-input-token-count": "1"}
        return Reply(200, headers, json.dumps(answer_of(json.loads(body))).encode())


@contextmanager
def services_before(host: str, port: int) -> Iterator[Services]:
    """Calls are passed on to an emulator at this address."""
    services = Services(host, port)
    thread = threading.Thread(target=services.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield services
    finally:
        services.shutdown()
        thread.join()
        services.server_close()
