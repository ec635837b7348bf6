"""A load on one endpoint: kept connections that each send the same request again as soon as it was answered.

The client shares the machine with what it measures, so it does next to nothing: it sends prepared bytes, and of an
answer it reads the status and where it ends.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def encode(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + self.body


@dataclass(slots=True)
class Result:
    """`statuses` counts the answers; `milliseconds` has one entry an answer, in order of arrival."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    lost: int = 0  # connections that ended without an answer

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def drive(port: int, request: Request, *, connections: int, seconds: float) -> Result:
    """Raises ConnectionError if the endpoint cannot be reached at all."""
    return uvloop.run(_drive(port, request, connections, seconds))


async def _drive(port: int, request: Request, connections: int, seconds: float) -> Result:
    loop = asyncio.get_running_loop()
    load = _Load(request.encode(f"127.0.0.1:{port}"), port, seconds)
    await asyncio.gather(*(loop.create_connection(load.connect, "127.0.0.1", port) for _ in range(connections)))
    await load.over.wait()
    return load.result


class _Load:
    """What the connections share."""

    def __init__(self, request: bytes, port: int, seconds: float) -> None:
        self.request = request
        self.port = port
        self.result = Result(seconds)
        self.over = asyncio.Event()
        self._until = time.perf_counter() + seconds
        self._open = 0

    def connect(self) -> "_Connection":
        self._open += 1
        return _Connection(self)

    def goes_on(self, now: float) -> bool:
        return now < self._until

    def closed(self) -> None:
        self._open -= 1
        if not self._open:
            self.over.set()


class _Connection(asyncio.Protocol):
    def __init__(self, load: _Load) -> None:
        self._load = load
        self._received = b""
        self._began = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._began:
            self._load.result.lost += 1
        self._load.closed()

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data if self._received else data
        head = received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(received, 0, head + 2)
        if len(received) < head + 4 + (int(length[1]) if length else 0):
            return
        now = time.perf_counter()
        result = self._load.result
        result.milliseconds.append((now - self._began) * 1000)
        result.statuses[int(received[9:12])] += 1
        self._received, self._began = b"", 0.0
        if self._load.goes_on(now):
            self._send()
        elif self._transport is not None:
            self._transport.close()

    def _send(self) -> None:
        self._began = time.perf_counter()
        if self._transport is not None:
            self._transport.write(self._load.request)
