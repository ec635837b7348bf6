"""Which models serve the tasks: one row a provider, whose libraries are imported only when it is chosen."""

import os
from collections.abc import Callable, Mapping
from functools import cache

from handlers.models.settings import ModelSettings, model_settings
from handlers.tasks.ports import Models


def _embedded(_settings: ModelSettings) -> Models:
    from handlers.models.embedded import load_embedded_model  # noqa: PLC0415 - loaded when chosen
    from handlers.tasks.extraction import ExtractiveReader  # noqa: PLC0415 - loaded when chosen

    model = load_embedded_model()
    return Models(model, ExtractiveReader(model))


def _bedrock(settings: ModelSettings) -> Models:
    from handlers.models.bedrock.models import bedrock_models  # noqa: PLC0415 - loaded when chosen

    return bedrock_models(settings)


PROVIDERS: Mapping[str, Callable[[ModelSettings], Models]] = {"embedded": _embedded, "bedrock": _bedrock}


@cache
def chosen_models() -> Models:
    """The models of MODEL_PROVIDER, loaded once a process."""
    return models_of(model_settings(os.environ))


def models_of(settings: ModelSettings) -> Models:
    load = PROVIDERS.get(settings.provider)
    if load is None:
        raise LookupError(f"MODEL_PROVIDER is {settings.provider!r}; it must be one of {', '.join(PROVIDERS)}")
    return load(settings)
