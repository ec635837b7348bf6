"""What is counted of calls on the deployed stage: all that reached an operation, and nothing else."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.checkout import Stage
from tests.deployed.team import LIMIT_SECONDS, POLL_SECONDS, Team

pytestmark = pytest.mark.xdist_group("stage")

CALLS = 2_000
CLIENTS = 8
ACCESS_LOG = "/aws/apigateway/ai-facade-local"


@dataclass(frozen=True, eq=False)
class Ask:
    """`status` is what answers it."""

    operation: str
    method: str
    path: str
    status: int
    body: Any = None


MISSING = "0192f0c1-7d3a-7c51-9a55-2f6a4a1f8e10"
EMBEDDED = Ask("runTask", "POST", "/ai-service", 200, {"task": "embed", "texts": ["a"]})
MIXED = (
    EMBEDDED,
    Ask("runTask", "POST", "/ai-service", 400, {"texts": ["a"]}),
    Ask("runTask", "POST", "/ai-service", 200, {"task": "rank", "query": "a", "documents": ["b", "c"]}),
    Ask("getRun", "GET", f"/runs/{MISSING}", 404),
    Ask("listRuns", "GET", "/runs?limit=1", 200),
    Ask("listDocuments", "GET", "/documents?cursor=none", 422),
    Ask("searchPassages", "POST", "/search", 200, {"query": "anything"}),
    Ask("getDocument", "GET", f"/documents/{MISSING}", 404),
)


def test_every_call_that_reached_an_operation_is_counted_and_every_other_is_in_the_access_log(
    stage: Stage, team: Team, reader: Team
) -> None:
    """2,000 mixed calls, errors and what the gateway refuses among them, and 200 for which a team has no right."""
    before, began = counts_of(team), int(time.time() * 1000)

    answers = driven(team, [MIXED[number % len(MIXED)] for number in range(CALLS)])
    refused = [*driven(Team(stage.url, "none"), [EMBEDDED] * 100), *driven(reader, [EMBEDDED] * 100)]

    assert Counter((ask, answer.status_code) for ask, answer in answers) == {
        (ask, ask.status): CALLS // len(MIXED) for ask in MIXED
    }
    assert Counter(answer.status_code for _, answer in refused) == {401: 100, 403: 100}
    reached = [(ask.operation, answer) for ask, answer in answers if "x-amzn-errortype" not in answer.headers]
    assert len(reached) == CALLS - CALLS // len(MIXED)  # a body against the schema reaches no operation
    after = counts_of(team)
    assert after[0] - before[0] - Counter({"getUsage": 1}) == Counter(operation for operation, _ in reached)
    assert after[1] - before[1] == Counter(operation for operation, answer in reached if answer.status_code >= 400)
    ids = [answer.headers["x-amzn-requestid"] for _, answer in (*answers, *refused)]
    told = wait_for_log(stage.aws("logs"), began, ids)
    assert {request_id: told[request_id] for request_id in ids} == dict.fromkeys(ids, 1)


def driven(team: Team, asks: Sequence[Ask]) -> list[tuple[Ask, requests.Response]]:
    """By eight clients at once, with a connection each."""

    def drive(own: Sequence[Ask]) -> list[tuple[Ask, requests.Response]]:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {team.key}"
            return [
                (ask, session.request(ask.method, team.url + ask.path, json=ask.body, timeout=LIMIT_SECONDS))
                for ask in own
            ]

    with ThreadPoolExecutor(CLIENTS) as threads:
        parts = threads.map(drive, [asks[first::CLIENTS] for first in range(CLIENTS)])
        return [answered for part in parts for answered in part]


def counts_of(team: Team) -> tuple[Counter[str], Counter[str]]:
    """Requests and errors, by operation."""
    requests_, errors = Counter[str](), Counter[str]()
    for item in team.get("/usage")["items"]:
        requests_[item["operation"]] += item["requests"]
        errors[item["operation"]] += item["errors"]
    return requests_, errors


def wait_for_log(logs: Any, began: int, ids: Sequence[str]) -> Counter[str]:
    """How often the access log has each request since then, once it has all of these."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while True:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=ACCESS_LOG, startTime=began - 1000)
        told = Counter(json.loads(event["message"])["requestId"] for page in pages for event in page["events"])
        if all(told[request_id] for request_id in ids):
            return told
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
