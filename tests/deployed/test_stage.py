"""What `make up` deployed answers as the contract says."""

import pytest
import requests

from contract import digest, load
from tests.checkout import ROOT, Stage

pytestmark = pytest.mark.xdist_group("stage")


def test_a_task_is_answered_by_a_real_model(stage: Stage) -> None:
    body = {
        "task": "rank",
        "query": "How do I reset my password?",
        "documents": ["Lunch is at noon.", "Choose a new password in Settings."],
    }

    answer = requests.post(f"{stage.url}/ai-service", json=body, headers=stage.headers, timeout=30)

    result = answer.json()
    assert answer.status_code == 200, answer.text
    assert [entry["index"] for entry in result["results"]] == [1, 0]
    assert result["usage"]["inputTokens"] > 0


def test_health_is_answered_without_a_key(stage: Stage) -> None:
    answer = requests.get(f"{stage.url}/health", timeout=10)

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "contract": digest(load(ROOT / "openapi.yaml"))}


def test_a_browser_on_another_origin_may_call(stage: Stage) -> None:
    preflight = requests.options(
        f"{stage.url}/ai-service",
        headers={"origin": "https://example.com", "access-control-request-method": "POST"},
        timeout=10,
    )
    refused = requests.post(f"{stage.url}/ai-service", json={}, timeout=10)

    assert preflight.ok
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "x-api-key" in preflight.headers["access-control-allow-headers"].lower()
    assert refused.headers["access-control-allow-origin"] == "*"


def test_the_url_is_printed_and_nothing_else(stage: Stage) -> None:
    shown = stage.checkout.make("url")

    assert (shown.stdout, shown.stderr) == (f"{stage.url}\n", "")


def test_other_programs_find_the_stage_by_the_printed_environment(stage: Stage) -> None:
    listing = "import boto3; print(boto3.client('dynamodb').list_tables())"

    found = stage.checkout.run("sh", "-c", f'eval "$(make -s env)" && .venv/bin/python -c "{listing}"')

    assert found.returncode == 0, found.stderr
    assert "ai-facade-local-records" in found.stdout
