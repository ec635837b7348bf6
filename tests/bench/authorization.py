"""What teams cost: authorizing and metering a request of the stage that is up, `python -m tests.bench.authorization`.

The authorizer is asked at each request, as the local stage has it. Its share as a client sees it is the difference of
two requests that the gateway answers by itself: one that its token does not open, and GET /health, which is open.

The meter's share is the difference of what Lambda reports of two functions, called in turn with the same event: the
stage's own, and a copy of it in which models have no meter and nothing is counted. In both, calls of DynamoDB last as
long as the emulator takes for them.
"""

import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from commands.bench import TEXTS
from commands.error import CommandError
from commands.stage_outputs import read_teams
from commands.tokens import read_token
from infrastructure.teams import TASKS
from tests.bench.deployed_stage import STAGE, DeployedStage, stage_that_is_up
from tests.bench.prepared import authorizer_event

ROUNDS = 500
WARM_UP_ROUNDS = 50
TASK = json.dumps({"task": "embed", "texts": TEXTS})
UNMETERED = {
    "handlers/accounting/models.py": """
from handlers.models.choice import chosen_models

class Bare:
    def embedder(self, model): return model
    def reader(self, model): return model

def metered_models(team, meter): return chosen_models()(Bare())
""",
    "handlers/accounting/counting.py": "def account_for(counted, meter): pass\n",
}

Call = Callable[[], None]


def main() -> int:
    stage = stage_that_is_up()
    if stage is None:
        print("\nNo stage is up, so no authorizer was measured; `make up DETACH=1` starts one.")
        return 0
    closed = next(name for name, team in read_teams(STAGE).items() if TASKS not in team.scopes)
    requests = {
        "GET /health": _request(stage.url, "GET", "/health", "", 200),
        "refused": _request(stage.url, "POST", "/ai-service", read_token(STAGE, closed), 403),
        "POST /ai-service": _request(stage.url, "POST", "/ai-service", stage.key, 200),
    }
    seen = _in_turn(requests)
    authorizing = seen["refused"] - seen["GET /health"]
    metered, unmetered = _metering(stage)
    total, added = seen["POST /ai-service"], authorizing + metered - unmetered
    print(f"\nTeams, medians of {ROUNDS} calls in milliseconds, one connection:")
    rows = {
        "GET /health, open": seen["GET /health"],
        "a request that its token does not open": seen["refused"],
        "the authorizer, as a client sees it": authorizing,
        "the authorizer, as Lambda reports it": _authorizer(stage),
        "run_task, as Lambda reports it": metered,
        "run_task without a meter": unmetered,
        "POST /ai-service, embed ten short texts": total,
        "authorizing and metering, of that": added,
    }
    for what, milliseconds in rows.items():
        print(f"  {what:45} p50 {milliseconds:9.2f}")
    print(f"  {'the same request without both':45} p50 {total - added:9.2f}   x {total / (total - added):.2f}")
    return 0


def _authorizer(stage: DeployedStage) -> float:
    return _reported(stage, {"authorize": authorizer_event(stage.key)})["authorize"]


def _metering(stage: DeployedStage) -> tuple[float, float]:
    """With a meter and without."""
    event = {
        "requestContext": {
            "requestId": "bench",
            "authorizer": {"tenant": stage.tenant},
            "stage": STAGE,
            "domainName": "",
        },
        "headers": {"content-type": "application/json"},
        "body": TASK,
    }
    with stage.changed_function("run_task", UNMETERED) as bare:
        reported = _reported(stage, {"run_task": event, bare: event})
        return reported["run_task"], reported[bare]


def _reported(stage: DeployedStage, events: Mapping[str, Any]) -> Mapping[str, float]:
    for _ in range(WARM_UP_ROUNDS):
        _invoke(stage, events)
    began_ms = int(time.time() * 1000) + 1
    time.sleep(0.01)  # the log's times are whole milliseconds
    for _ in range(ROUNDS):
        _invoke(stage, events)
    return {
        function: statistics.median(each.duration for each in stage.reports(function, began_ms, ROUNDS))
        for function in events
    }


def _invoke(stage: DeployedStage, events: Mapping[str, Any]) -> None:
    for function, event in events.items():
        answer = stage.invoke(function, event)
        if answer.get("statusCode", 200) != 200:
            raise CommandError(f"{function} answered {answer}.")


def _in_turn(calls: Mapping[str, Call]) -> Mapping[str, float]:
    """Medians, of which each has met the same as the others of what else the machine had to do."""
    samples: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(WARM_UP_ROUNDS + ROUNDS):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            if turn >= WARM_UP_ROUNDS:
                samples[name].append(1000 * (time.perf_counter() - began))
    return {name: statistics.median(milliseconds) for name, milliseconds in samples.items()}


def _request(url: str, method: str, path: str, token: str, status: int) -> Call:
    """By one kept connection of the standard library."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    headers = {"content-type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = TASK if method == "POST" else None

    def call() -> None:
        connection.request(method, address.path + path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != status:
            raise CommandError(f"{method} {path} was answered {answer.status}.")

    return call


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CommandError as error:
        sys.exit(str(error))
