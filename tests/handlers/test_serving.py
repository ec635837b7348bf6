"""What is logged, and what a caller sees of a bug."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest

from handlers.models.choice import chosen_models
from tests.handlers.calls import REQUEST_ID, post, problem, run

TEXT = "a very private text"


@pytest.fixture
def fresh_models() -> Iterator[None]:
    chosen_models.cache_clear()
    yield
    chosen_models.cache_clear()


def test_one_line_is_logged_for_a_request(log: StringIO) -> None:
    run(task="embed", texts=[TEXT])

    [line] = log.getvalue().splitlines()
    logged = json.loads(line)
    assert (logged["operation"], logged["request_id"], logged["status"]) == ("runTask", REQUEST_ID, 200)
    assert logged["duration_ms"] > 0
    assert TEXT not in line


def test_a_refused_request_is_logged_with_its_kind_and_not_its_body(log: StringIO) -> None:
    post(json.dumps({"task": TEXT}), {"x-api-key": "a-very-private-key"})

    [line] = log.getvalue().splitlines()
    assert json.loads(line)["problem"] == "invalid-request"
    assert "private" not in line


@pytest.mark.usefixtures("fresh_models")
def test_a_bug_is_logged_with_its_stack_and_answered_without(log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_PROVIDER", "oracle")

    refused = problem(post(json.dumps({"task": "embed", "texts": [TEXT]})))

    failed, answered = map(json.loads, log.getvalue().splitlines())
    assert (refused["status"], refused["type"]) == (500, "urn:ai-facade:problem:internal-error")
    assert "oracle" not in json.dumps(refused)
    assert "MODEL_PROVIDER is 'oracle'; it must be one of embedded, bedrock" in failed["exception"]
    assert failed["request_id"] == answered["request_id"] == REQUEST_ID
    assert TEXT not in json.dumps(failed)


@pytest.mark.usefixtures("fresh_models")
def test_bedrock_without_its_models_is_told_in_the_log(log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_PROVIDER", "bedrock")

    response = post(json.dumps({"task": "embed", "texts": [TEXT]}))

    assert response["statusCode"] == 500
    assert "BEDROCK_CHAT_MODEL_ID and BEDROCK_EMBEDDING_MODEL_ID" in log.getvalue()
