"""What goes into the data plane and what comes out of it, free of any HTTP server.

A server makes a `Received` of each request and writes the `Answer`; nothing in here reads a socket.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Literal

Headers = tuple[tuple[str, str], ...]

# What API Gateway takes, in bytes: developer guide, "Quotas for configuring and running a REST API".
MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_HEADER_BYTES = 10_240
MAX_URL_BYTES = 10_240


@dataclass(frozen=True, slots=True)
class Received:
    """One request to a stage's URL.

    `headers` are in the order and the casing in which the client sent them; names and values are decoded as latin-1.
    A server that stops reading a body early hands over more than MAX_BODY_BYTES of it: that is refused as too long.
    """

    method: str
    host: str
    api_id: str
    stage_name: str
    path: str  # as sent, percent-encoded, after the stage: "/pets/7", "//pets", "/" or ""
    query: str  # as sent, percent-encoded, without "?"
    headers: Headers
    body: bytes = b""
    client_ip: str = "127.0.0.1"
    # Which of the two URL forms named the API; "test" for what TestInvokeMethod makes up.
    form: Literal["host", "path", "test"] = "path"
    base_path: str | None = None  # what comes before `path` at a custom domain name, "/v1" or ""; None elsewhere
    scheme: Literal["http", "https"] = "http"
    port: int = 80
    protocol: str = "HTTP/1.1"
    sent_path: str = ""  # the whole path as sent, which is what a client signs


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets. Whoever writes it adds Content-Length, Date and Connection.

    An answer with a `stream` has no body; whoever sends it must exhaust or close the stream.
    """

    status: int
    headers: Headers
    body: bytes
    stream: AsyncGenerator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class AccessLogEntry:
    """One line of a stage's access log, already in the stage's own format."""

    api_id: str
    stage_name: str
    destination_arn: str
    line: str
