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
from functools import partial
from urllib.parse import urlsplit

from commands.bench import TEXTS
from commands.error import CommandError
from commands.stage_outputs import read_teams
from commands.tokens import read_token
from infrastructure.teams import TASKS
from tests.bench.deployed_stage import STAGE, DeployedStage, stage_that_is_up

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

OPEN = "GET /health, open"
REFUSED = "a request that its token does not open"
SERVED = "POST /ai-service, embed ten short texts"

Call = Callable[[], None]


def main() -> int:
    stage = stage_that_is_up()
    if stage is None:
        print("\nNo stage is up, so no authorizer was measured; `make up DETACH=1` starts one.")
        return 0
    with stage.changed_function("run_task", UNMETERED) as bare:
        calls = {**_requests(stage), **_invocations(stage, bare)}
        _in_turn(calls, WARM_UP_ROUNDS)
        began_ms = int(time.time() * 1000)
        seen = _in_turn(calls, ROUNDS)
        reported = {
            function: statistics.median(each.duration for each in stage.reports(function, began_ms, ROUNDS))
            for function in ("authorize", "run_task", bare)
        }
    authorizing, metering = seen[REFUSED] - seen[OPEN], reported["run_task"] - reported[bare]
    added = authorizing + metering
    rest = seen[SERVED] - added
    print(f"\nTeams, medians of {ROUNDS} calls in milliseconds, one connection:")
    rows = {
        OPEN: seen[OPEN],
        REFUSED: seen[REFUSED],
        "the authorizer, as a client sees it": authorizing,
        "the authorizer, as Lambda reports it": reported["authorize"],
        "run_task, as Lambda reports it": reported["run_task"],
        "run_task without a meter": reported[bare],
        SERVED: seen[SERVED],
        "authorizing and metering, of that": added,
    }
    for what, milliseconds in rows.items():
        print(f"  {what:45} p50 {milliseconds:9.2f}")
    print(f"  {'the same request without both':45} p50 {rest:9.2f}   x {seen[SERVED] / rest:.1f}")
    return 0


def _requests(stage: DeployedStage) -> Mapping[str, Call]:
    closed = next(name for name, team in read_teams(STAGE).items() if TASKS not in team.scopes)
    return {
        OPEN: _request(stage.url, "GET", "/health", "", 200),
        REFUSED: _request(stage.url, "POST", "/ai-service", read_token(STAGE, closed), 403),
        SERVED: _request(stage.url, "POST", "/ai-service", stage.key, 200),
    }


def _invocations(stage: DeployedStage, bare: str) -> Mapping[str, Call]:
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

    def invoke(function: str) -> None:
        answer = stage.invoke(function, event)
        if answer["statusCode"] != 200:
            raise CommandError(f"{function} answered {answer}.")

    return {function: partial(invoke, function) for function in ("run_task", bare)}


def _in_turn(calls: Mapping[str, Call], rounds: int) -> Mapping[str, float]:
    """Medians, of which each has met the same as the others of what else the machine had to do."""
    samples: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
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
