"""What a function tells CloudWatch of its requests, its models and its runs."""

import json
from datetime import UTC, datetime

import pytest

from handlers.aws.adapters import document_store
from handlers.aws.run_records import RunRecords
from handlers.documents.facts import Facts
from handlers.models.settings import EMBEDDED_NAME
from handlers.runs.run import Failure, RunKind, RunStatus
from handlers.tasks.results import Usage
from handlers.telemetry.metrics import Metrics, metered, metrics
from handlers.usage.budget import BudgetState
from handlers.usage.meter import Meter, MeteredCall
from tests.emulator.running import RunningEmulator
from tests.handlers.calls import TENANT, get, post, run
from tests.handlers.operations import call, ingest
from tests.handlers.runs.made import NOW, new_run, new_tenant
from tests.handlers.telemetry.written import read_metrics, totals
from tests.handlers.usage.memory import MemoryLedger
from tests.handlers.workflow import TABLE

TEAM, MODEL = ("team", TENANT), ("model", EMBEDDED_NAME)
INGEST = ("kind", "ingest")
FAILURE = Failure("processing-failed", "Processing failed", "It failed.")
Moves = list[tuple[RunKind, RunStatus]]


def test_a_task_tells_what_its_model_used_cost_and_took(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(task="summarize", text="It rains today. The parcel arrived. Nobody was at home.", sentences=1)

    told, tokens = totals(capsys.readouterr().out), result["usage"]
    cost = (0.01 * tokens["inputTokens"] + 0.02 * tokens["outputTokens"]) / 1e6
    used = {"InputTokens": tokens["inputTokens"], "OutputTokens": tokens["outputTokens"], "Cost": pytest.approx(cost)}
    latency = told[MODEL].pop("ModelLatency")
    assert told == {MODEL: used, TEAM: {**used, "BudgetUsed": pytest.approx(0, abs=0.01)}}
    assert latency > 0


def test_every_set_is_of_the_stage_first_and_has_no_service(capsys: pytest.CaptureFixture[str]) -> None:
    run(task="embed", texts=["a parcel"])

    written = read_metrics(capsys.readouterr().out)
    assert {one.namespace for one in written} == {"ai-facade"}
    assert {tuple(one.dimensions) for one in written} >= {("stage", "team"), ("stage", "model")}
    assert {"service"} & {name for one in written for name in one.dimensions} == set()
    units = {name: unit for one in written for name, unit in one.units.items()}
    assert (units["ModelLatency"], units["BudgetUsed"], units["InputTokens"]) == ("Milliseconds", "Percent", "Count")


def test_what_has_nothing_to_tell_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    get(None)
    capsys.readouterr()  # a cold start is told once

    get(None)
    post("no JSON")

    assert read_metrics(capsys.readouterr().out) == []


def test_a_refusal_for_want_of_budget_is_told(budget: MemoryLedger, capsys: pytest.CaptureFixture[str]) -> None:
    budget.budget = 1

    post(json.dumps({"task": "embed", "texts": ["a parcel that arrived broken"]}))

    assert totals(capsys.readouterr().out) == {TEAM: {"BudgetRefusals": 1}}


def test_what_is_held_of_a_budget_is_told_in_percent(capsys: pytest.CaptureFixture[str]) -> None:
    metered(TENANT, Meter(budget=BudgetState(limit=200, used=90, reserved=11)))
    metrics().write()

    assert totals(capsys.readouterr().out) == {TEAM: {"BudgetUsed": 50.5}}


def test_a_model_that_gave_no_result_is_an_error_with_its_latency(capsys: pytest.CaptureFixture[str]) -> None:
    metered(TENANT, Meter([MeteredCall(EMBEDDED_NAME, None, 12.5, is_error=True)]))
    metrics().write()

    assert totals(capsys.readouterr().out) == {MODEL: {"ModelLatency": 12.5, "ModelErrors": 1}}


def test_more_values_than_a_line_may_hold_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    own = Metrics("tests")

    for _ in range(200):
        own.add("ModelLatency", 1, model=EMBEDDED_NAME)
    own.write()

    assert totals(capsys.readouterr().out) == {MODEL: {"ModelLatency": 200}}


def test_a_model_without_a_price_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    metered(TENANT, Meter([MeteredCall("unheard-of", Usage(7, 0), 1.0, is_error=False)]))
    metrics().write()

    assert totals(capsys.readouterr().out)["model", "unheard-of"] == {"ModelLatency": 1.0, "InputTokens": 7}


@pytest.mark.usefixtures("workflow")
def test_a_run_is_told_of_where_its_record_changes_and_no_other_time(emulator: RunningEmulator) -> None:
    moves = Moves()
    runs = RunRecords(emulator.client("dynamodb"), TABLE, lambda *move: moves.append(move))
    made = [new_run(new_tenant(), datetime.now(UTC)) for _ in range(3)]
    for each in made:
        runs.create(each)
    succeeding, failing, cancelled = made

    for _ in range(2):
        runs.succeed(succeeding.tenant, succeeding.run_id, {}, NOW)
        runs.fail(failing, FAILURE, NOW)
        runs.cancel(cancelled, NOW)
        runs.fail(cancelled, FAILURE, NOW)

    ends = [RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED]
    assert moves == [(RunKind.BATCH, status) for status in [*[RunStatus.QUEUED] * 3, *ends]]


@pytest.mark.usefixtures("workflow")
def test_a_document_that_is_deleted_on_its_way_cancels_its_run_once(capsys: pytest.CaptureFixture[str]) -> None:
    tenant = new_tenant()
    path = {"documentId": ingest(tenant)["documentId"]}

    statuses = [call("deleteDocument", path=path, tenant=tenant).status for _ in range(2)]

    assert statuses == [204, 404]
    assert totals(capsys.readouterr().out) == {INGEST: {"RunsStarted": 1, "RunsCancelled": 1}}


@pytest.mark.usefixtures("workflow")
def test_a_document_that_is_ready_ends_its_run_once(capsys: pytest.CaptureFixture[str]) -> None:
    tenant = new_tenant()
    run = ingest(tenant)
    document = document_store().get(tenant, run["documentId"])
    assert document is not None

    finished = [document_store().finish(document, Facts(1, 1, 1, None), NOW) for _ in range(2)]
    call("deleteDocument", path={"documentId": run["documentId"]}, tenant=tenant)

    assert finished == [True, False]
    assert totals(capsys.readouterr().out) == {INGEST: {"RunsStarted": 1, "RunsSucceeded": 1}}
