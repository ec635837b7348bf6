"""What Step Functions tell of executions, where moto leaves out or changes some of it.

moto passes on neither the error nor the cause of whoever stops an execution, knows no end of one that TIMED_OUT, and
writes an output that is text without its quotes.
"""

import json
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.responses import StepFunctionResponse

_list = StepFunctionResponse.list_executions


def answer_completely() -> None:
    operations: Any = StepFunctionResponse
    operations.describe_execution = _describe
    operations.stop_execution = _stop
    operations.list_executions = _list_executions


def _describe(request: Any) -> ActionResult:
    execution = request.stepfunction_backend.describe_execution(request._get_param("executionArn"))  # noqa: SLF001 - moto's way
    answer = {
        "executionArn": execution.execution_arn,
        "stateMachineArn": execution.state_machine_arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": execution.start_date,
        "stopDate": execution.stop_date,
        "input": execution.execution_input,
        "inputDetails": {"included": True},
        "error": execution.error,
        "cause": execution.cause,
    }
    if execution.exec_status == ExecutionStatus.SUCCEEDED:
        answer |= {"output": json.dumps(execution.output), "outputDetails": {"included": True}}
    return ActionResult({name: value for name, value in answer.items() if value is not None})


def _stop(request: Any) -> ActionResult:
    arn, error, cause = (request._get_param(name) for name in ("executionArn", "error", "cause"))  # noqa: SLF001 - as above
    execution = request.stepfunction_backend.describe_execution(arn)
    execution.stop(datetime.now(UTC), error, cause)
    return ActionResult({"stopDate": execution.stop_date})


def _list_executions(request: Any) -> ActionResult:
    answer = _list(request)
    told: Any = answer.result
    for item in told["executions"]:
        execution = request.stepfunction_backend.describe_execution(item["executionArn"])
        if execution.stop_date is not None:
            item["stopDate"] = execution.stop_date
    return answer
