"""What each function of the stage is asked when it is measured: something sensible, which is work for it each time.

An operation is called through the API with the first of its examples in the contract, a step by Lambda's Invoke with
what the state machine would give it. Whatever a call needs (a document, a run) is made before.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests

from commands.error import CommandError
from contract import function_id, load
from contract.document import Operation
from handlers.gateway.contract import parameters_of
from handlers.runs.clock import utc_now
from tests.bench.deployed_stage import DeployedStage
from tests.bench.prepared import TEXT, Prepared

ROOT = Path(__file__).parents[2]
KEY = "Idempotency-Key"
JSON = "application/json"
# In the place of the contract's example, which is shorter than what the figures are about.
BODIES: Mapping[str, Any] = {"create_document": {"source": "text", "text": TEXT}}
LIMIT_SECONDS = 60.0
POLL_SECONDS = 0.05

Call = Callable[[], object]


class FunctionCalls:
    def __init__(self, stage: DeployedStage) -> None:
        self._stage = stage
        self._prepared = Prepared(stage)
        self._contract = load(ROOT / "openapi.yaml")
        self._operations = {function_id(operation.operation_id): operation for operation in self._contract.operations()}
        self._connection = requests.Session()
        self._connection.headers["Authorization"] = f"Bearer {stage.key}"
        self._started: list[str] = []

    def of(self, function: str) -> Mapping[str, Callable[[], Call]]:
        """By what is to be said of it: what makes one call ready. The call is what is measured."""
        prepare = self._prepared.steps.get(function)
        if prepare is not None:
            return {function: lambda: self._step(function, prepare())}
        if function not in self._operations:
            raise CommandError(
                f"Nothing is known to ask the function {function}: tests/bench/prepared.py has no event."
            )
        operation = self._operations[function]
        named = {function: lambda: self._request(operation)}
        if any(each["name"] == KEY for each in parameters_of(self._contract.root, operation.operation_id)):
            named[f"{function}, with a key"] = lambda: self._request(operation, {KEY: str(uuid.uuid4())})
        return named

    def settle(self) -> None:
        """Until no run goes on that a call has started: its steps take the processor from the next call."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while self._started:
            run = self._prepared.runs.get(self._stage.tenant, self._started[-1], utc_now())
            if run is None or run.has_ended:
                self._started.pop()
            elif time.monotonic() > deadline:
                raise CommandError(f"The run {run.run_id} does not end.")
            else:
                time.sleep(POLL_SECONDS)

    def _step(self, function: str, event: Mapping[str, Any]) -> Call:
        return lambda: self._stage.invoke(function, event)

    def _request(self, operation: Operation, headers: Mapping[str, str] | None = None) -> Call:
        path, body = self._path(operation.path), _body(operation)

        def call() -> None:
            answer = self._connection.request(
                operation.method, self._stage.url + path, json=body, headers=headers, timeout=LIMIT_SECONDS
            )
            if not answer.ok:
                raise CommandError(
                    f"{operation.method.upper()} {path} was answered {answer.status_code}: {answer.text}"
                )
            if answer.status_code == HTTPStatus.ACCEPTED:
                self._started.append(answer.json()["runId"])

        return call

    def _path(self, path: str) -> str:
        tenant = self._stage.tenant
        if "{documentId}" in path:
            return path.replace("{documentId}", self._prepared.document(tenant).document_id)
        return path.replace("{runId}", self._prepared.run(tenant).run_id) if "{runId}" in path else path


def _body(operation: Operation) -> Any:
    own = BODIES.get(function_id(operation.operation_id))
    if own is not None or "requestBody" not in operation.raw:
        return own
    content = operation.raw["requestBody"]["content"][JSON]
    return content["example"] if "example" in content else next(iter(content["examples"].values()))["value"]
