"""Metrics of executions, by their state machine.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

import time
from functools import cache

from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.backend.execution import Execution

from emulator.metric_data import MINUTE, MetricData, Place

_ENDED = {
    ExecutionStatus.SUCCEEDED: "ExecutionsSucceeded",
    ExecutionStatus.FAILED: "ExecutionsFailed",
    ExecutionStatus.TIMED_OUT: "ExecutionsTimedOut",
    ExecutionStatus.ABORTED: "ExecutionsAborted",
}


def count_start(execution: Execution) -> None:
    _add(execution, "ExecutionsStarted", 1.0)


def count_end(execution: Execution) -> None:
    metric = _ENDED.get(execution.exec_status) if execution.exec_status else None
    if metric is not None and execution.stop_date is not None:
        _add(execution, metric, 1.0)
        _add(execution, "ExecutionTime", (execution.stop_date - execution.start_date).total_seconds() * 1000)


@cache
def _data() -> MetricData:
    return MetricData()


def _add(execution: Execution, metric: str, value: float) -> None:
    arn = execution.state_machine.arn
    _, _, _, region, account_id, _ = arn.split(":", 5)
    place = Place(account_id, region, "AWS/States", int(time.time()) // MINUTE)
    _data().add(place, [(("StateMachineArn", arn),)], [(metric, [value])])
