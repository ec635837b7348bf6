"""Executions: started once, stopped at once, and forgotten in time.

Step Functions keep ended executions for 90 days; here a state machine has its newest 1,000, and 100 histories.
"""

import threading
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.api import (
    ExecutionStartedEventDetails,
    ExecutionStatus,
    HistoryEventExecutionDataDetails,
    HistoryEventType,
)
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor.map_run_record import (
    MapRunRecordPoolManager,
)
from moto.stepfunctions.parser.asl.eval.callback.callback import CallbackPoolManager
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

from emulator.step_functions.execution_metrics import count_end, count_start

_KEPT_EXECUTIONS = 1000
_KEPT_HISTORIES = 100

_lock = threading.RLock()
_start = StepFunctionsParserBackend.start_execution
_reflect_end: Any = BaseExecutionWorkerCommunication._reflect_execution_status  # noqa: SLF001 - moto has no other place


def keep_executions() -> None:
    backend: Any = StepFunctionsParserBackend
    backend.start_execution = _start_execution
    worker: Any = ExecutionWorker
    worker.start = _start_worker
    execution: Any = Execution
    execution.stop = _stop
    ends: Any = BaseExecutionWorkerCommunication
    ends._reflect_execution_status = _reflect  # noqa: SLF001 - as above


def _start_execution(backend: Any, state_machine_arn: str, *arguments: Any, **options: Any) -> Execution:
    """Two who ask for one name at the same time get one execution."""
    with _lock:
        machine: StateMachine = backend.describe_state_machine(state_machine_arn)
        execution: Execution = _start(backend, state_machine_arn, *arguments, **options)
        _forget(machine)
        return execution


def _forget(machine: StateMachine) -> None:
    """Others may be looking through the list: it is replaced, not changed."""
    everything: Any = machine.executions
    ended = [execution for execution in everything if execution.exec_status != ExecutionStatus.RUNNING]
    for execution in ended[:-_KEPT_HISTORIES]:
        execution.exec_worker.env = _forgotten()
    if len(ended) > _KEPT_EXECUTIONS:
        gone = {id(execution) for execution in ended[:-_KEPT_EXECUTIONS]}
        machine.executions = [execution for execution in everything if id(execution) not in gone]


@cache
def _forgotten() -> SimpleNamespace:
    """What is asked of the program of an execution that has long ended: its events, its callbacks and its map runs."""
    pool: Any = MapRunRecordPoolManager
    return SimpleNamespace(
        event_manager=EventManager(),
        callback_pool_manager=CallbackPoolManager(activity_store={}),
        map_run_record_pool_manager=pool(),
    )


def _start_worker(worker: Any) -> None:
    """The program runs, as far as whoever stops it is concerned, before its thread does."""
    program = worker._get_evaluation_entrypoint()  # noqa: SLF001 - the worker is moto's
    worker.env = worker._get_evaluation_environment()  # noqa: SLF001 - as above
    worker.env.next_state_name = program.start_at.start_at_name
    count_start(worker._execution_communication.execution)  # noqa: SLF001 - as above
    threading.Thread(target=_run, args=(worker, worker.env, program), daemon=True).start()


def _run(worker: Any, env: Any, program: Program) -> None:
    details = worker._evaluation_details  # noqa: SLF001 - as above
    started: Any = ExecutionStartedEventDetails(
        input=to_json_str(details.execution_details.inpt),
        inputDetails=HistoryEventExecutionDataDetails(truncated=False),
        roleArn=details.aws_execution_details.role_arn,
    )
    details_of_start: Any = {"executionStartedEventDetails": started}
    env.event_manager.add_event(
        context=env.event_history_context,
        event_type=HistoryEventType.ExecutionStarted,
        event_details=details_of_start,
        update_source_event_id=False,
    )
    program.eval(env)
    worker._execution_communication.terminated()  # noqa: SLF001 - as above


def _stop(execution: Execution, stop_date: datetime, error: str | None, cause: str | None) -> None:
    """The task of the moment goes on, as on AWS; nobody hears of its result."""
    with _lock:
        worker = execution.exec_worker
        if execution.exec_status != ExecutionStatus.RUNNING or worker is None or worker.env is None:
            return
        execution.exec_status = ExecutionStatus.ABORTED
        execution.stop_date = stop_date
        execution.error = error
        execution.cause = cause
        count_end(execution)
        worker.stop(stop_date=datetime.now(UTC), error=error, cause=cause)


def _reflect(ends: BaseExecutionWorkerCommunication) -> None:
    """Whoever has stopped the execution said how it ended."""
    with _lock:
        if ends.execution.exec_status == ExecutionStatus.RUNNING:
            _reflect_end(ends)
            count_end(ends.execution)
