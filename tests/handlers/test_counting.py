"""Every request of a team counts once, whatever its answer; what cannot be counted is in the log."""

import json
from io import StringIO

import pytest

from handlers.accounting import models
from handlers.accounting.counting import account_for
from handlers.aws import adapters
from handlers.gateway.events import Received
from handlers.gateway.responses import Answer, Json
from handlers.gateway.serving import serve
from handlers.models.settings import EMBEDDED_NAME
from handlers.runs.clock import utc_now
from handlers.telemetry.costs import prices
from handlers.usage.counting import Answered, ModelCall, Worked
from handlers.usage.meter import Meter, Misjudged
from tests.handlers.calls import TENANT, post, problem, proxy_event, run
from tests.handlers.fakes import RefusingModel, provided
from tests.handlers.telemetry.written import totals
from tests.handlers.usage.memory import BrokenUsage, MemoryLedger, MemoryUsage

EMBED = {"task": "embed", "texts": ["a parcel that arrived broken"]}


def only(usage: MemoryUsage) -> Answered:
    [counted] = usage.counted
    assert isinstance(counted, Answered)
    return counted


def test_a_request_counts_with_its_model_and_what_that_used(usage: MemoryUsage) -> None:
    result = run(**EMBED)

    counted = only(usage)
    assert (counted.team, counted.operation, counted.status) == (TENANT, "runTask", 200)
    assert counted.calls == [ModelCall(EMBEDDED_NAME, result["usage"]["inputTokens"], 0)]
    assert counted.milliseconds > 0


def test_a_request_that_asks_no_model_counts_without_one(usage: MemoryUsage) -> None:
    post("no JSON")

    assert (only(usage).status, only(usage).calls) == (400, [])


def test_what_a_model_used_counts_also_when_the_answer_is_a_problem(
    usage: MemoryUsage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "chosen_models", lambda: provided(RefusingModel()))

    post(json.dumps(EMBED))

    assert (only(usage).status, only(usage).calls) == (503, [ModelCall("refusing", 0, 0)])


def test_a_bug_counts_as_what_it_is_answered_with(usage: MemoryUsage) -> None:
    def bug(_: Received) -> Answer:
        raise ZeroDivisionError

    serve("runTask", proxy_event(None), bug)

    assert only(usage).status == 500


def test_a_request_without_an_identity_is_no_team_s(usage: MemoryUsage) -> None:
    event = proxy_event(None, requestContext={"requestId": "id", "domainName": "localhost", "stage": "tests"})

    assert serve("getContract", event, lambda _: Json({}))["statusCode"] == 200
    assert usage.counted == []


def test_what_cannot_be_counted_is_answered_all_the_same_and_told(
    log: StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(adapters, "usage_log", BrokenUsage)

    response = post(json.dumps(EMBED))

    assert response["statusCode"] == 200
    [told] = [json.loads(line) for line in log.getvalue().splitlines() if "not counted" in line]
    assert (told["level"], told["uncounted"]["team"], told["uncounted"]["operation"]) == ("ERROR", TENANT, "runTask")
    assert told["uncounted"]["calls"][0]["model"] == EMBEDDED_NAME
    assert EMBED["texts"][0] not in log.getvalue()
    assert totals(capsys.readouterr().out)[()] == {"Uncounted": 1}


def test_a_call_that_used_more_than_it_was_known_to_is_told(usage: MemoryUsage, log: StringIO) -> None:
    misjudged = Misjudged(TENANT, EMBEDDED_NAME, spent=5, used=7, error=TimeoutError("DynamoDB is away"))

    account_for(Worked(TENANT, "runTask", utc_now(), ()), Meter(misjudged=[misjudged]))

    [told] = [json.loads(line) for line in log.getvalue().splitlines() if "not used as spent" in line]
    assert told["level"] == "ERROR"
    assert told["misjudged"] == {"team": TENANT, "model": EMBEDDED_NAME, "spent": 5, "used": 7}
    assert "DynamoDB is away" in told["exception"]


def test_an_exhausted_budget_is_a_429_that_says_when_there_is_more(budget: MemoryLedger) -> None:
    budget.budget = 1

    response = post(json.dumps(EMBED))

    refused = problem(response)
    assert (refused["status"], refused["type"]) == (429, "urn:ai-facade:problem:budget-exhausted")
    assert refused["resetsAt"].endswith("-01T00:00:00.000Z")
    assert 0 < int(response["headers"]["Retry-After"]) <= 31 * 86_400


def test_a_stage_without_a_price_list_asks_no_model(budget: MemoryLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    prices.cache_clear()
    monkeypatch.delenv("MODEL_PRICES")

    assert post(json.dumps(EMBED))["statusCode"] == 500
    assert (budget.settled, budget.held) == ([], {})
    prices.cache_clear()
