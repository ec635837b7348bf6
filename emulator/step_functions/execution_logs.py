"""What an execution's events leave in CloudWatch Logs, as its state machine's logging configuration has it.

moto's interpreter would write them, but is never asked to.
"""

import json
from datetime import datetime
from typing import Any
from zlib import crc32

from moto.stepfunctions.parser.api import HistoryEventType, LogLevel
from moto.stepfunctions.parser.asl.eval.event.logging import CloudWatchLoggingConfiguration, is_logging_enabled_for
from moto.stepfunctions.parser.backend.execution import Execution

from emulator.cloudwatch_logs import LogEvent, put_events
from emulator.functions.function_version import LogStream

_make_worker: Any = Execution._get_start_execution_worker  # noqa: SLF001 - moto has no other place for it


def write_logs() -> None:
    execution: Any = Execution
    execution._get_start_execution_worker = _make_writing_worker  # noqa: SLF001 - as above


class ExecutionLog:
    """Has the form of moto's CloudWatchLoggingSession."""

    def __init__(self, execution: Execution, configuration: CloudWatchLoggingConfiguration) -> None:
        self.execution_arn = execution.exec_arn
        self.configuration = configuration
        arn = execution.state_machine.arn
        place = f"{execution.start_date:%Y-%m-%d}/{crc32(arn.encode()):08x}"
        self._stream = LogStream(
            configuration.log_region,
            configuration.log_account_id,
            configuration.log_group_name,
            f"states/{execution.state_machine.name}/{place}",
        )

    def log_level_filter(self, history_event_type: HistoryEventType) -> bool:
        return bool(is_logging_enabled_for(self.configuration.log_level, history_event_type))

    def publish_history_log(self, history_log: dict[str, Any]) -> None:
        moment = int(datetime.fromisoformat(history_log["event_timestamp"]).timestamp() * 1000)
        told = history_log | {"event_timestamp": str(moment), "redrive_count": "0"}
        put_events([LogEvent(self._stream, moment, json.dumps(told, default=str))])


def _make_writing_worker(execution: Any) -> Any:
    machine = execution.state_machine
    wanted = machine.loggingConfiguration or {}
    if wanted.get("level", LogLevel.OFF) != LogLevel.OFF:
        given: Any = {"includeExecutionData": False} | wanted
        configuration = CloudWatchLoggingConfiguration.from_logging_configuration(machine.arn, given)
        if configuration is not None:
            execution._cloud_watch_logging_session = ExecutionLog(execution, configuration)  # noqa: SLF001 - as above
    return _make_worker(execution)
