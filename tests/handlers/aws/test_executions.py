"""Executions of state machines on Step Functions, and a purge that nobody waits for."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from handlers.aws import clients
from handlers.aws.adapters import executions
from handlers.aws.executions import StateMachines
from handlers.aws.purging import PurgeQueue
from handlers.runs.ports import Ended, Missing, NotStarted, Outcome, Running
from handlers.runs.run import RunKind
from tests.emulator.running import RunningEmulator, wait_until
from tests.handlers.workflow import FAILING, make_state_machine

pytestmark = pytest.mark.usefixtures("workflow")


@pytest.fixture
def run_id() -> str:
    return str(uuid.uuid4())


def test_an_execution_is_started_once_however_often_it_is_started(run_id: str) -> None:
    assert executions().outcome(RunKind.INGEST, run_id) == Missing()

    assert executions().start(RunKind.INGEST, run_id, {"runId": run_id}) is None
    assert executions().start(RunKind.INGEST, run_id, {"runId": run_id}) is None

    assert executions().outcome(RunKind.INGEST, run_id) == Running()
    assert executions().outcome(RunKind.BATCH, run_id) == Missing()


def test_an_execution_is_stopped_and_stopping_it_again_is_no_error(run_id: str) -> None:
    executions().start(RunKind.BATCH, run_id, {})

    executions().stop(RunKind.BATCH, run_id)
    executions().stop(RunKind.BATCH, run_id)
    executions().stop(RunKind.BATCH, str(uuid.uuid4()))

    wait_until(lambda: executions().outcome(RunKind.BATCH, run_id) == Ended("ABORTED"), "the execution to stop")


def test_an_execution_that_fails_is_told(emulator: RunningEmulator, run_id: str) -> None:
    arn = make_state_machine(emulator, f"failing-{run_id}", FAILING)
    machines = StateMachines(clients.stepfunctions, {RunKind.INGEST: arn})
    machines.start(RunKind.INGEST, run_id, {})

    wait_until(lambda: machines.outcome(RunKind.INGEST, run_id) == Ended("FAILED"), "the execution to fail")


def refusing(error: Exception) -> Callable[[], Any]:
    class Refusing:
        def __getattr__(self, name: str) -> Any:
            def call(**_: object) -> None:
                raise error

            return call

    return Refusing


@pytest.mark.parametrize(
    ("error", "cause", "outcome"),
    [
        (ClientError({"Error": {"Code": "ThrottlingException"}}, "x"), "ThrottlingException", Running()),
        (EndpointConnectionError(endpoint_url="https://secret"), "EndpointConnectionError", Running()),
        (ClientError({"Error": {"Code": "ExecutionDoesNotExist"}}, "x"), "ExecutionDoesNotExist", Missing()),
    ],
)
def test_a_service_that_does_not_answer_is_told_by_a_word(error: Exception, cause: str, outcome: Outcome) -> None:
    machines = StateMachines(refusing(error), {RunKind.INGEST: "arn:aws:states:r:1:stateMachine:m"})

    assert machines.start(RunKind.INGEST, "run", {}) == NotStarted(cause)
    assert machines.outcome(RunKind.INGEST, "run") == outcome
    machines.stop(RunKind.INGEST, "run")


def test_a_purge_that_cannot_be_requested_fails_nothing(caplog: pytest.LogCaptureFixture) -> None:
    purge = PurgeQueue(refusing(EndpointConnectionError(endpoint_url="https://secret")), "https://queue")

    purge.request("tenant", run_id="run")

    assert "purge not requested: EndpointConnectionError" in caplog.text
    assert "secret" not in caplog.text


def test_a_purge_is_requested_without_waiting_for_it() -> None:
    requests: list[dict[str, Any]] = []

    class Queues:
        def send_message(self, **request: Any) -> None:
            requests.append(request)

    PurgeQueue(Queues, "https://queue").request("tenant", run_id="run", document_id="document")

    [request] = requests
    assert request["QueueUrl"] == "https://queue"
    assert json.loads(request["MessageBody"]) == {"tenant": "tenant", "runId": "run", "documentId": "document"}
