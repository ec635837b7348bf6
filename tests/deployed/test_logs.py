"""What clients send stays out of every log; what operators need of a call is in one line of it."""

import base64
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.checkout import Stage
from tests.deployed.team import LIMIT_SECONDS, POLL_SECONDS, Team

pytestmark = pytest.mark.xdist_group("stage")

EMULATOR_LOGS = ("emulator.log", "model_server.log")
ACCESS_LOG = "/aws/apigateway/ai-facade-local"


@dataclass(frozen=True)
class Sent:
    """`secrets` are texts of which no log may hold one; `answers` are by operation, of those that functions gave."""

    began_ms: int
    secrets: Sequence[str]
    answers: Sequence[tuple[str, requests.Response]]
    last: requests.Response


@pytest.fixture(scope="module")
def sent(stage: Stage) -> Sent:
    mark, began = f"mark{uuid.uuid4().hex}", int(time.time() * 1000)
    team = Team(stage.url, stage.token("default"))
    encoded = base64.b64encode(f"The colour of the flag is {mark}. ".encode() * 3).decode()
    answers = [*everything(team, mark, encoded), *mistakes(team, mark)]
    strangers(stage, mark)
    last = team.call("GET", "/usage")
    secrets = [mark, encoded[:60], *team.key.split(".")[1:], *credentials(stage)]
    return Sent(began, secrets, [*answers, ("getUsage", last)], last)


def everything(team: Team, mark: str, encoded: str) -> Iterator[tuple[str, requests.Response]]:
    """Each operation that a function answers, from the first to the last day of a document."""
    text = f"The colour of the flag is {mark}. It was chosen by the whole village in a long and friendly assembly."
    order = {"title": f"About {mark}", "labels": [mark]}
    upload = team.call("POST", "/uploads", {"mediaType": "text/plain", "bytes": len(text)}, idempotency_key=mark)
    yield "createUpload", upload
    slot = upload.json()
    requests.put(slot["url"], data=text, headers=slot["headers"], timeout=LIMIT_SECONDS).raise_for_status()
    sources = (
        {"source": "text", "text": text},
        {"source": "base64", "mediaType": "text/plain", "base64": encoded},
        {"source": "upload", "uploadId": slot["uploadId"]},
    )
    for number, source in enumerate(sources):
        answer = team.call("POST", "/documents", {**order, **source}, idempotency_key=f"{mark}{number}")
        yield "createDocument", answer
        assert team.end_of(answer.json()["runId"])["status"] == "succeeded"
        document = f"/documents/{answer.json()['documentId']}"
    batch = team.call("POST", "/batches", {"tasks": [{"task": "embed", "texts": [text]}]}, idempotency_key=mark)
    yield "createBatch", batch
    run = f"/runs/{batch.json()['runId']}"
    yield "cancelRun", team.call("POST", f"{run}/cancel")
    yield "getRun", team.call("GET", run)
    yield "listRuns", team.call("GET", "/runs")
    yield "runTask", team.call("POST", "/ai-service", {"task": "embed", "texts": [text]})
    yield (
        "runTask",
        team.call("POST", "/ai-service", {"task": "answer", "question": f"Who is {mark}?", "context": text}),
    )
    yield "searchPassages", team.call("POST", "/search", {"query": mark, "filter": {"labels": [mark]}})
    yield "answerQuestion", team.call("POST", "/answers", {"question": f"What is {mark}?"})
    yield "listDocuments", team.call("GET", f"/documents?label={mark}")
    yield "getDocument", team.call("GET", document)
    yield "deleteDocument", team.call("DELETE", document)
    yield "getContract", team.call("GET", "/openapi.json")
    asked = {"model": "embedded", "input": [text]}
    team.call("POST", "/models/v1/embeddings", asked)


def mistakes(team: Team, mark: str) -> Iterator[tuple[str, requests.Response]]:
    """What functions or the gateway refuse: the words that say why may hold what was sent."""
    yield (
        "createDocument",
        team.call("POST", "/documents", {"source": "text", "text": mark}, idempotency_key=f"{mark}0"),
    )
    yield "createDocument", team.call("POST", "/documents", {"source": "upload", "uploadId": mark})
    yield (
        "createDocument",
        team.call("POST", "/documents", {"source": "base64", "mediaType": "text/plain", "base64": f"{mark}!"}),
    )
    yield "runTask", team.call("POST", "/ai-service", {"task": "embed", "texts": [mark], mark: mark})
    yield "listDocuments", team.call("GET", f"/documents?cursor={mark}")
    for body in (mark, {"task": mark}):
        team.call("POST", "/ai-service", body)
    team.call("POST", "/search", {"query": mark * 1000})


def strangers(stage: Stage, mark: str) -> None:
    """Who is refused before a function is asked."""
    for headers in (
        {"Authorization": f"Bearer {mark}"},
        {"Authorization": f"Bearer {stage.key}{mark}"},
        {"Authorization": f"Basic {mark}"},
        {"x-api-key": mark},
        {"Cookie": f"session={mark}"},
    ):
        answer = requests.get(f"{stage.url}/usage", headers=headers, timeout=LIMIT_SECONDS)
        assert answer.status_code == 401, headers
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={mark}, SignedHeaders=host, Signature={mark}"}
    dated = {"X-Amz-Date": "20261123T000000Z", **signed}
    assert requests.get(f"{stage.url}/nothing", headers=dated, timeout=LIMIT_SECONDS).status_code == 404


def credentials(stage: Stage) -> Iterator[str]:
    """The secrets of the teams' clients."""
    cognito = stage.aws("cognito-idp")
    for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]:
        for client in cognito.list_user_pool_clients(UserPoolId=pool["Id"], MaxResults=60)["UserPoolClients"]:
            described = cognito.describe_user_pool_client(UserPoolId=pool["Id"], ClientId=client["ClientId"])
            yield described["UserPoolClient"]["ClientSecret"]


def test_no_log_group_holds_what_a_client_has_sent(sent: Sent, stage: Stage) -> None:
    logs = stage.aws("logs")
    wait_for_line(logs, sent)

    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            lines = [line for line in said(logs, group["logGroupName"], sent.began_ms) if holds(line, sent)]
            assert not lines, (group["logGroupName"], lines[0])


def test_no_log_of_the_emulator_holds_what_a_client_has_sent(sent: Sent, stage: Stage) -> None:
    for name in EMULATOR_LOGS:
        text = (stage.checkout.folder / "build" / "stages" / "local" / name).read_text(encoding="utf-8")

        assert not [line for line in text.splitlines() if holds(line, sent)][:1], name


def test_no_metric_is_named_by_what_a_client_has_sent(sent: Sent, stage: Stage) -> None:
    wait_for_line(stage.aws("logs"), sent)
    pages = stage.aws("cloudwatch").get_paginator("list_metrics").paginate()
    metrics = [each for page in pages for each in page["Metrics"]]

    assert metrics
    assert not [metric for metric in metrics if holds(json.dumps(metric), sent)]


def test_each_answer_of_a_function_has_a_line_that_says_of_whom_and_of_what(sent: Sent, stage: Stage) -> None:
    logs = stage.aws("logs")
    wait_for_line(logs, sent)
    groups = [
        each["logGroupName"]
        for page in logs.get_paginator("describe_log_groups").paginate()
        for each in page["logGroups"]
    ]
    lines = [
        json.loads(line)
        for group in groups
        if group.startswith("/aws/lambda/")
        for line in said(logs, group, sent.began_ms)
        if '"answered"' in line
    ]

    for operation, answer in sent.answers:
        [line] = [line for line in lines if line["request_id"] == answer.headers["x-amzn-requestid"]]
        assert (line["operation"], line["status"]) == (operation, answer.status_code), line
        assert line.get("tenant") == (None if operation == "getContract" else "default")
        assert isinstance(line["cold_start"], bool)
        assert line["duration_ms"] > 0


def holds(text: str, sent: Sent) -> bool:
    return any(secret in text for secret in sent.secrets)


def said(logs: Any, group: str, since_ms: int) -> list[str]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since_ms)
    return [event["message"] for page in pages for event in page["events"]]


def wait_for_line(logs: Any, sent: Sent) -> None:
    """Until the last call is in the access log; those before it are then in all logs."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while not any(sent.last.headers["x-amzn-requestid"] in line for line in said(logs, ACCESS_LOG, sent.began_ms)):
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
