"""Requests to web applications over real sockets, byte by byte."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.data_plane.messages import MAX_BODY_BYTES
from emulator.http_endpoints import WebApplications

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Application:
    """Answers every request with `answer`, and then waits, or hangs up."""

    def __init__(self, answer: bytes, *, hangs_up: bool) -> None:
        self.answer = answer
        self.hangs_up = hangs_up
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((line for line in head.split(b"\r\n") if line.startswith(b"Content-Length: ")), b": 0")
                self.heads.append(head)
                self.bodies.append(await reader.readexactly(int(length.partition(b": ")[2])))
                writer.write(self.answer)
                await writer.drain()
                if self.hangs_up:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(
    answer: bytes = OK, *, hangs_up: bool = False, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[Application, WebApplications]]:
    application, web = Application(answer, hangs_up=hangs_up), WebApplications()
    server = await asyncio.start_server(application.serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    application.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield application, web
    finally:
        await web.close()
        server.close()
        await server.wait_closed()


def run(test: Coroutine[Any, Any, None]) -> None:
    async def within_bounds() -> None:
        async with asyncio.timeout(20):
            await test

    asyncio.run(within_bounds())


async def ask(
    web: WebApplications, url: str, method: str = "GET", body: bytes = b"", *headers: tuple[str, str], **more: Any
) -> EndpointResponse:
    outcome = await web.send(EndpointRequest(method, url, headers, body), seconds=10, **more)
    assert isinstance(outcome, EndpointResponse), outcome
    return outcome


def test_request_goes_out_as_it_was_given() -> None:
    async def test() -> None:
        async with serving() as (application, web):
            given = (("x-lOWER", "1"), ("X-Twice", "a"), ("X-Twice", "b"), ("X-Utf8", "\u00c3\u00a9"))
            await ask(web, f"{application.url}/a%2fb/%7E/../c;d?q=%41&x=a+b&y='", "POST", b"body", *given)

            request_line, *headers = application.heads[0].split(b"\r\n")[:-2]
            assert request_line == b"POST /a%2fb/%7E/../c;d?q=%41&x=a+b&y=' HTTP/1.1"
            assert sorted(headers) == sorted(
                [
                    b"Host: " + application.url.removeprefix("http://").encode(),
                    b"Content-Length: 4",
                    b"x-lOWER: 1",
                    b"X-Twice: a",
                    b"X-Twice: b",
                    b"X-Utf8: \xc3\xa9",
                ]
            )
            assert application.bodies == [b"body"]

    run(test())


def test_body_may_be_as_large_as_api_gateway_takes() -> None:
    async def test() -> None:
        async with serving() as (application, web):
            await ask(web, application.url, "PUT", bytes(MAX_BODY_BYTES))

            assert len(application.bodies[0]) == MAX_BODY_BYTES

    run(test())


@pytest.mark.parametrize(("method", "framing"), [("GET", []), ("POST", [b"Content-Length: 0"])])
def test_request_without_a_body_says_so_where_one_is_expected(method: str, framing: list[bytes]) -> None:
    async def test() -> None:
        async with serving() as (application, web):
            await ask(web, application.url, method)

            lengths = [line for line in application.heads[0].split(b"\r\n") if line.startswith(b"Content-Length")]
            assert lengths == framing
            assert b"Transfer-Encoding" not in application.heads[0]

    run(test())


def test_mapped_host_is_the_only_one() -> None:
    async def test() -> None:
        async with serving() as (application, web):
            await ask(web, application.url, "GET", b"", ("Host", "models.internal"))

            assert application.heads[0].lower().count(b"\r\nhost:") == 1
            assert b"Host: models.internal\r\n" in application.heads[0]

    run(test())


def test_response_comes_back_as_it_was_sent() -> None:
    body = gzip.compress(b"text")
    head = b"HTTP/1.1 418 Teapot\r\nx-oWN: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Encoding: gzip\r\n"

    async def test() -> None:
        async with serving(head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body) as (application, web):
            response = await ask(web, application.url)

            assert (response.status, response.body) == (418, body)
            assert response.headers == (
                ("x-oWN", "1"),
                ("Set-Cookie", "a=1"),
                ("Set-Cookie", "b=2"),
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(len(body))),
            )

    run(test())


def test_connection_is_kept_and_cookies_are_not() -> None:
    async def test() -> None:
        async with serving(OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=1\r\n\r\n")) as (application, web):
            await ask(web, application.url)
            await ask(web, application.url)

            assert (application.connections, len(application.heads)) == (1, 2)
            assert b"cookie" not in application.heads[1].lower()

    run(test())


def test_redirect_is_an_answer_like_any_other() -> None:
    async def test() -> None:
        async with serving(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n") as (
            application,
            web,
        ):
            response = await ask(web, application.url)

            assert (response.status, dict(response.headers)["Location"]) == (302, "/elsewhere")
            assert len(application.heads) == 1

    run(test())


def test_body_is_as_long_as_the_connection_where_nothing_else_says_so() -> None:
    async def test() -> None:
        async with serving(b"HTTP/1.0 200 OK\r\n\r\nall of it", hangs_up=True) as (application, web):
            assert (await ask(web, application.url)).body == b"all of it"

    run(test())


@pytest.mark.parametrize("size", [MAX_BODY_BYTES, MAX_BODY_BYTES + 1])
def test_response_is_bounded(size: int) -> None:
    async def test() -> None:
        async with serving(b"HTTP/1.0 200 OK\r\n\r\n" + bytes(size), hangs_up=True) as (application, web):
            outcome = await web.send(EndpointRequest("GET", application.url, (), b""), seconds=10)

            assert isinstance(outcome, EndpointResponse) is (size == MAX_BODY_BYTES)
            assert isinstance(outcome, EndpointResponse) or outcome.unusable

    run(test())


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="silence"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="part of a head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart", id="part of a body"),
    ],
)
def test_endpoint_that_does_not_end_is_timed_out(answer: bytes) -> None:
    async def test() -> None:
        async with serving(answer) as (application, web):
            outcome = await web.send(EndpointRequest("GET", application.url, (), b""), seconds=0.1)

            assert isinstance(outcome, EndpointFailure)
            assert (outcome.timed_out, outcome.unusable) == (True, False)

    run(test())


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart", id="part of a body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", id="endless header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="no chunk"),
    ],
)
def test_endpoint_that_answers_no_http_is_a_failure(answer: bytes) -> None:
    async def test() -> None:
        async with serving(answer, hangs_up=True) as (application, web):
            outcome = await web.send(EndpointRequest("POST", application.url, (), b"x"), seconds=10)

            assert isinstance(outcome, EndpointFailure), outcome
            assert (outcome.timed_out, outcome.unusable) == (False, False)

    run(test())


def test_nobody_there_is_a_fault_of_the_configuration() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    async def test() -> None:
        web = WebApplications()
        for url in (f"http://127.0.0.1:{port}/", "http://no-such-host.invalid/"):
            outcome = await web.send(EndpointRequest("GET", url, (), b""), seconds=10)

            assert isinstance(outcome, EndpointFailure)
            assert outcome.unusable, outcome
        await web.close()

    run(test())


def test_certificate_must_be_good_unless_nobody_looks(tmp_path: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(_self_signed(tmp_path))

    async def test() -> None:
        async with serving(tls=tls) as (application, web):
            verified = await web.send(EndpointRequest("GET", application.url, (), b""), seconds=10)
            trusted = EndpointRequest("GET", application.url, (), b"", verifies_certificate=False)
            unverified = await web.send(trusted, seconds=10)

            assert isinstance(verified, EndpointFailure)
            assert not verified.unusable
            assert isinstance(unverified, EndpointResponse)

    run(test())


def test_stream_comes_bit_by_bit() -> None:
    async def test() -> None:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        async with serving(head + b"3\r\none\r\n") as (application, web):
            response = await ask(web, application.url, streams=True)
            stream = response.stream
            assert isinstance(stream, AsyncGenerator)

            # The rest has not even been sent.
            assert (response.status, response.body, await anext(stream)) == (200, b"", b"one")
            await stream.aclose()

    run(test())


@pytest.mark.parametrize(("hangs_up", "error"), [(False, TimeoutError), (True, aiohttp.ClientPayloadError)])
def test_stream_that_breaks_off_says_so(*, hangs_up: bool, error: type[Exception]) -> None:
    async def test() -> None:
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"
        async with serving(answer, hangs_up=hangs_up) as (application, web):
            outcome = await web.send(EndpointRequest("GET", application.url, (), b""), seconds=0.5, streams=True)
            assert isinstance(outcome, EndpointResponse)
            assert outcome.stream is not None

            with pytest.raises(error):
                _ = [chunk async for chunk in outcome.stream]

    run(test())


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "server.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
