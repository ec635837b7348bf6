"""What is kept of what functions and stages log."""

import asyncio
import gc
import time
from collections.abc import Sequence

import pytest
from moto.logs.models import LogEvent, LogsBackend, logs_backends

from emulator import cloudwatch_logs
from emulator.cloudwatch_logs import CloudWatchLogs
from emulator.functions.function_version import LogStream
from emulator.memory import spare_memory

ACCOUNT, REGION, GROUP = "210987654321", "eu-west-1", "/aws/lambda/greet"


@pytest.fixture
def backend() -> LogsBackend:
    logs: LogsBackend = logs_backends[ACCOUNT][REGION]
    logs.reset()
    return logs


def write(messages: Sequence[tuple[str, str]]) -> None:
    """Each into the stream that is named first."""

    now = int(time.time() * 1000)  # CloudWatch Logs takes no old events

    async def run() -> None:
        logs = CloudWatchLogs()
        for number, (name, message) in enumerate(messages):
            stream = LogStream(REGION, ACCOUNT, GROUP, name)
            logs.open(stream)
            logs.write(stream, now + number, message)
        await logs.close()

    asyncio.run(run())


def kept(backend: LogsBackend) -> dict[str, list[str]]:
    streams = backend.groups[GROUP].streams
    return {name: [event.message for event in stream.events] for name, stream in streams.items()}


def test_events_are_in_their_streams(backend: LogsBackend) -> None:
    write([("one", "a"), ("two", "b"), ("one", "c")])

    assert kept(backend) == {"one": ["a", "c"], "two": ["b"]}


def test_a_group_forgets_its_oldest_events_and_then_their_stream(
    backend: LogsBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloudwatch_logs, "_KEPT_EVENTS", 3)

    write([("one", "a"), ("two", "b"), ("two", "c"), ("three", "d"), ("three", "e")])

    assert kept(backend) == {"two": ["c"], "three": ["d", "e"]}


def test_an_event_that_is_forgotten_is_gone(backend: LogsBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloudwatch_logs, "_KEPT_EVENTS", 1)
    spare_memory()

    write([("one", "the earlier"), ("one", "the later")])

    gc.collect()
    messages = [each.message for each in gc.get_objects() if isinstance(each, LogEvent)]
    assert [message for message in messages if message.startswith("the ")] == ["the later"]
