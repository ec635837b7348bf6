"""Which models serve the tasks: one row a provider, whose libraries are imported only when it is chosen."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from handlers.models.settings import EMBEDDED_NAME, ModelSettings, model_settings

if TYPE_CHECKING:
    from handlers.tasks.ports import Metering, Models

Provided = Callable[["Metering"], "Models"]


@dataclass(frozen=True, slots=True)
class Provider:
    """What is loaded makes a request's models, each behind the request's meter: there are none without one.

    `embedder_name` is of the model that makes the vectors, as it says itself once it is loaded.
    """

    load: Callable[[ModelSettings], Provided]
    embedder_name: Callable[[ModelSettings], str]


def _embedded(_settings: ModelSettings) -> Provided:
    from handlers.models.embedded import load_embedded_model  # noqa: PLC0415 - loaded when chosen
    from handlers.tasks.extraction import ExtractiveReader  # noqa: PLC0415 - loaded when chosen
    from handlers.tasks.ports import Models  # noqa: PLC0415 - it brings NumPy

    model = load_embedded_model()
    reader = ExtractiveReader(model)
    return lambda metering: Models(metering.embedder(model), metering.reader(reader))


def _bedrock(settings: ModelSettings) -> Provided:
    from handlers.models.bedrock.models import bedrock_models  # noqa: PLC0415 - loaded when chosen

    return bedrock_models(settings)


PROVIDERS: Mapping[str, Provider] = {
    "embedded": Provider(_embedded, lambda _: EMBEDDED_NAME),
    "bedrock": Provider(_bedrock, lambda settings: settings.embedding_model_id),
}


@cache
def chosen_models() -> Provided:
    """Those of MODEL_PROVIDER, loaded once a process."""
    return models_of(model_settings(os.environ))


def models_of(settings: ModelSettings) -> Provided:
    return _provider(settings).load(settings)


def embedder_name(settings: ModelSettings) -> str:
    """Known without loading anything: an index is found by it."""
    return _provider(settings).embedder_name(settings)


def _provider(settings: ModelSettings) -> Provider:
    provider = PROVIDERS.get(settings.provider)
    if provider is None:
        raise LookupError(f"MODEL_PROVIDER is {settings.provider!r}; it must be one of {', '.join(PROVIDERS)}")
    return provider
