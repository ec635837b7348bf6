"""The model server behind the facade, with the client that people use for it."""

import pytest
import requests
from openai import OpenAI

from tests.checkout import Stage

pytestmark = pytest.mark.xdist_group("stage")


def test_the_openai_client_works_through_the_facade(stage: Stage) -> None:
    with OpenAI(base_url=f"{stage.url}/models/v1", api_key=stage.key) as client:
        (model,) = client.models.list().data
        made = client.embeddings.create(model=model.id, input=["a small dog", "a little puppy", "an invoice"])

    dog, puppy, invoice = (entry.embedding for entry in made.data)
    assert cosine(dog, puppy) > cosine(dog, invoice)
    assert made.usage.prompt_tokens > 0


def test_the_model_server_is_behind_the_key(stage: Stage) -> None:
    assert requests.get(f"{stage.url}/models/v1/models", timeout=10).status_code == 401


def test_a_web_page_may_call_the_model_server(stage: Stage) -> None:
    """A browser asks first, without the key, and reads the answer only if that says that it may."""
    url = f"{stage.url}/models/v1/models"
    asked = {"origin": "https://page.example", "access-control-request-method": "GET"}
    preflight = requests.options(url, headers=asked, timeout=10)
    answer = requests.get(url, headers=stage.headers | {"origin": "https://page.example"}, timeout=10)

    assert preflight.status_code == 204
    assert "GET" in preflight.headers["access-control-allow-methods"]
    assert "*" in preflight.headers["access-control-allow-headers"]
    assert preflight.headers["access-control-allow-origin"] == answer.headers["access-control-allow-origin"] == "*"


def test_what_the_model_server_refuses_is_answered_in_its_own_words(stage: Stage) -> None:
    refused = requests.post(
        f"{stage.url}/models/v1/embeddings", json={"model": "unknown", "input": "a"}, headers=stage.headers, timeout=10
    )

    assert 400 <= refused.status_code < 500
    assert "error" in refused.json()


def cosine(left: list[float], right: list[float]) -> float:
    dot = sum(one * other for one, other in zip(left, right, strict=True))
    return float(dot / (sum(x * x for x in left) * sum(x * x for x in right)) ** 0.5)
