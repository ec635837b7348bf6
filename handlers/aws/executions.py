"""Executions of state machines in Step Functions."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.runs.ports import Ended, Missing, NotStarted, Outcome, Running
from handlers.runs.run import RunKind

_log = logging.getLogger(__name__)
_REFUSED = (BotoCoreError, ClientError)


@dataclass(frozen=True, slots=True)
class StateMachines:
    """An `Executions`; `arns` are the state machines by the kind of run. Few requests need the client, so it waits."""

    stepfunctions: Callable[[], Any]
    arns: Mapping[RunKind, str]

    def start(self, kind: RunKind, run_id: str, order: Mapping[str, Any]) -> NotStarted | None:
        """Idempotent: an execution of this name and input that goes on is answered as if it were new."""
        text = json.dumps(order, separators=(",", ":"))
        try:
            self.stepfunctions().start_execution(stateMachineArn=self.arns[kind], name=run_id, input=text)
        except _REFUSED as error:
            return NotStarted(_cause(error))
        return None

    def stop(self, kind: RunKind, run_id: str) -> None:
        try:
            self.stepfunctions().stop_execution(executionArn=self._arn(kind, run_id), cause="cancelled")
        except _REFUSED as error:
            _log.warning("execution not stopped: %s", _cause(error))

    def outcome(self, kind: RunKind, run_id: str) -> Outcome:
        """One of which nothing can be learned now counts as running: the next look will tell."""
        try:
            status: str = self.stepfunctions().describe_execution(executionArn=self._arn(kind, run_id))["status"]
        except _REFUSED as error:
            return Missing() if _cause(error) == "ExecutionDoesNotExist" else Running()
        return Running() if status in {"RUNNING", "PENDING_REDRIVE"} else Ended(status)

    def _arn(self, kind: RunKind, run_id: str) -> str:
        return f"{self.arns[kind].replace(':stateMachine:', ':execution:')}:{run_id}"


def _cause(error: BotoCoreError | ClientError) -> str:
    """A word for the log, without what was sent."""
    if isinstance(error, ClientError):
        code: str = error.response["Error"]["Code"]
        return code
    return type(error).__name__
