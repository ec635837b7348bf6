"""The names of errors, and what States.ALL stands for.

From the developer guide, "Handling errors in Step Functions workflows": States.ALL is neither States.Runtime nor
States.DataLimitExceeded. What a function failed with that has no type of its own is Lambda.Unknown, and its timeout is
Sandbox.Timedout with the runtimes of today.
"""

import json
from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.error_equals_decl import ErrorEqualsDecl
from moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils import LambdaFunctionErrorException
from moto.stepfunctions.parser.asl.eval.environment import Environment

_TERMINAL = frozenset({"States.Runtime", "States.DataLimitExceeded"})
_TIMED_OUT = "Task timed out after "

_equals = ErrorEqualsDecl._eval_body  # noqa: SLF001 - the interpreter has no other place for it


def name_errors_as_aws_does() -> None:
    equals: Any = ErrorEqualsDecl
    equals._eval_body = _eval_equals  # noqa: SLF001 - as above
    failure: Any = LambdaFunctionErrorException
    failure.__init__ = _init_failure


def with_error_type(payload: str) -> str:
    """`payload` is the error document of a function, JSON."""
    document = json.loads(payload)
    if not isinstance(document, dict) or document.get("errorType"):
        return payload
    timed_out = _TIMED_OUT in str(document.get("errorMessage"))
    return json.dumps({"errorType": "Sandbox.Timedout" if timed_out else "Lambda.Unknown"} | document)


def _init_failure(failure: Any, function_error: str | None, payload: str) -> None:
    failure.function_error = function_error
    failure.payload = with_error_type(payload)


def _eval_equals(declared: ErrorEqualsDecl, env: Environment) -> None:
    error = env.stack[-1]
    if error is not None and error.error_name in _TERMINAL:
        named = any(name.error_name == error.error_name for name in declared.error_names)
        env.stack[-1] = named
    else:
        _equals(declared, env)
