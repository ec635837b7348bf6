"""What the steps of runs use of models counts for the operation that began the run, and is held to the budget."""

import json

import pytest

from handlers.accounting import models
from handlers.accounting.steps import models_for
from handlers.batches.items import Item
from handlers.batches.parts import Part
from handlers.batches.running import Patience, run_part
from handlers.models.settings import EMBEDDED_NAME
from handlers.steps import embed_passages, fail_run, split_document
from handlers.steps.batch_terms import ContractTerms
from handlers.steps.errors import Refused
from handlers.tasks.orders import Embed
from handlers.tasks.run import run
from handlers.usage.counting import ModelCall, Worked
from tests.handlers.fakes import RefusingModel, provided
from tests.handlers.operations import call, ingest
from tests.handlers.runs.made import new_tenant
from tests.handlers.usage.memory import MemoryLedger, MemoryUsage

TASK = {"task": "embed", "texts": ["a parcel"]}
PATIENT = Patience(is_last_try=False, has_time=lambda: True)


def works(usage: MemoryUsage, team: str) -> list[Worked]:
    return [counted for counted in usage.of(team) if isinstance(counted, Worked)]


def test_a_step_counts_what_it_used_for_the_operation_that_began_its_run(usage: MemoryUsage) -> None:
    with models_for("createBatch", "research") as step_models:
        for _ in range(2):
            run(Embed(("a parcel",)), step_models)

    [worked] = works(usage, "research")
    assert worked.operation == "createBatch"
    assert [each.model for each in worked.calls] == [EMBEDDED_NAME] * 2


def test_a_step_that_fails_counts_what_it_used_before(usage: MemoryUsage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "chosen_models", lambda: provided(RefusingModel()))

    def fail() -> None:
        with models_for("createBatch", "research") as step_models:
            run(Embed(("a parcel",)), step_models)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert [worked.calls for worked in works(usage, "research")] == [[ModelCall("refusing", 0, 0)]]


def test_a_step_that_asks_no_model_counts_nothing(usage: MemoryUsage) -> None:
    with models_for("createBatch", "research"):
        pass

    assert usage.counted == []


def test_a_budget_that_is_exhausted_is_the_problem_of_each_task_that_meets_it(budget: MemoryLedger) -> None:
    budget.budget = 1
    part = Part(0, 2, 2, [TASK, {"task": "dance"}])

    with models_for("createBatch", "research") as step_models:
        items, refusal = run_part(part, [], step_models, ContractTerms(), PATIENT)

    assert refusal is None
    assert [problem_of(item) for item in items] == ["budget-exhausted", "invalid-request"]
    assert "resetsAt" in items[0].line


def problem_of(item: Item) -> str:
    return str(json.loads(item.line)["problem"]["type"]).removeprefix("urn:ai-facade:problem:")


@pytest.mark.usefixtures("workflow")
def test_an_ingest_without_budget_fails_and_is_not_tried_again(budget: MemoryLedger, usage: MemoryUsage) -> None:
    tenant = new_tenant()
    made = ingest(tenant, text="Visitors park in the north garage, whatever the day of the week is.")
    event = {"tenant": tenant, "runId": made["runId"], "documentId": made["documentId"]}
    parts = split_document.handle({**event}, None)["parts"]
    budget.budget = 1

    with pytest.raises(Refused) as raised:
        embed_passages.handle({**event, "part": parts[0]}, None)
    caught = json.dumps({"errorType": "Refused", "errorMessage": str(raised.value)})
    fail_run.handle({**event, "error": "Refused", "cause": caught}, None)

    failed = call("getRun", path={"runId": event["runId"]}, tenant=tenant).document
    assert (failed["status"], failed["problem"]["title"]) == ("failed", "Budget exhausted")
    assert failed["problem"]["type"] == "urn:ai-facade:problem:budget-exhausted"


@pytest.mark.usefixtures("workflow")
def test_an_ingest_counts_its_vectors_for_create_document(usage: MemoryUsage) -> None:
    tenant = new_tenant()
    made = ingest(tenant, text="Visitors park in the north garage.")
    event = {"tenant": tenant, "runId": made["runId"], "documentId": made["documentId"]}

    for part in split_document.handle({**event}, None)["parts"]:
        embed_passages.handle({**event, "part": part}, None)

    [worked] = works(usage, tenant)
    assert worked.operation == "createDocument"
    assert worked.calls[0].input_tokens > 0
