"""Which models a function has, by its environment."""

import pytest

from handlers.models.choice import embedder_name, models_of
from handlers.models.embedded import EmbeddedModel
from handlers.models.settings import model_settings
from tests.handlers.usage.memory import Unmetered

BEDROCK = {
    "MODEL_PROVIDER": "bedrock",
    "BEDROCK_CHAT_MODEL_ID": "amazon.nova-lite-v1:0",
    "BEDROCK_EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
}


def test_an_index_is_found_by_the_name_that_the_embedded_model_says_of_itself(embedded_model: EmbeddedModel) -> None:
    assert embedder_name(model_settings({})) == embedded_model.name


def test_an_index_is_found_by_the_name_that_a_model_of_bedrock_says_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = model_settings(BEDROCK)

    assert embedder_name(settings) == models_of(settings)(Unmetered()).embedder.name == "amazon.titan-embed-text-v2:0"


def test_a_provider_that_is_not_known_is_named_with_those_that_are() -> None:
    with pytest.raises(LookupError, match=r"'oracle'.*embedded, bedrock"):
        embedder_name(model_settings({"MODEL_PROVIDER": "oracle"}))
