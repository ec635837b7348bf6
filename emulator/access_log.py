"""Where access log entries go: what the stage names, a log group or a Firehose stream, and the standard output."""

import contextlib
import logging
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from moto.firehose.exceptions import ResourceNotFoundException
from moto.firehose.models import firehose_backends

from emulator.batches import Batches
from emulator.data_plane.messages import AccessLogEntry
from emulator.functions.function_version import LogStream, LogWriter

_log = logging.getLogger(__name__)

_PRINT_SECONDS = 0.1
_DELIVERY_SECONDS = 1.0
_MOST_RECORDS = 500  # of one PutRecordBatch


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
        self._deliveries = Batches(_deliver, _DELIVERY_SECONDS)

    def record(self, entry: AccessLogEntry) -> None:
        self._output.print(entry.line)
        arn = entry.destination_arn.removesuffix(":*").split(":", 6)
        match arn:
            case [_, _, "logs", region, account_id, "log-group", name]:
                stream = LogStream(region, account_id, name, f"{entry.api_id}/{entry.stage_name}")
                self._logs.write(stream, int(time.time() * 1000), entry.line)
            case [_, _, "firehose", region, account_id, name]:
                self._deliveries.add(_Record(account_id, region, name.removeprefix("deliverystream/"), entry.line))

    async def close(self) -> None:
        await self._deliveries.close()


class _Record(NamedTuple):
    account_id: str
    region: str
    stream: str
    line: str


def _deliver(records: Sequence[_Record]) -> None:
    by_stream: defaultdict[tuple[str, str, str], list[dict[str, bytes]]] = defaultdict(list)
    for record in records:
        # Firehose puts nothing between records: API Gateway ends each with a line break.
        by_stream[record[:3]].append({"Data": f"{record.line}\n".encode()})
    for (account_id, region, stream), data in by_stream.items():
        for first in range(0, len(data), _MOST_RECORDS):
            try:
                firehose_backends[account_id][region].put_record_batch(stream, data[first : first + _MOST_RECORDS])
            except ResourceNotFoundException:
                _log.warning("An access log goes to the Firehose stream %s, which is not there", stream)
                break


def _print(lines: Sequence[str]) -> None:
    # Who watched may have gone.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
