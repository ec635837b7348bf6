"""A program that ends where it is stopped: in a retry's wait, in a Map, or before its first state.

moto sleeps through retries; and what a stopped program stumbles over takes the place of its being stopped, so that it
FAILED. A thread for each program, which moto starts to bound its time, is only started where there is a bound.
"""

import threading
import time
from typing import Any

from moto.stepfunctions.parser.api import ExecutionFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.retry.max_attempts_decl import MaxAttemptsOutcome
from moto.stepfunctions.parser.asl.component.common.retry.retrier_decl import RetrierDecl
from moto.stepfunctions.parser.asl.component.common.retry.retrier_outcome import RetrierOutcome
from moto.stepfunctions.parser.asl.component.eval_component import EvalComponent
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped, ProgramTimedOut

_LOOK_SECONDS = 0.5  # moto's event is set for a moment only: whoever comes late would wait on

_ENDS = frozenset(
    {
        HistoryEventType.ExecutionSucceeded,
        HistoryEventType.ExecutionFailed,
        HistoryEventType.ExecutionAborted,
        HistoryEventType.ExecutionTimedOut,
    }
)

_telling = threading.Lock()
_tell: Any = EventManager.add_event
_set_error = Environment.set_error
_set_timed_out = Environment.set_timed_out


def stop_where_it_stands() -> None:
    environment: Any = Environment
    environment.set_error = _fail
    environment.set_timed_out = _time_out
    events: Any = EventManager
    events.add_event = _add_event
    program: Any = Program
    program.eval = _eval_program
    retrier: Any = RetrierDecl
    retrier._eval_body = _eval_retrier  # noqa: SLF001 - the interpreter has no other place for it


def _add_event(events: Any, context: Any, event_type: HistoryEventType, *arguments: Any, **options: Any) -> int:
    """An execution's end is its last event: iterations of a Map that come to theirs later have none."""
    with _telling:
        if getattr(events, "ended", False):
            return int(context.last_published_event_id)
        events.ended = event_type in _ENDS
        return int(_tell(events, context, event_type, *arguments, **options))


def _fail(env: Environment, error: ExecutionFailedEventDetails) -> None:
    if not isinstance(env.program_state(), ProgramStopped | ProgramTimedOut):
        _set_error(env, error)


def _time_out(env: Environment) -> None:
    if env.is_running():
        _set_timed_out(env)


def _eval_program(program: Program, env: Environment) -> None:
    try:
        env.next_state_name = program.start_at.start_at_name
    except RuntimeError:
        return  # it was stopped before
    if program.timeout_seconds is None:
        EvalComponent.eval(program, env)
        return
    worker = threading.Thread(target=EvalComponent.eval, args=(program, env), daemon=True)
    worker.start()
    worker.join(program.timeout_seconds.timeout_seconds)
    if worker.is_alive():
        env.set_timed_out()


def _eval_retrier(retrier: RetrierDecl, env: Environment) -> None:
    """moto's own, but for the wait."""
    retrier.error_equals.eval(env)
    if not env.stack.pop():
        env.stack.append(RetrierOutcome.Skipped)
        return
    retrier.max_attempts.eval(env=env)
    if env.stack.pop() == MaxAttemptsOutcome.EXHAUSTED:
        env.stack.append(RetrierOutcome.Failed)
        return
    for part in (retrier.interval_seconds, retrier.backoff_rate, retrier.max_delay_seconds, retrier.jitter_strategy):
        part.eval(env=env)
    _wait(env, env.stack.pop())
    env.stack.append(RetrierOutcome.Executed)


def _wait(env: Environment, seconds: float) -> None:
    end = time.monotonic() + seconds
    while env.is_running() and (left := end - time.monotonic()) > 0:
        env.program_state_event.wait(min(left, _LOOK_SECONDS))
