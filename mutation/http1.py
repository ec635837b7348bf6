"""HTTP/1.1 on a stream: heads as they were written, bodies whole. Nothing is normalised, for a proxy must add nothing.

https://www.rfc-editor.org/rfc/rfc9112
"""

import asyncio
from dataclasses import dataclass

from mutation.mutant import Headers

MOST_HEAD = 262_144
MOST_BODY = 64 * 1024 * 1024


class MalformedError(Exception):
    """What came is no message of HTTP/1.1, or larger than this proxy takes."""


@dataclass(frozen=True, slots=True)
class Head:
    """`start`: the request line or the status line. Texts are latin-1, so that every byte comes through."""

    start: str
    headers: Headers

    def values(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name]

    @property
    def chunked(self) -> bool:
        return any("chunked" in value.lower() for value in self.values("transfer-encoding"))

    @property
    def length(self) -> int | None:
        said = self.values("content-length")
        if not said:
            return None
        if not said[0].isdecimal() or int(said[0]) > MOST_BODY:
            raise MalformedError(f"Content-Length: {said[0][:20]}")
        return int(said[0])

    @property
    def closes(self) -> bool:
        said = ",".join(self.values("connection")).lower()
        return "close" in said or ("HTTP/1.0" in self.start and "keep-alive" not in said)


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """None where the other side has nothing more to say."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise MalformedError("a head without an end") from None
        return None
    except asyncio.LimitOverrunError:
        raise MalformedError("a head beyond measure") from None
    start, *lines = raw[:-4].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Head(start, tuple((name, value.strip(" \t")) for name, _, value in pairs))


async def read_body(reader: asyncio.StreamReader, head: Head, *, until_end: bool) -> bytes:
    """`until_end`: without a length it lasts as long as the connection does, as an answer's may."""
    if head.chunked:
        return await _chunks(reader)
    length = head.length
    if length is not None:
        return await reader.readexactly(length)
    if not until_end:
        return b""
    body = await reader.read(MOST_BODY + 1)
    while piece := await reader.read(MOST_BODY + 1):
        body += piece
        if len(body) > MOST_BODY:
            raise MalformedError("a body beyond measure")
    return body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """Trailers go: nothing here sends any."""
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            raise MalformedError("a chunk without a size") from None
        if size == 0:
            break
        if len(body) + size > MOST_BODY:
            raise MalformedError("a body beyond measure")
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(body)


def written(start: str, headers: Headers, body: bytes, *, bodiless: bool) -> bytes:
    """A message with its body's length in the old place, or last. `bodiless`: a length says nothing of this message's
    own body (HEAD, 304) and stays as it is.
    """
    lines = [start]
    said = bodiless
    for name, value in headers:
        if name.lower() == "content-length" and not bodiless:
            if not said:
                lines.append(f"{name}: {len(body)}")
            said = True
        elif name.lower() != "transfer-encoding":
            lines.append(f"{name}: {value}")
    if not said:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + (b"" if bodiless else body)
