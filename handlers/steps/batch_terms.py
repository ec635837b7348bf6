"""The terms of a batch's tasks: those that the contract has for `POST /ai-service`."""

from collections.abc import Mapping
from typing import Any

from handlers.batches.running import Invalid
from handlers.gateway.problems import INTERNAL_ERROR, Problem, problem_document, problem_of
from handlers.gateway.validation import request_validator
from handlers.tasks.refusals import Refusal
from handlers.telemetry.logs import logger

OPERATION = "runTask"
FAILED = Problem(INTERNAL_ERROR, "The service failed. Send the task again.")


class ContractTerms:
    """`Terms` of a batch. A problem has all that the operation's has, but for the id of a request: there is none."""

    def accept(self, task: Any) -> Mapping[str, Any] | Invalid:
        accepted = request_validator(OPERATION).accept(task)
        return Invalid(problem_document(accepted)) if isinstance(accepted, Problem) else accepted

    def refused(self, refusal: Refusal) -> Mapping[str, Any]:
        return problem_document(problem_of(refusal))

    def failed(self, error: Exception) -> Mapping[str, Any]:
        logger().error("task failed", exc_info=error)
        return problem_document(FAILED)
