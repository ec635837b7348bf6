"""What the contract shows is what a client gets: its examples, sent to the embedded model."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.run_task import handle
from tests.handlers.calls import proxy_event

AUTHORED = Path(__file__).parents[2] / "openapi.yaml"
OPERATION = yaml.safe_load(AUTHORED.read_text(encoding="utf-8"))["paths"]["/ai-service"]["post"]
REQUESTS: dict[str, Any] = OPERATION["requestBody"]["content"]["application/json"]["examples"]
RESULTS: dict[str, Any] = OPERATION["responses"]["200"]["content"]["application/json"]["examples"]
# Of another model, whose vectors are short enough for an example.
MADE_UP = {"embed"}


@pytest.mark.parametrize("name", REQUESTS)
def test_an_example_request_is_answered(name: str) -> None:
    answer = handle(proxy_event(json.dumps(REQUESTS[name]["value"])), None)

    assert answer["statusCode"] == 200, answer["body"]


@pytest.mark.parametrize("name", sorted(RESULTS.keys() - MADE_UP))
def test_an_example_result_is_the_answer_to_the_request_of_the_same_name(name: str) -> None:
    answer = handle(proxy_event(json.dumps(REQUESTS[name]["value"])), None)

    assert json.loads(answer["body"]) == RESULTS[name]["value"]
