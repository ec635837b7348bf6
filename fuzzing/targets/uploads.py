"""Emulator: archives of code, streamed responses, tokens asked for, and signatures."""

import asyncio
import base64
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from botocore.eventstream import EventStreamBuffer

from emulator.cognito.client_credentials import AppClient, Granted, OAuthError, PoolView, grant_token
from emulator.cognito.token_requests import read_token_request
from emulator.data_plane.access.principals import NoAccessKeys
from emulator.data_plane.access.signatures import Signature, read_signature
from emulator.data_plane.refusals import Refusal
from emulator.functions.archives import UnusableArchiveError, keep, unpack
from emulator.functions.environment import ACCESS_KEY_ID
from emulator.functions.event_stream import encode
from emulator.functions.invocation import Invocation, Stream
from emulator.http_messages import HttpRequest
from emulator.s3.presigned_urls import PresignedUrls
from fuzzing.sent import assert_sendable, sent_of
from fuzzing.target import Check, Target, Targets
from tests.emulator.functions.archives import zip_of

_SECRET = "s3cret"  # noqa: S105 - made up
_CLIENT = AppClient(
    "client",
    _SECRET,
    uses_oauth=True,
    flows=frozenset({"client_credentials"}),
    scopes=("a/b",),
    access_token_seconds=60,
)
_POOL = PoolView("https://issuer", frozenset({"a/b"}), _CLIENT)
_MOST_UNPACKED_BYTES = 1 << 20


def _open_archives() -> Check:
    temporary = TemporaryDirectory(prefix="fuzzing-")  # goes with the check
    folder = Path(temporary.name)
    outside = folder / "outside"
    outside.write_text("kept")

    def check(data: bytes) -> None:
        try:
            archive = keep(data, "", folder)
            taken = unpack([archive], folder / uuid4().hex, _MOST_UNPACKED_BYTES)
        except UnusableArchiveError:
            taken = 0
        assert taken <= _MOST_UNPACKED_BYTES
        assert outside.read_text() == "kept"
        for made in [each for each in Path(temporary.name).iterdir() if each != outside]:
            _remove(made)

    return check


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for below in path.iterdir():
            _remove(below)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _open_streams() -> Check:
    loop = asyncio.new_event_loop()

    async def encoded(chunks: list[bytes], ended: Invocation) -> bytes:
        async def each() -> AsyncGenerator[bytes]:
            for chunk in chunks:
                yield chunk

        future: asyncio.Future[Invocation] = loop.create_future()
        future.set_result(ended)
        return b"".join([event async for event in encode(Stream("id", "1", each(), future))])

    def check(data: bytes) -> None:
        """Parts of a response, one a line; an error document comes after the last."""
        *chunks, error = data.split(b"\n")
        ended = Invocation(error, "Unhandled" if error else None, "", "id", 1.0, "1")
        buffer = EventStreamBuffer()
        buffer.add_data(loop.run_until_complete(encoded(chunks, ended)))
        events = list(buffer)
        assert [event.payload for event in events[:-1]] == chunks
        assert events[-1].headers[":event-type"] == "InvokeComplete"

    return check


def _check_token(data: bytes) -> None:
    authorization, _, body = data.partition(b"\n")
    asked = read_token_request(authorization.decode("latin-1") or None, body)
    if isinstance(asked, OAuthError):
        return
    granted = grant_token(asked, _POOL, int(time.time()), "id")
    if isinstance(granted, Granted):
        assert asked.secret == _SECRET
        assert granted.claims["scope"] == "a/b"


def _open_signatures() -> Check:
    presigned = PresignedUrls(NoAccessKeys(), time.time)

    def check(data: bytes) -> None:
        sent = sent_of(data)
        read = read_signature({name.lower(): value for name, value in sent.headers}, sent.query)
        assert isinstance(read, Signature | Refusal)
        refusal = presigned.refuse(_request(data))
        if refusal is not None:
            assert_sendable(refusal.status, refusal.headers)
            assert refusal.status < 500

    return check


def _request(data: bytes) -> HttpRequest:
    sent = sent_of(data)
    return HttpRequest(sent.method, sent.path, sent.query, sent.headers, sent.body, "127.0.0.1", ("h", 80), "HTTP/1.1")


_BASIC = b"Basic " + base64.b64encode(f"client:{_SECRET}".encode())
_PRESIGNED = (
    b"GET /b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
    + ACCESS_KEY_ID.encode()
    + b"%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"
    b"&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
)

TARGETS: Targets = {
    "archives": Target(
        "a directory and nothing outside of it, or why not",
        _open_archives,
        (zip_of({"app.py": "x = 1", "a/b.txt": "y"}), b"PK\5\6" + bytes(18)),
        (
            *b"""
            PK\x01\x02 PK\x03\x04 PK\x05\x06 PK\x06\x06 PK\x06\x07 ../ /etc \xff\xff\xff\xff \x00\x00\xff\xa1
            """.split(),
        ),
    ),
    "event-streams": Target(
        "messages that botocore reads, with the same payloads",
        _open_streams,
        (b"a\nb\n", b'\n{"errorType": "E"}', b"", b'x\n{"errorType": 1}'),
        (b"\n", b'"errorType"', b"null", b"\xff"),
    ),
    "token-requests": Target(
        "a token for whoever knows the secret, an OAuth error for any other",
        lambda: _check_token,
        (
            _BASIC + b"\ngrant_type=client_credentials&scope=a%2Fb",
            b"\ngrant_type=client_credentials&client_id=client&client_secret=s3cret",
        ),
        (
            *b"""
            grant_type= client_credentials &scope= client_id= &client_secret= s3cret %00 %ff + authorization_code
            """.split(),
            b"Basic ",
        ),
    ),
    "signatures": Target(
        "a signature or a refusal in words",
        _open_signatures,
        (
            _PRESIGNED,
            b"GET /b/k?AWSAccessKeyId=A&Signature=0&Expires=1",
            (
                b"GET /\nX-Amz-Date: 20260101T000000Z\nAuthorization: AWS4-HMAC-SHA256 "
                b"Credential=A/20260101/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-a, Signature=0"
            ),
            b"GET /\nDate: Thu, 01 Jan 2026 00:00:00 GMT\nAuthorization: AWS4-HMAC-SHA256 Credential=A, Signature=0",
        ),
        (
            *b"""
            X-Amz-Expires= 604800 999999999 00010101T000000Z 99991231T235959Z Expires= %2F % Credential=
            SignedHeaders= Signature= -0000
            """.split(),
            b"X-Amz-Date: ",
            b"Date: ",
            b" +2400",
            b"Fri, 31 Dec 9999 23:59:59 -1200",
        ),
    ),
}
