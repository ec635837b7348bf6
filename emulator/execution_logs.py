"""Where the execution logs of stages go: API Gateway's own log group for each of them."""

import hashlib

from emulator.data_plane.context import Situation
from emulator.data_plane.execution_log import truncated
from emulator.data_plane.journal import Lines
from emulator.functions.function_version import LogStream, LogWriter


class ExecutionLogs:
    def __init__(self, logs: LogWriter) -> None:
        self._logs = logs
        self._open: set[LogStream] = set()

    def observe(self, situation: Situation) -> None:
        arrival = situation.call.arrival if situation.call else situation.arrival
        if not isinstance(arrival.journal, Lines) or not arrival.journal.lines:
            return
        settings = arrival.settings
        stream = _stream(arrival.region, arrival.account_id, settings.api_id, settings.stage_name)
        if stream not in self._open:
            self._open.add(stream)
            self._logs.open(stream)
        for line in arrival.journal.lines:
            self._logs.write(stream, int(line.moment * 1000), f"({arrival.request_id}) {truncated(line.text)}")


def _stream(region: str, account_id: str, api_id: str, stage_name: str) -> LogStream:
    """AWS spreads a stage's lines over many streams with such names; here one is enough."""
    place = f"{api_id}/{stage_name}"
    name = hashlib.md5(place.encode(), usedforsecurity=False).hexdigest()
    return LogStream(region, account_id, f"API-Gateway-Execution-Logs_{place}", name)
