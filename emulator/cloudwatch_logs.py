"""CloudWatch Logs, which are moto's: what functions and state machines write there."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from moto.logs.models import LogsBackend, logs_backends
from moto.logs.models import LogStream as MotoLogStream

from emulator.batches import Batches
from emulator.cloudwatch.log_extraction import extract_metrics
from emulator.functions.function_version import LogStream

_LOG_SECONDS = 0.25
_KEPT_EVENTS = 30_000  # of a log group: a few runs of the contract suite

_writing = threading.Lock()


class CloudWatchLogs:
    """Writes log events to moto's log groups; is a `LogWriter` for functions. A group that was deleted stays so."""

    def __init__(self, echo: Callable[[str], object] | None = None) -> None:
        extract_metrics()
        self._echo = echo
        self._batches = Batches(put_events, _LOG_SECONDS)

    def open(self, stream: LogStream) -> None:
        _backend(stream).ensure_log_group(stream.group)

    def write(self, stream: LogStream, timestamp_ms: int, message: str) -> None:
        self._batches.add(LogEvent(stream, timestamp_ms, message))
        if self._echo is not None and stream.group.startswith("/aws/lambda/"):
            self._echo(f"{stream.group} {message}")

    async def close(self) -> None:
        await self._batches.close()


@dataclass(frozen=True, slots=True)
class LogEvent:
    stream: LogStream
    timestamp_ms: int
    message: str


def put_events(events: Sequence[LogEvent]) -> None:
    by_stream: defaultdict[LogStream, list[dict[str, Any]]] = defaultdict(list)
    for event in sorted(events, key=lambda each: each.timestamp_ms):
        by_stream[event.stream].append({"timestamp": event.timestamp_ms, "message": event.message})
    for stream, wire in by_stream.items():
        backend = _backend(stream)
        with _writing:
            if stream.group in backend.groups:
                backend.ensure_log_stream(stream.group, stream.name)
                backend.put_log_events(stream.group, stream.name, wire)
                _forget_oldest(backend.groups[stream.group].streams)


def _forget_oldest(streams: dict[str, MotoLogStream]) -> None:
    """moto keeps every event of a group for ever: a load test, which makes many streams too, would fill the memory."""
    surplus = sum(len(stream.events) for stream in streams.values()) - _KEPT_EVENTS
    for name, oldest in list(streams.items()):
        if surplus <= 0:
            return
        forgotten = min(surplus, len(oldest.events))
        del oldest.events[:forgotten]
        surplus -= forgotten
        if forgotten and not oldest.events:
            del streams[name]


def _backend(stream: LogStream) -> LogsBackend:
    return logs_backends[stream.account_id][stream.region]
