"""What is done to budgets and counts from outside: functions die while they call a model, and DynamoDB refuses."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.deployed.budgets import LENT_BY, BudgetedTeam, new_team, using
from tests.deployed.drill import PREFIX, Drill, wait_for
from tests.deployed.faults import Spoil, cut, cut_after, refused
from tests.deployed.team import LIMIT_SECONDS

pytestmark = pytest.mark.xdist_group("failures")

TASK = {"task": "embed", "texts": ["a"]}
TEXT = {"source": "text", "text": "Parcels arrive at nine. The porter signs for them in the hall."}
BATCH = {"tasks": [{"task": "embed", "texts": ["a"]}] * 3}
# Of TASK: twice, for a try may be repeated, a byte and what a model puts around a text.
BOUND = 2 * 17
PLENTY = 1_000_000
# How the calls of the ledger are told apart: by the expressions of handlers/aws/ledger_changes.py and usage_records.py.
BEGIN = ("attribute_not_exists(#held)",)
RESERVE = ("#held + :tokens",)
SETTLE = ("#held - :unused",)
COUNT = ("#writer",)
UPDATE = "UpdateItem"

NewTeam = Callable[[int], BudgetedTeam]


@pytest.fixture(scope="module")
def token(drill: Drill) -> str:
    return drill.stage.token(LENT_BY)


@pytest.fixture
def team_with(drill: Drill, token: str) -> NewTeam:
    return lambda tokens: new_team(drill, token, tokens)


@pytest.mark.parametrize("reserve", [BEGIN, RESERVE], ids=["the month's first call", "a later one"])
def test_a_call_that_died_counts_whole_and_others_go_on(
    drill: Drill, team_with: NewTeam, reserve: tuple[str, ...]
) -> None:
    caller = team_with(PLENTY)
    earlier = 0 if reserve == BEGIN else sum(ask(caller).status_code == 200 for _ in range(2))

    with drill.services.with_fault(drill.killed_after, function="run_task", about=reserve, times=1, operation=UPDATE):
        died = ask(caller)
    between = caller.budget
    after = ask(caller)

    assert (died.status_code, kind_of(died)) == (500, "internal-error")
    assert (between["usedTokens"], between["reservedTokens"]) == (earlier, BOUND)
    assert after.status_code == 200, after.text
    assert caller.budget["usedTokens"] == earlier + 1
    caller.expire_reservations()
    assert (caller.budget["usedTokens"], caller.budget["reservedTokens"]) == (earlier + 1 + BOUND, 0)


@pytest.mark.parametrize(
    ("function", "path", "order"),
    [("embed_passages", "/documents", TEXT), ("run_batch_part", "/batches", BATCH)],
    ids=["ingest", "batch"],
)
def test_a_run_whose_step_died_with_a_reservation_goes_on_and_the_reservation_counts_whole(
    drill: Drill, team_with: NewTeam, function: str, path: str, order: dict[str, Any]
) -> None:
    caller = team_with(PLENTY)
    ask(caller)

    with drill.services.with_fault(drill.killed_after, function=function, about=RESERVE, times=1, operation=UPDATE):
        run = caller.team.start(path, order)
        ended = caller.team.end_of(run["runId"])

    assert ended["status"] == "succeeded", ended
    [left] = caller.reserved
    assert caller.budget["reservedTokens"] == left >= BOUND
    assert caller.budget["usedTokens"] > 1
    assert ask(caller).status_code == 200


def test_fifty_callers_at_once_never_use_more_than_the_budget(drill: Drill, team_with: NewTeam) -> None:
    """Each call uses all that a try can."""
    budget = 12 * BOUND
    caller = team_with(budget)

    with drill.services.with_fault(using(BOUND), service="bedrock"):
        answers = caller.team.at_once(50, lambda _: ask(caller))

    served = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert {kind_of(answer) for answer in answers if answer.status_code == 429} == {"budget-exhausted"}
    assert 0 < len(served) * BOUND == caller.budget["usedTokens"] <= budget
    assert caller.budget["reservedTokens"] == 0


def test_a_document_that_the_budget_has_no_room_for_fails_and_says_so(drill: Drill, team_with: NewTeam) -> None:
    caller = team_with(BOUND)

    run = caller.team.start("/documents", TEXT)
    ended = caller.team.end_of(run["runId"])

    document = caller.team.get(f"/documents/{run['documentId']}")
    assert ended["status"] == document["status"] == "failed"
    assert ended["problem"] == document["problem"]
    assert ended["problem"]["type"] == "urn:ai-facade:problem:budget-exhausted"
    assert caller.budget["leftTokens"] == BOUND
    wait_for(lambda: not drill.strays(run))


def test_of_a_batch_the_tasks_that_the_budget_has_no_room_for_have_that_as_their_problem(
    drill: Drill, team_with: NewTeam
) -> None:
    caller = team_with(BOUND + 1)

    with drill.services.with_fault(using(BOUND // 2), service="bedrock"):
        ended = caller.team.end_of(caller.team.start("/batches", BATCH)["runId"])
    lines = requests.get(ended["output"]["results"]["url"], timeout=LIMIT_SECONDS).text.splitlines()

    assert (ended["status"], ended["output"]["succeeded"], ended["output"]["failed"]) == ("succeeded", 1, 2)
    problems = [document["problem"]["type"] for document in map(json.loads, lines) if "problem" in document]
    assert problems == ["urn:ai-facade:problem:budget-exhausted"] * 2


@pytest.mark.parametrize("spoil", [refused(400, "AccessDeniedException"), cut], ids=["refused", "cut"])
def test_a_call_that_cannot_be_counted_is_answered_and_told_in_the_log(
    drill: Drill, team_with: NewTeam, spoil: Spoil
) -> None:
    caller = team_with(PLENTY)
    began = now_ms()

    with drill.services.with_fault(spoil, function="run_task", about=COUNT, operation=UPDATE) as fault:
        answer = ask(caller)

    assert fault.met > 0
    assert answer.status_code == 200, answer.text
    [line] = wait_for(lambda: said(drill, "run_task", began, "uncounted"))
    assert line["request_id"] == answer.headers["x-amzn-requestid"]
    assert (line["uncounted"]["team"], line["uncounted"]["operation"]) == (caller.name, "runTask")
    assert caller.counted("runTask") == 0


def test_a_call_that_cannot_be_settled_is_answered_told_in_the_log_and_counts_whole(
    drill: Drill, team_with: NewTeam
) -> None:
    caller = team_with(PLENTY)
    began = now_ms()

    with drill.services.with_fault(refused(400, "AccessDeniedException"), about=SETTLE, operation=UPDATE):
        answer = ask(caller)

    assert answer.status_code == 200, answer.text
    [line] = wait_for(lambda: said(drill, "run_task", began, "unsettled"))
    assert (line["unsettled"]["team"], line["unsettled"]["tokens"], line["unsettled"]["used"]) == (
        caller.name,
        BOUND,
        1,
    )
    assert (caller.budget["usedTokens"], caller.budget["reservedTokens"]) == (0, BOUND)


@pytest.mark.parametrize("change", [BEGIN, RESERVE, SETTLE, COUNT], ids=["begin", "reserve", "settle", "count"])
def test_a_change_of_which_nobody_heard_is_sent_again_and_made_once(
    drill: Drill, team_with: NewTeam, change: tuple[str, ...]
) -> None:
    caller = team_with(PLENTY)
    earlier = 0 if change == BEGIN else int(ask(caller).status_code == 200)

    with drill.services.with_fault(cut_after, function="run_task", about=change, operation=UPDATE, times=1) as fault:
        answer = ask(caller)

    assert fault.met > 1
    assert answer.status_code == 200, answer.text
    assert (caller.budget["usedTokens"], caller.budget["reservedTokens"]) == (earlier + 1, 0)
    assert caller.counted("runTask") == earlier + 1


def ask(caller: BudgetedTeam) -> requests.Response:
    return caller.team.call("POST", "/ai-service", TASK)


def kind_of(answer: requests.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


def now_ms() -> int:
    return int(time.time() * 1000)


def said(drill: Drill, function: str, since_ms: int, member: str) -> list[dict[str, Any]]:
    """Lines of a function's log that have this."""
    pages = (
        drill.stage.aws("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=f"/aws/lambda/{PREFIX}{function}", startTime=since_ms)
    )
    lines = [event["message"] for page in pages for event in page["events"]]
    return [document for line in lines if line.startswith("{") and member in (document := json.loads(line))]
