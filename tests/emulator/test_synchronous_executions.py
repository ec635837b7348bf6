"""StartSyncExecution, made of the operations that moto has."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.synchronous_executions import start_and_wait, starts_synchronously


@dataclass
class StepFunctions:
    """Runs an execution until it was asked of it so many times."""

    ended: dict[str, Any]
    asked_while_running: int = 2
    refuses: bool = False
    operations: list[str] = field(default_factory=list)

    async def __call__(self, request: HttpRequest) -> HttpAnswer:
        assert request.query == ""
        operation = request.header["x-amz-target"].partition(".")[2]
        self.operations.append(operation)
        if operation == "StartExecution":
            return HttpAnswer(400, (), b"no") if self.refuses else HttpAnswer(200, (), b'{"executionArn": "arn"}')
        running = self.operations.count("DescribeExecution") <= self.asked_while_running
        return HttpAnswer(200, (), json.dumps({"status": "RUNNING"} if running else self.ended).encode())


def asked(target: str = "AWSStepFunctions.StartSyncExecution") -> HttpRequest:
    headers = (("X-Amz-Target", target), ("Content-Length", "2"))
    query = "Action=StartSyncExecution"
    return HttpRequest("POST", "/", query, headers, b"{}", "127.0.0.1", ("127.0.0.1", 1), "HTTP/1.1")


def test_execution_is_started_and_waited_for() -> None:
    states = StepFunctions(
        {"executionArn": "arn", "status": "SUCCEEDED", "output": "{}", "mapRunArn": "x", "cause": None}
    )

    answer = asyncio.run(start_and_wait(asked(), states))

    assert states.operations == ["StartExecution", *["DescribeExecution"] * 3]
    included = {"included": True}
    assert json.loads(answer.body) == {
        "executionArn": "arn",
        "status": "SUCCEEDED",
        "output": "{}",
        "inputDetails": included,
        "outputDetails": included,
    }


def test_refusal_to_start_is_passed_on() -> None:
    assert asyncio.run(start_and_wait(asked(), StepFunctions({}, refuses=True))) == HttpAnswer(400, (), b"no")


def test_other_operations_are_not_concerned() -> None:
    assert starts_synchronously(asked())
    assert not starts_synchronously(asked("AWSStepFunctions.StartExecution"))
