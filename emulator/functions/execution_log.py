"""What a worker's process writes, and Lambda's own lines around it: an event a line, as CloudWatch Logs gets them."""

import math
import sys
from collections import deque
from datetime import UTC, datetime
from hashlib import sha256

from emulator.functions.failures import timestamp
from emulator.functions.function_version import FunctionVersion, LogStream, LogWriter

# CloudWatch Logs cuts an event here; an invocation's own log is kept as far as anyone may ask for it.
_MAX_EVENT_BYTES = 256 * 1024
_KEPT_CHARACTERS = 64 * 1024


class ExecutionLog:
    """The log of one worker. What it writes between two invocations counts as the later one's, as on AWS."""

    def __init__(self, stream: LogStream, writer: LogWriter) -> None:
        self._stream = stream
        self._writer = writer
        self._partial = b""
        self._kept: deque[str] = deque()
        self._kept_size = 0

    def open(self, version: FunctionVersion) -> None:
        self._writer.open(self._stream)
        self.say(init_start_line(version))
        running = f"python{sys.version_info.major}.{sys.version_info.minor}"
        if version.runtime != running:
            self.say(f"[WARNING] The function names the runtime {version.runtime}; the emulator runs it on {running}.")

    def wrote(self, output: bytes) -> None:
        *lines, self._partial = (self._partial + output).split(b"\n")
        for line in lines:
            self._keep(line)
        if len(self._partial) >= _MAX_EVENT_BYTES:
            self._flush()

    def say(self, line: str) -> None:
        """A line of Lambda's own, after all that the process has written."""
        self._flush()
        self._keep(line.encode())

    def take(self) -> str:
        """All that has come since it was last taken."""
        self._flush()
        text = "\n".join(self._kept) + "\n" if self._kept else ""
        self._kept.clear()
        self._kept_size = 0
        return text

    def _flush(self) -> None:
        if self._partial:
            line, self._partial = self._partial, b""
            self._keep(line)

    def _keep(self, line: bytes) -> None:
        # awslambdaric joins the lines of one message with carriage returns, so that they stay one event.
        text = line[:_MAX_EVENT_BYTES].decode("utf-8", "replace").replace("\r", "\n")
        if not text:
            return
        self._writer.write(self._stream, int(datetime.now(UTC).timestamp() * 1000), text)
        self._kept.append(text)
        self._kept_size += len(text)
        while self._kept_size > _KEPT_CHARACTERS and len(self._kept) > 1:
            self._kept_size -= len(self._kept.popleft())


def init_start_line(version: FunctionVersion) -> str:
    """The version of the runtime is the emulator's own interpreter, whatever the function names."""
    python = sys.version_info
    runtime = f"python:{python.major}.{python.minor}.v{python.micro}"
    arn = f"arn:aws:lambda:{version.region}::runtime:{sha256(runtime.encode()).hexdigest()}"
    return f"INIT_START Runtime Version: {runtime}\tRuntime Version ARN: {arn}"


def init_report_line(init_ms: float, error_type: str) -> str:
    """Only an initialization that has failed has one."""
    return f"INIT_REPORT Init Duration: {init_ms:.2f} ms\tPhase: init\tStatus: error\tError Type: {error_type}"


def start_line(request_id: str, version: FunctionVersion) -> str:
    return f"START RequestId: {request_id} Version: {version.version}"


def end_line(request_id: str) -> str:
    return f"END RequestId: {request_id}"


def failure_line(request_id: str, sentence: str, now: datetime) -> str:
    return f"{timestamp(now)} {request_id} {sentence}"


def report_line(
    request_id: str, version: FunctionVersion, duration_ms: float, init_ms: float | None, used_mb: int, status: str
) -> str:
    """`init_ms` is told, and billed, with a worker's first invocation. `status` is "" unless Lambda ended it."""
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {duration_ms:.2f} ms",
        f"Billed Duration: {math.ceil(duration_ms + (init_ms or 0.0))} ms",
        f"Memory Size: {version.memory_mb} MB",
        f"Max Memory Used: {used_mb} MB",
    ]
    if init_ms is not None:
        parts.append(f"Init Duration: {init_ms:.2f} ms")
    if status:
        parts.append(status)
    return "\t".join(parts) + "\t"
