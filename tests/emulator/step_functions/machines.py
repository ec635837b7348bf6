"""State machines for the tests: definitions of few states, deployed, started and waited for."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.emulator.running import RunningEmulator, wait_until

ROLE = "arn:aws:iam::123456789012:role/states"

Wire = Mapping[str, Any]


def task(function_arn: str, **fields: Any) -> dict[str, Any]:
    """Invokes the function with the state's input, and has its result; it is the last state unless it has a Next."""
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function_arn, "Payload.$": "$"},
        "OutputPath": "$.Payload",
    } | fields
    return state if "Next" in state else state | {"End": True}


def one_task(function_arn: str, **fields: Any) -> dict[str, Any]:
    return {"StartAt": "Only", "States": {"Only": task(function_arn, **fields)}}


@dataclass(frozen=True, slots=True)
class Machine:
    emulator: RunningEmulator
    arn: str

    def start(self, given: object = None, **options: Any) -> str:
        """The execution's ARN."""
        started = self._client.start_execution(stateMachineArn=self.arn, input=json.dumps(given), **options)
        arn: str = started["executionArn"]
        return arn

    def run(self, given: object = None) -> dict[str, Any]:
        """The execution as it ended."""
        return self.end_of(self.start(given))

    def output(self, given: object = None) -> Any:
        ended = self.run(given)
        assert ended["status"] == "SUCCEEDED", ended
        return json.loads(ended["output"])

    def end_of(self, execution_arn: str) -> dict[str, Any]:
        wait_until(lambda: self.describe(execution_arn)["status"] != "RUNNING", "the execution to end")
        return self.describe(execution_arn)

    def describe(self, execution_arn: str) -> dict[str, Any]:
        described: dict[str, Any] = self._client.describe_execution(executionArn=execution_arn)
        return described

    def stop(self, execution_arn: str, **options: Any) -> None:
        self._client.stop_execution(executionArn=execution_arn, **options)

    def event_types(self, execution_arn: str) -> list[str]:
        events = self._client.get_execution_history(executionArn=execution_arn)["events"]
        return [event["type"] for event in events]

    def update(self, definition: Wire) -> None:
        self._client.update_state_machine(stateMachineArn=self.arn, definition=json.dumps(definition))

    @property
    def _client(self) -> Any:
        return self.emulator.client("stepfunctions")


def deploy(emulator: RunningEmulator, definition: Wire) -> Machine:
    made = emulator.client("stepfunctions").create_state_machine(
        name=new_name(), definition=json.dumps(definition), roleArn=ROLE
    )
    return Machine(emulator, made["stateMachineArn"])


def new_name() -> str:
    return f"test-{uuid.uuid4().hex[:8]}"
