"""What stands in the lines that operations and steps log."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from handlers.gateway.events import Received
from handlers.gateway.responses import Json
from handlers.gateway.serving import serve
from handlers.steps.observed_step import step
from handlers.steps.step_log import stepped
from handlers.telemetry.logs import logger
from tests.handlers.calls import REQUEST_ID, proxy_event

ROOT = Path(__file__).parents[3]
STEP_EVENT = {"tenant": "research", "runId": "run", "documentId": "document"}
# Two requests in a process of their own.
TWICE = """
import json, sys
from handlers import get_contract
for _ in range(2):
    get_contract.handle(json.loads(sys.argv[1]), None)
"""


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_every_line_of_a_request_says_of_which_and_for_whom(log: StringIO) -> None:
    def operation(_: Received) -> Json:
        logger().info("from inside")
        return Json({})

    serve("runTask", proxy_event(None), operation)

    inside, answered = lines(log)
    named = {"request_id": REQUEST_ID, "tenant": "tenant", "operation": "runTask"}
    assert named.items() <= inside.items()
    assert named.items() <= answered.items()
    assert (inside["message"], answered["message"]) == ("from inside", "answered")
    assert isinstance(inside["cold_start"], bool)


def test_every_line_of_a_step_says_of_which_run_and_for_whom(log: StringIO) -> None:
    @step("embed_passages")
    def handle(event: Mapping[str, Any], _: object) -> None:
        logger().warning("from inside")
        stepped("embed_passages", event, "done", 0.0)

    handle({**STEP_EVENT}, None)

    named = {"run_id": "run", "tenant": "research", "operation": "embed_passages"}
    assert [named.items() <= line.items() for line in lines(log)] == [True, True]


def test_the_next_request_has_nothing_of_the_one_before(log: StringIO) -> None:
    serve("runTask", proxy_event(None), lambda _: Json({}))
    logger().info("outside")

    assert {"request_id", "tenant", "operation"} & lines(log)[1].keys() == set()


def test_a_line_is_found_from_its_trace(log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")

    serve("runTask", proxy_event(None), lambda _: Json({}))

    assert lines(log)[0]["xray_trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"


@pytest.mark.parametrize(
    ("started", "colds"), [("on-demand", [True, False]), ("provisioned-concurrency", [False, False])]
)
def test_the_first_request_of_a_process_is_a_cold_start_unless_the_process_was_ready(
    started: str, colds: list[bool]
) -> None:
    event = proxy_event(None, requestContext={"requestId": "id", "domainName": "localhost", "stage": "tests"})
    environment = {**os.environ, "AWS_LAMBDA_INITIALIZATION_TYPE": started}

    ran = subprocess.run(
        [sys.executable, "-c", TWICE, json.dumps(event)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    written = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["cold_start"] for line in written if "cold_start" in line] == colds
    told = [line["ColdStarts"] for line in written if "ColdStarts" in line]
    assert told == [[1.0]] * sum(colds)
