"""Where access log entries go: the log group that the stage names, and the emulator's standard output."""

import contextlib
import sys
import time
from collections.abc import Sequence

from emulator.batches import Batches
from emulator.data_plane.messages import AccessLogEntry
from emulator.functions.function_version import LogStream, LogWriter

_PRINT_SECONDS = 0.1


class StandardOutput:
    """Lines for whoever watches the emulator. A terminal that has stopped holds up no request."""

    def __init__(self) -> None:
        self._batches = Batches(_print, _PRINT_SECONDS)

    def print(self, line: str) -> None:
        self._batches.add(line)

    async def close(self) -> None:
        await self._batches.close()


class AccessLog:
    def __init__(self, output: StandardOutput, logs: LogWriter) -> None:
        self._output = output
        self._logs = logs

    def record(self, entry: AccessLogEntry) -> None:
        self._output.print(entry.line)
        stream = _stream(entry)
        if stream is not None:
            self._logs.write(stream, int(time.time() * 1000), entry.line)


def _stream(entry: AccessLogEntry) -> LogStream | None:
    """arn:aws:logs:{region}:{account}:log-group:{name}; a Firehose stream gets nothing."""
    parts = entry.destination_arn.removesuffix(":*").split(":", 6)
    if len(parts) < 7 or parts[2] != "logs":
        return None
    return LogStream(parts[3], parts[4], parts[6], f"{entry.api_id}/{entry.stage_name}")


def _print(lines: Sequence[str]) -> None:
    # Who watched may have gone.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
