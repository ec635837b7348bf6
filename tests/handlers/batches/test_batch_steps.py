"""A batch from its request to its results, on DynamoDB, S3 and Step Functions of the emulator; the steps run here."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from handlers import cancel_run, create_batch, get_run
from handlers.accounting import models
from handlers.aws import adapters
from handlers.batches.parts import MOST_PARTS
from handlers.documents import places
from handlers.gateway.responses import ProxyResponse
from handlers.runs.clock import utc_now
from handlers.runs.pages import Page, Wanted
from handlers.runs.run import RunKind, RunStatus
from handlers.steps import collect_batch, run_batch_part
from handlers.steps.errors import Busy
from tests.emulator.running import RunningEmulator
from tests.handlers.calls import assert_keeps_contract, operation_event
from tests.handlers.fakes import RefusingModel, provided

pytestmark = pytest.mark.usefixtures("workflow")
EMBED = {"task": "embed", "texts": ["The parcel arrived broken."]}
CLASSIFY = {"task": "classify", "text": "I was charged twice.", "labels": ["billing", "technical support"]}
INVALID = {"task": "embed", "texts": []}


class Context:
    """Of Lambda's, what is read: a function with all its time before it."""

    def get_remaining_time_in_millis(self) -> int:
        return 300_000


@pytest.fixture
def tenant() -> str:
    return uuid.uuid4().hex


def create(tenant: str, tasks: Any, **event: Any) -> ProxyResponse:
    response = create_batch.handle(operation_event({"tasks": tasks}, tenant=tenant, **event), Context())
    assert_keeps_contract(response, "/batches", "post")
    return response


def order_of(emulator: RunningEmulator, tenant: str, tasks: Any) -> dict[str, Any]:
    """What the state machine was given."""
    run = json.loads(create(tenant, tasks)["body"])
    arn = adapters.executions()._arn(RunKind.BATCH, run["runId"])
    order: dict[str, Any] = json.loads(emulator.client("stepfunctions").describe_execution(executionArn=arn)["input"])
    assert (order["tenant"], order["runId"]) == (tenant, run["runId"])
    return order


def step(order: Mapping[str, Any], part: int, **more: Any) -> None:
    event = {"tenant": order["tenant"], "runId": order["runId"], "part": part, **more}
    assert run_batch_part.handle(event, Context()) == {"part": part}


def collect(order: Mapping[str, Any]) -> None:
    """As the state machine does, with what the parts have answered."""
    ran = [{"part": part} for part in order["parts"]]
    collect_batch.handle({**order, "parts": ran}, None)


def read(order: Mapping[str, Any]) -> dict[str, Any]:
    event = operation_event(tenant=order["tenant"], path={"runId": order["runId"]})
    response = get_run.handle(event, Context())
    assert_keeps_contract(response, "/runs/{runId}", "get")
    document: dict[str, Any] = json.loads(response["body"])
    return document


def test_a_batch_is_a_run_that_is_queued(tenant: str) -> None:
    response = create(tenant, [EMBED, CLASSIFY])

    run = json.loads(response["body"])
    assert response["statusCode"] == 202
    assert response["headers"]["Location"] == f"/runs/{run['runId']}"
    assert response["headers"]["Retry-After"] == "1"
    assert (run["kind"], run["status"], run["progress"]) == ("batch", "queued", {"done": 0, "total": 2})


def test_every_task_has_a_line_of_the_results(emulator: RunningEmulator, tenant: str) -> None:
    tasks = [EMBED, INVALID, CLASSIFY, {"task": "dance"}, *[EMBED] * 8]
    order = order_of(emulator, tenant, tasks)

    progress = []
    for part in order["parts"]:
        step(order, part)
        progress.append(read(order)["progress"])
    collect(order)

    assert progress == [{"done": 5, "total": 12}, {"done": 10, "total": 12}, {"done": 12, "total": 12}]
    run = read(order)
    assert run["status"] == "succeeded"
    assert (run["output"]["succeeded"], run["output"]["failed"]) == (10, 2)
    lines = [json.loads(line) for line in requests.get(run["output"]["results"]["url"], timeout=10).text.splitlines()]
    assert [line["index"] for line in lines] == list(range(12))
    assert lines[2]["result"]["task"] == "classify"
    assert lines[1]["problem"] == {
        "type": "urn:ai-facade:problem:invalid-request",
        "title": "Invalid request",
        "status": 400,
        "detail": "The body does not match the schema of this operation.",
        "errors": [{"pointer": "/texts", "detail": "the value has less than 1 item"}],
    }
    assert lines[3]["problem"]["errors"][0]["pointer"] == "/task"


def test_the_largest_batch_has_few_parts(emulator: RunningEmulator, tenant: str) -> None:
    order = order_of(emulator, tenant, [EMBED] * 1000)

    assert len(order["parts"]) == MOST_PARTS
    assert read(order)["progress"] == {"done": 0, "total": 1000}


@pytest.mark.parametrize("tasks", [[], [EMBED] * 1001, [1], "x"])
def test_what_is_no_batch_is_refused(tenant: str, tasks: Any) -> None:
    assert create(tenant, tasks)["statusCode"] == 400


def test_the_same_key_makes_one_run(tenant: str) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}

    first, again, other = (create(tenant, tasks, headers=headers) for tasks in ([EMBED], [EMBED], [CLASSIFY]))

    assert first == again
    assert other["statusCode"] == 422


def test_a_batch_whose_execution_cannot_be_started_has_failed(tenant: str, workflow: pytest.MonkeyPatch) -> None:
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:none"
    workflow.setenv("BATCH_STATE_MACHINE_ARN", arn)
    adapters.executions.cache_clear()

    response = create(tenant, [EMBED])

    assert response["statusCode"] == 503
    assert response["headers"]["Retry-After"] == "1"
    page = adapters.run_store().page(Wanted(tenant), utc_now())
    assert isinstance(page, Page)
    [run] = page.items
    assert run.status is RunStatus.FAILED
    assert run.failure is not None
    assert run.failure.slug == "not-started"


def test_a_part_that_is_run_twice_counts_once(emulator: RunningEmulator, tenant: str) -> None:
    order = order_of(emulator, tenant, [EMBED] * 7)

    for _ in range(2):
        step(order, order["parts"][0])

    assert read(order)["progress"] == {"done": 5, "total": 7}


def test_collecting_twice_changes_nothing(emulator: RunningEmulator, tenant: str) -> None:
    order = order_of(emulator, tenant, [EMBED])
    step(order, order["parts"][0])

    collect(order)
    first = read(order)
    collect(order)

    assert read(order)["endedAt"] == first["endedAt"]


def test_a_cancelled_batch_is_not_gone_on_with(emulator: RunningEmulator, tenant: str) -> None:
    order = order_of(emulator, tenant, [EMBED] * 6)
    step(order, order["parts"][0])
    cancel_run.handle(operation_event(tenant=tenant, path={"runId": order["runId"]}), Context())

    step(order, order["parts"][1])
    collect(order)

    run = read(order)
    assert (run["status"], run["progress"]["done"], run["output"]) == ("cancelled", 5, None)
    assert adapters.object_store().get(places.results(tenant, order["runId"])) is None


@pytest.fixture
def busy_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models that have too much to do, where the step asks for its models."""
    monkeypatch.setattr(models, "chosen_models", lambda: provided(RefusingModel()))


@pytest.mark.usefixtures("busy_models")
def test_a_busy_model_has_the_part_repeated_until_the_last_try(emulator: RunningEmulator, tenant: str) -> None:
    order = order_of(emulator, tenant, [INVALID, EMBED])
    [part] = order["parts"]

    for retries in range(3):
        with pytest.raises(Busy):
            step(order, part, retries=retries, maxRetries=3)
    assert read(order)["progress"]["done"] == 0
    step(order, part, retries=3, maxRetries=3)
    collect(order)

    run = read(order)
    assert (run["status"], run["output"]["succeeded"], run["output"]["failed"]) == ("succeeded", 0, 2)
    lines = requests.get(run["output"]["results"]["url"], timeout=10).text.splitlines()
    problem = json.loads(lines[1])["problem"]
    assert (problem["type"], problem["status"]) == ("urn:ai-facade:problem:model-busy", 503)


def test_a_repeated_part_is_through_once_the_model_answers(
    emulator: RunningEmulator, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_of(emulator, tenant, [EMBED] * 2)
    [part] = order["parts"]
    with monkeypatch.context() as busy:
        busy.setattr(models, "chosen_models", lambda: provided(RefusingModel()))
        with pytest.raises(Busy):
            step(order, part, retries=0, maxRetries=1)

    step(order, part, retries=1, maxRetries=1)
    collect(order)

    assert read(order)["output"]["succeeded"] == 2
