"""A request to the emulator as it arrived, and what it is answered, between the server and AWS's services."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature is good for."""

    service: str
    region: str


@dataclass(frozen=True)
class HttpRequest:
    """`headers` are in the client's order and casing. `raw_path` and `query` are as sent, percent-encoded."""

    method: str
    raw_path: str
    query: str
    headers: Headers
    body: bytes
    client_ip: str
    server: tuple[str, int]
    protocol: str

    @cached_property
    def header(self) -> dict[str, str]:
        """By lower-case name; of a repeated header, the last value."""
        return {name.lower(): value for name, value in self.headers}

    @cached_property
    def signed_for(self) -> Signed | None:
        """By the SigV4 credential scope, of the header or of a presigned URL; None if it is unsigned."""
        authorization = self.header.get("authorization", "")
        _, _, credential = authorization.partition("Credential=")
        if not credential and "X-Amz-Credential=" in self.query:
            credential = parse_qs(self.query).get("X-Amz-Credential", [""])[0]
        scope = credential.partition(",")[0].split("/")
        return Signed(scope[3], scope[2]) if len(scope) == 5 else None

    @property
    def service(self) -> str | None:
        return self.signed_for.service if self.signed_for else None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Whoever writes it adds Content-Length, Date and Connection.

    An answer with a `stream` has no body; whoever writes it exhausts or closes the stream.
    """

    status: int
    headers: Headers
    body: bytes
    stream: AsyncGenerator[bytes] | None = None
